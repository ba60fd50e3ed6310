package aggregate_test

import (
	"fmt"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// TestLifetimeOfExim: Exim counts a retry timeout from the first failure of
// the host, not from the message's arrival: a message of a quarter of an hour
// is given up when its host has been dead for days. It tells nothing of how
// long others may wait.
func TestLifetimeOfExim(t *testing.T) {
	p, err := parser.New(parser.Options{Location: time.UTC, MTA: "exim"})
	if err != nil {
		t.Fatal(err)
	}
	a := aggregate.New(aggregate.Options{})
	line := func(format string, args ...any) {
		var ev parser.Event
		r := p.Parse([]byte(fmt.Sprintf(format, args...)), &ev)
		a.Line(r)
		if r == parser.Found {
			a.Add(&ev)
		}
	}
	line("2026-11-23 10:00:00 1xVTMn-00001D-2X <= sales@sender.example H=localhost [127.0.0.1] P=esmtp S=900")
	line("2026-11-23 10:00:05 1xVTMn-00001D-2X == ann@dead.example R=dnslookup T=remote_smtp defer (110): Connection timed out H=mx.dead.example [192.0.2.9]")
	line("2026-11-23 10:15:05 1xVTMn-00001D-2X ** ann@dead.example: retry timeout exceeded")
	line("2026-11-23 10:15:05 1xVTMn-00001D-2X Completed")
	for i := range 8 {
		line("2026-11-23 10:%02d:00 1xVTM%d-00001D-2X <= sales@sender.example H=localhost [127.0.0.1] P=esmtp S=900", 20+i, i)
		line("2026-11-23 10:%02d:05 1xVTM%d-00001D-2X == bob%d@down.example R=dnslookup T=remote_smtp defer (111): Connection refused H=mx.down.example [192.0.2.7]", 20+i, i, i)
	}
	s := a.Snapshot(time.Time{})
	for _, w := range s.Waiting {
		if w.Expires != nil && w.Expires.Before(w.Since.Add(24*time.Hour)) {
			t.Errorf("%s waits since %v and is said to expire at %v", w.Recipient, w.Since, w.Expires)
		}
	}
	t.Logf("%s", s.Answer.Says)
	for _, f := range s.Findings {
		t.Logf("%s %v", f.Says, f.Advice)
	}
}
