package aggregate

import (
	"strings"
	"testing"
)

// TestCalmNamesWhoBounces: most of what bounced is of one destination.
func TestCalmNamesWhoBounces(t *testing.T) {
	row := func(name string, sent, bounced int64) Row {
		r := Row{Name: name}
		r.Attempts, r.Sent, r.Bounced = sent+bounced, sent, bounced
		return r
	}
	for _, c := range []struct {
		rows []Row
		want string
	}{
		{[]Row{row("one.example", 74, 39), row("two.example", 900, 1)}, "39 of them bounced by one.example alone, of 113 there"},
		{[]Row{row("one.example", 9, 9), row("two.example", 900, 1)}, "none of it stands out"},    // few
		{[]Row{row("one.example", 900, 39), row("two.example", 900, 1)}, "none of it stands out"}, // as everywhere
		{[]Row{row("one.example", 20, 20), row("two.example", 800, 30)}, "none of it stands out"}, // others have more
	} {
		s := Snapshot{Destinations: c.rows}
		for _, r := range c.rows {
			s.Totals.Attempts += r.Attempts
			s.Totals.Bounced += r.Bounced
		}
		if got := usual(&s); !strings.Contains(got, c.want) {
			t.Errorf("%+v: %q, want %q in it", c.rows, got, c.want)
		}
	}
}
