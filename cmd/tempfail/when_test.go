package main

import (
	"testing"
	"time"
)

func TestMoments(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, time.March, 29, 14, 30, 0, 0, berlin) // the clocks went forward at 2
	for text, want := range map[string]string{
		"now":                       "2026-03-29T14:30:00+02:00",
		"today":                     "2026-03-29T00:00:00+01:00",
		"Yesterday":                 "2026-03-28T00:00:00+01:00",
		"-2h":                       "2026-03-29T12:30:00+02:00",
		"2h":                        "2026-03-29T12:30:00+02:00",
		"90 min ago":                "2026-03-29T13:00:00+02:00",
		"-1d":                       "2026-03-28T14:30:00+01:00", // a day, not 24 hours
		"2 weeks ago":               "2026-03-15T14:30:00+01:00",
		"-30s":                      "2026-03-29T14:29:30+02:00",
		"2026-03-02":                "2026-03-02T00:00:00+01:00",
		"2026-03-02 14:00":          "2026-03-02T14:00:00+01:00",
		"2026-03-02 14:00:05":       "2026-03-02T14:00:05+01:00",
		"2026-03-02T14:00":          "2026-03-02T14:00:00+01:00",
		"2026-03-02T14:00:05Z":      "2026-03-02T14:00:05Z",
		"2026-03-02T14:00:05-05:00": "2026-03-02T14:00:05-05:00",
		"06:15":                     "2026-03-29T06:15:00+02:00",
		"06:15:20":                  "2026-03-29T06:15:20+02:00",
	} {
		got, err := moment{text}.at(now)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%s: %v, %v; want %s", text, got.Format(time.RFC3339), err, want)
		}
	}
	for _, text := range []string{"soon", "2026-13-01", "2026-02-30", "-2x", "2", "h", "25:00", "-9999999d", "--since"} {
		if got, err := (moment{text}).at(now); err == nil {
			t.Errorf("%s: %v, want an error", text, got)
		}
	}
}

func TestPeriods(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, time.March, 2, hour, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		period
		in, out []time.Time
	}{
		{period{}, []time.Time{at(1), {}}, nil},
		{period{since: at(9)}, []time.Time{at(9), at(10)}, []time.Time{at(8), {}}},
		{period{until: at(9)}, []time.Time{at(8)}, []time.Time{at(9), at(10), {}}},
		{period{at(9), at(10)}, []time.Time{at(9)}, []time.Time{at(8), at(10)}},
	} {
		for _, in := range c.in {
			if !c.holds(in) {
				t.Errorf("%v: %v is not in it", c.period, in)
			}
		}
		for _, out := range c.out {
			if c.holds(out) {
				t.Errorf("%v: %v is in it", c.period, out)
			}
		}
	}
}
