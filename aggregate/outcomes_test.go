package aggregate

import (
	"fmt"
	"testing"
	"time"

	"tempfail/parser"
)

// TestLifetimeIsLearned: from servers that tell the end of the queue lifetime
// of a message (Postfix), and from those that tell it of each recipient.
func TestLifetimeIsLearned(t *testing.T) {
	for _, postfix := range []bool{true, false} {
		a := New(Options{})
		a.Add(&parser.Event{Kind: parser.Queued, Time: someday, Host: []byte("mx"), QueueID: []byte("4AAAA"), Sender: []byte("a@example.org")})
		a.Add(tryOf("mx", "4AAAA", parser.Deferred, someday))
		end := someday.Add(4 * 24 * time.Hour)
		if postfix {
			a.Add(&parser.Event{Kind: parser.GaveUp, Time: end, Host: []byte("mx"), QueueID: []byte("4AAAA")})
		} else {
			ev := tryOf("mx", "4AAAA", parser.Expired, end)
			ev.Attempted = false
			a.Add(ev)
		}
		s := a.Snapshot(time.Time{})
		t.Logf("postfix %v: expired %d, lifetime %s", postfix, s.Totals.Expired, time.Duration(a.lifetime)*time.Millisecond)
		if a.lifetime == 0 {
			t.Error("expired after 4 days, and nothing was learned")
		}
	}
}

// TestGivenUpBeforeTheLog: the rows have who expired in the total, also where
// nobody knows for which destination.
func TestGivenUpBeforeTheLog(t *testing.T) {
	a := New(Options{})
	a.Add(&parser.Event{Kind: parser.GaveUp, Time: someday, Host: []byte("mx"), QueueID: []byte("4AAAA"), Sender: []byte("a@example.org")})
	s := a.Snapshot(time.Time{})
	rows := int64(0)
	for _, r := range s.Destinations {
		rows += r.Expired
	}
	if rows != s.Totals.Expired {
		t.Errorf("expired %d, in the rows %d", s.Totals.Expired, rows)
	}
}

// TestDeliveryWithoutRecipient: a delivery of qmail's that began before the log
// goes to no destination that is known, and not to that of bounces.
func TestDeliveryWithoutRecipient(t *testing.T) {
	a := readQmail(t,
		"2026-03-02T10:00:01Z mx qmail: 1772445601.1 delivery 1: deferral: 192.0.2.1_does_not_like_recipient./Remote_host_said:_451_try_later/")
	for _, r := range a.Snapshot(time.Time{}).Destinations {
		if r.Name == "<>" {
			t.Errorf("destination %q", r.Name)
		}
	}
}

// TestRelayKnownByItsAddress: a smarthost without a name, as in qmail's log, is
// blamed by its address.
func TestRelayKnownByItsAddress(t *testing.T) {
	a := New(Options{})
	for i := range 1200 {
		at := someday.Add(time.Duration(i) * 10 * time.Second)
		id := fmt.Sprintf("4A%06d", i)
		a.Add(&parser.Event{Kind: parser.Accepted, Time: at, Host: []byte("mx"), QueueID: []byte(id)})
		ev := tryOf("mx", id, parser.Sent, at)
		if i >= 600 && i < 900 {
			ev = tryOf("mx", id, parser.Deferred, at)
			ev.Reply = parser.Reply{Origin: parser.Remote, Code: 451, Text: []byte("451 4.3.0 Internal error")}
		}
		ev.Recipient = fmt.Appendf(nil, "u%d@d%d.example", i, i%10)
		ev.Relay = parser.Relay{IP: []byte("192.0.2.25")}
		a.Add(ev)
	}
	for _, f := range a.Snapshot(time.Time{}).Findings {
		t.Logf("%s %+v: %s", f.Verdict, f.Scope, f.Says)
		if f.Scope.Name == "" {
			t.Errorf("a finding about nobody: %q; do: %q", f.Says, f.Advice)
		}
	}
}

// What TestMakeRoomForEver costs at the limits of serve, at each picture.
func TestDeliveryWithoutDelay(t *testing.T) {
	a := readQmail(t,
		"2026-03-02T10:00:00Z mx qmail: 1772445600.1 new msg 4711",
		"2026-03-02T10:00:00Z mx qmail: 1772445600.2 info msg 4711: bytes 900 from <a@sender.example> qp 1 uid 1",
		"2026-03-02T10:00:00Z mx qmail: 1772445600.3 starting delivery 1: msg 4711 to remote u@example.com",
		"2026-03-02T10:00:01Z mx qmail: 1772445601.1 delivery 1: deferral: 192.0.2.1_does_not_like_recipient./Remote_host_said:_451_try_later/",
		"2026-03-02T11:00:00Z mx qmail: 1772449200.3 starting delivery 2: msg 4711 to remote u@example.com",
		"2026-03-02T11:00:01Z mx qmail: 1772449201.1 delivery 2: success: 192.0.2.1_accepted_message./Remote_host_said:_250_ok/",
	)
	if s := a.Snapshot(time.Time{}); s.Totals.Delivered == 1 && s.Delivery.Counts[0] == 1 {
		t.Error("delivered after an hour, and observed as less than a second")
	}
}

func TestNoFindingOfNothing(t *testing.T) {
	a := New(Options{})
	n := 0
	add := func(at time.Time, origin parser.Origin, code uint16, text string) {
		n++
		id := fmt.Sprintf("4A%06d", n)
		a.Add(&parser.Event{Kind: parser.Accepted, Time: at, Host: []byte("mx"), QueueID: []byte(id)})
		ev := tryOf("mx", id, parser.Deferred, at)
		ev.Recipient = fmt.Appendf(nil, "u@d%d.example", n%30)
		ev.Reply = parser.Reply{Origin: origin, Code: code, Text: []byte(text)}
		if origin == parser.Remote {
			ev.Relay = parser.Relay{Host: fmt.Appendf(nil, "mx.d%d.example", n%30), IP: []byte("192.0.2.1")}
		} else {
			ev.Relay = parser.Relay{Host: []byte("filter"), IP: []byte("127.0.0.1")}
		}
		a.Add(ev)
	}
	at := someday
	for i := range 300 {
		at = at.Add(20 * time.Second)
		if i < 20 || i >= 280 {
			add(at, parser.Local, 0, "connect to 127.0.0.1[127.0.0.1]:10024: Connection refused")
		} else {
			add(at, parser.Remote, 450, "450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered")
		}
	}
	for _, f := range a.Snapshot(time.Time{}).Findings {
		t.Logf("%s %v %v..%v %d of %d: %s", f.Verdict, f.Scope, f.Since, f.Until, f.Failed, f.Attempts, f.Says)
		if f.Failed == 0 && f.Verdict == LocalFault {
			t.Errorf("a finding of nothing: %s %+v", f.Says, f.Evidence[0].Says)
		}
	}
}

// readQmail adds the lines of a log of qmail.
func readQmail(t *testing.T, lines ...string) *Aggregator {
	t.Helper()
	p, err := parser.New(parser.Options{MTA: "qmail"})
	if err != nil {
		t.Fatal(err)
	}
	a := New(Options{})
	var ev parser.Event
	for _, line := range lines {
		for more := p.Parse([]byte(line), &ev) == parser.Found; more; more = p.Next(&ev) {
			a.Add(&ev)
		}
	}
	return a
}
