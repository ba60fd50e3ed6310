package aggregate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
)

const mailboxFull = "dsn=4.2.2, status=deferred (host mx.example.com[192.0.2.1] said: 452 4.2.2 Mailbox full (in reply to RCPT TO command))"

// boxLog: at one domain, `before` recipients are unknown once each, then one
// mailbox takes 60 messages of 63, and is full for 3 that lie among them.
func boxLog(t *testing.T, before int) *aggregate.Snapshot {
	f := newFlood(t, aggregate.Options{})
	send := func(to, outcome string) {
		f.n++
		id := fmt.Sprintf("4F%08X", f.n)
		f.line("qmgr[2]: " + id + ": from=<news@sender.example>, size=900, nrcpt=1 (queue active)")
		f.line(fmt.Sprintf("smtp[7]: %s: to=<%s@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1, delays=0/0/0/1, %s", id, to, outcome))
		f.line("qmgr[2]: " + id + ": removed")
	}
	for i := range before {
		send(fmt.Sprintf("gone%d", i), fmt.Sprintf(denied, "mx.example.com[192.0.2.1]", "550 5.1.1 No such user"))
	}
	for i := range 63 {
		out := taken
		if i == 5 || i == 30 || i == 55 {
			out = mailboxFull
		}
		send("ann", out)
	}
	return f.Snapshot(time.Time{})
}

// TestMailboxBesideManyOthers: one that takes 60 messages of 63 is in no
// trouble, however many others fail before it.
func TestMailboxBesideManyOthers(t *testing.T) {
	for _, before := range []int{0, 63, 64} {
		s := boxLog(t, before)
		found := false
		for _, x := range s.Findings {
			if x.Verdict == aggregate.RecipientTrouble {
				found = true
				t.Logf("before=%d: %s %+v", before, x.Says, x.Evidence)
			}
		}
		t.Logf("before=%d found=%v", before, found)
		if found {
			t.Errorf("before=%d: a mailbox that takes 60 of 63 messages is called in trouble", before)
		}
	}
}

// TestMailboxesOfOneDomain: of three full ones, none says that the others are
// not hit.
func TestMailboxesOfOneDomain(t *testing.T) {
	f := newFlood(t, aggregate.Options{})
	for i := range 30 {
		f.n++
		id := fmt.Sprintf("4F%08X", f.n)
		f.line("qmgr[2]: " + id + ": from=<news@sender.example>, size=900, nrcpt=1 (queue active)")
		f.line(fmt.Sprintf("smtp[7]: %s: to=<u%d@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1, delays=0/0/0/1, %s", id, i%3, mailboxFull))
	}
	n := 0
	for _, x := range f.Snapshot(time.Time{}).Findings {
		if strings.Contains(x.Says, "others at its domain are not hit") {
			n++
			t.Log(x.Says, x.Evidence)
		}
	}
	if n > 0 {
		t.Errorf("%d mailboxes of one domain, and of each it is said that the others are not hit", n)
	}
}
