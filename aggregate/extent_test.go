package aggregate

import (
	"fmt"
	"testing"
	"time"

	"tempfail/parser"
)

func TestEnds(t *testing.T) {
	day := func(s string) int64 {
		v, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return v.UnixMilli()
	}
	for _, c := range []struct {
		says        string
		days        map[string]int64 // events
		first, last string
		outliers    int64
	}{
		{"one day", map[string]int64{"2026-03-02": 500}, "2026-03-02", "2026-03-02", 0},
		{"one line of a year ahead", map[string]int64{"2026-03-02": 500, "2027-03-02": 1}, "2026-03-02", "2026-03-02", 1},
		{"and one of 1999", map[string]int64{"1999-01-01": 1, "2026-03-02": 500, "2027-03-02": 1}, "2026-03-02", "2026-03-02", 2},
		{"too many for outliers", map[string]int64{"2026-03-02": 500, "2027-03-02": 9}, "2026-03-02", "2027-03-02", 0},
		{"after a holiday", map[string]int64{"2026-03-02": 500, "2026-03-15": 1}, "2026-03-02", "2026-03-15", 0},
		{"a year with a gap", map[string]int64{"2026-01-02": 500, "2026-06-02": 500, "2026-08-02": 3}, "2026-01-02", "2026-08-02", 0},
		{"few lines", map[string]int64{"2026-03-02": 5, "2027-03-02": 1}, "2026-03-02", "2027-03-02", 0},
	} {
		x := newExtent()
		for s, n := range c.days {
			x.saw(n, day(s), day(s))
		}
		if first, last, outliers := x.ends(); first != day(c.first) || last != day(c.last) || outliers != c.outliers {
			t.Errorf("%s: %s to %s, %d outliers; want %s to %s, %d", c.says, at(first), at(last), outliers, c.first, c.last, c.outliers)
		}
	}
}

// TestOneWrongClock: what goes on at the end of a log does so whatever one of
// its lines says that the time is.
func TestOneWrongClock(t *testing.T) {
	begin := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	judged := func(wrong bool) *Snapshot {
		a := New(Options{})
		for i := range 400 {
			when := begin.Add(time.Duration(i) * 15 * time.Second)
			ev := tryOf("mx", fmt.Sprintf("4A%04d", i), parser.Sent, when)
			ev.Relay.Host, ev.Recipient = fmt.Appendf(nil, "mx.d%d.example", i%8), fmt.Appendf(nil, "user@d%d.example", i%8)
			if i > 200 && i%8 == 3 {
				ev.Status, ev.Reply = parser.Deferred, parser.Reply{Origin: parser.Remote, Code: 451, Text: []byte("451 4.3.0 later")}
			}
			a.Add(ev)
		}
		if wrong {
			a.Add(&parser.Event{Kind: parser.Removed, Time: begin.AddDate(1, 0, 0), Host: []byte("mx"), QueueID: []byte("4A0001")})
		}
		return a.Snapshot(time.Time{})
	}
	want, got := judged(false), judged(true)
	if len(want.Findings) == 0 || !want.Findings[0].Ongoing {
		t.Fatalf("no finding that goes on: %+v", want.Findings)
	}
	if len(got.Findings) != len(want.Findings) || !got.Findings[0].Ongoing || !got.Input.Until.Equal(*want.Input.Until) || len(got.Limits) != 1 {
		t.Errorf("with one wrong line: %s, until %s, limits %+v", got.Answer.Says, got.Input.Until, got.Limits)
	}
}
