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

// TestAnswerOfAnUnreadLog: what was clear when a log was read last is not
// clear any more, and why it cannot be read is told first.
func TestAnswerOfAnUnreadLog(t *testing.T) {
	read, denied := Source{Name: "a.log", Up: true, CaughtUp: true}, Source{Name: "b.log", CaughtUp: true, Error: "open b.log: permission denied"}
	until := hour(12, 0)
	for _, c := range []struct {
		name    string
		side    aggregate.Side
		says    string
		until   *time.Time
		sources []Source
		want    string
	}{
		{"read", aggregate.SideClear, "Nothing to worry about.", &until, []Source{read}, "All clear: Nothing to worry about."},
		{"never", aggregate.SideThin, "There is nothing to judge.", nil, []Source{denied}, "A log cannot be read: The log cannot be read: open b.log: permission denied."},
		{"no more", aggregate.SideClear, "Nothing to worry about.", &until, []Source{denied},
			"A log cannot be read: The log cannot be read: open b.log: permission denied. Until then: Nothing to worry about."},
		{"no more, with a past", aggregate.SideClear, "Nothing is wrong now. Earlier: the disk was full.", &until, []Source{denied},
			"A log cannot be read: The log cannot be read: open b.log: permission denied. Earlier: the disk was full."},
		{"what lasts keeps its side", aggregate.SideUs, "It is us.", &until, []Source{denied}, "It is us: The log cannot be read: open b.log: permission denied. Until then: It is us."},
		{"one of two", aggregate.SideClear, "Nothing to worry about.", &until, []Source{read, denied},
			"A log cannot be read: Nothing to worry about. But 1 of 2 logs cannot be read: open b.log: permission denied."},
		{"one that has ended", aggregate.SideClear, "Nothing to worry about.", &until, []Source{{Name: "standard input", CaughtUp: true}}, "All clear: Nothing to worry about."},
	} {
		s := State{Now: until.Add(time.Minute), Sources: c.sources, Snapshot: &aggregate.Snapshot{
			Answer: aggregate.Answer{Side: c.side, Says: c.says}, Input: aggregate.Input{Until: c.until}}}
		d := &drawing{&s, Options{Location: time.UTC}, s.Snapshot}
		mark, _ := d.badge()
		if got := mark.text + ": " + d.says(); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}
