package exporter

import (
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
)

// TestAnswerOfASilentLog: what a log said last is no news for ever.
func TestAnswerOfASilentLog(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		name    string
		side    aggregate.Side
		says    string
		age     time.Duration
		waiting int64
		reading bool
		want    string
	}{
		{"fresh", aggregate.SideClear, "Nothing to worry about.", time.Minute, 381, false, "clear: Nothing to worry about."},
		{"a night", aggregate.SideClear, "Nothing to worry about.", 10 * time.Hour, 0, false, "clear: Nothing to worry about."},
		{"a night, and somebody waits", aggregate.SideClear, "Nothing to worry about.", 10 * time.Hour, 1, false,
			"thin: There was no mail line for 10 hours, and 1 recipient waited then: look whether the mail server runs, and whether this is still its log. Until then: Nothing to worry about."},
		{"days", aggregate.SideClear, "Nothing is wrong now. Earlier: the disk was full.", 5*day + time.Hour, 381, false,
			"thin: There was no mail line for 5 days, and 381 recipients waited then: look whether the mail server runs, and whether this is still its log. Earlier: the disk was full."},
		{"what lasts keeps its side", aggregate.SideUs, "It is us.", 30 * time.Hour, 0, false,
			"us: There was no mail line for 30 hours: look whether the mail server runs, and whether this is still its log. Until then: It is us."},
		{"a backlog is still read", aggregate.SideClear, "Nothing to worry about.", 5 * day, 381, true, "clear: Nothing to worry about."},
	} {
		until := hour(12, 0)
		s := State{Now: until.Add(c.age), Sources: []Source{{Up: true, CaughtUp: !c.reading}}, Snapshot: &aggregate.Snapshot{
			Answer: aggregate.Answer{Side: c.side, Says: c.says}, Input: aggregate.Input{Until: &until}, Totals: aggregate.Totals{Waiting: c.waiting}}}
		if a := s.Answer(); string(a.Side)+": "+a.Says != c.want {
			t.Errorf("%s: %s: %s\nwant %s", c.name, a.Side, a.Says, c.want)
		}
		_, body := get(t, fixed(t, s, Options{Report: asJSON}), "/api/report")
		if told := strings.Contains(body, "no mail line"); told != strings.Contains(c.want, "no mail line") {
			t.Errorf("%s: in JSON: %s", c.name, body)
		}
	}
	if a := (State{}).Answer(); a.Says != "" {
		t.Errorf("of nothing: %q", a.Says)
	}
}
