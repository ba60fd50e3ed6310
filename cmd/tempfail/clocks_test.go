package main

import (
	"testing"
	"time"
)

// TestClocksThatChange: a time that was skipped is refused, of one that came
// twice the first is taken and the second known.
func TestClocksThatChange(t *testing.T) {
	for _, c := range []struct{ zone, text, first, second string }{
		{"Europe/Berlin", "2026-03-29 01:59:59", "2026-03-29T01:59:59+01:00", ""},
		{"Europe/Berlin", "2026-03-29 02:00", "", ""},
		{"Europe/Berlin", "2026-03-29T02:59:59", "", ""},
		{"Europe/Berlin", "2026-03-29 03:00", "2026-03-29T03:00:00+02:00", ""},
		{"Europe/Berlin", "2026-10-25 01:59", "2026-10-25T01:59:00+02:00", ""},
		{"Europe/Berlin", "2026-10-25 02:00", "2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"},
		{"Europe/Berlin", "2026-10-25 03:00", "2026-10-25T03:00:00+01:00", ""},
		{"Europe/Berlin", "02:30", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"},
		{"Europe/Berlin", "2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00", ""}, // has its offset
		{"America/New_York", "2026-03-08 02:30", "", ""},
		{"America/New_York", "2026-11-01 01:30", "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"},
		{"Australia/Lord_Howe", "2026-10-04 02:15", "", ""},             // half an hour
		{"Pacific/Apia", "2011-12-30 12:00", "", ""},                    // a day
		{"Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00", ""}, // a day that begins at 1
		{"UTC", "2026-03-29 02:30", "2026-03-29T02:30:00Z", ""},
	} {
		loc, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Date(2026, time.October, 25, 14, 0, 0, 0, loc)
		first, second := "", ""
		if at, err := (moment{c.text}).at(now); err == nil {
			first = at.Format(time.RFC3339)
		}
		if at := (moment{c.text}).again(now); !at.IsZero() {
			second = at.Format(time.RFC3339)
		}
		if first != c.first || second != c.second {
			t.Errorf("%s in %s: %q, %q; want %q, %q", c.text, c.zone, first, second, c.first, c.second)
		}
	}
}
