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

// TestLifetimeIsNotLearnedByHand: somebody ends one message with postsuper -e,
// and nothing is said of how long others may wait. Without a lifetime seen it
// is the server's usual one.
func TestLifetimeIsNotLearnedByHand(t *testing.T) {
	for _, c := range []struct {
		mta  string
		want time.Duration
		log  []string
	}{
		{"postfix", 5 * 24 * time.Hour, []string{
			"2026-11-23T08:00:00+00:00 mail postfix/pickup[1]: 4F1A001: uid=0 from=<news>",
			"2026-11-23T08:00:00+00:00 mail postfix/qmgr[2]: 4F1A001: from=<news@example.com>, size=900, nrcpt=1 (queue active)",
			"2026-11-23T08:00:01+00:00 mail postfix/smtp[3]: 4F1A001: to=<ann@example.org>, relay=none, delay=1, delays=0/0/1/0, dsn=4.4.1, status=deferred (connect to mx.example.org[192.0.2.1]:25: Connection timed out)",
			"2026-11-23T08:20:00+00:00 mail postfix/qmgr[2]: 4F1A001: from=<news@example.com>, status=force-expired, returned to sender",
			"2026-11-23T08:20:00+00:00 mail postfix/qmgr[2]: 4F1A001: removed",
			"2026-11-23T09:00:00+00:00 mail postfix/pickup[1]: 4F1A002: uid=0 from=<news>",
			"2026-11-23T09:00:00+00:00 mail postfix/qmgr[2]: 4F1A002: from=<news@example.com>, size=900, nrcpt=1 (queue active)",
			"2026-11-23T09:00:00+00:00 mail postfix/smtp[3]: 4F1A002: to=<bob@example.org>, relay=none, delay=0, delays=0/0/0/0, dsn=4.4.1, status=deferred (connect to mx.example.org[192.0.2.1]:25: Connection timed out)",
		}},
		{"exim", 4 * 24 * time.Hour, []string{
			"2026-11-23 09:00:00 1xVTMn-00001D-2X <= sales@sender.example H=localhost [127.0.0.1] P=esmtp S=900",
			"2026-11-23 09:00:05 1xVTMn-00001D-2X == bob@example.org R=dnslookup T=remote_smtp defer (110): Connection timed out H=mx.example.org [192.0.2.9]",
		}},
	} {
		p, err := parser.New(parser.Options{Location: time.UTC, MTA: c.mta})
		if err != nil {
			t.Fatal(err)
		}
		a := aggregate.New(aggregate.Options{})
		for _, line := range c.log {
			var ev parser.Event
			if p.Parse([]byte(line), &ev) == parser.Found {
				a.Add(&ev)
			}
		}
		w := a.Snapshot(time.Time{}).Waiting
		if len(w) != 1 || w[0].Expires == nil || w[0].Expires.Sub(w[0].Waits()) != c.want {
			t.Errorf("%s: %+v, want one that expires after %v", c.mta, w, c.want)
		}
	}
}
