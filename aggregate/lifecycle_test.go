package aggregate

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tempfail/parser"
)

// tryOf is an attempt to deliver a message of a host to one recipient.
func tryOf(host, id string, status parser.Status, at time.Time) *parser.Event {
	ev := &parser.Event{Kind: parser.Attempt, Status: status, Attempted: true, Count: 1, Time: at, MTA: "postfix",
		Host: []byte(host), Agent: []byte("smtp"), QueueID: []byte(id), Recipient: []byte("user@example.com"),
		Relay: parser.Relay{Host: []byte("mx.example.com"), IP: []byte("192.0.2.1"), Port: 25}}
	if status != parser.Sent {
		ev.Reply = parser.Reply{Origin: parser.Remote, Code: 451, Text: []byte("451 4.3.0 later")}
	}
	return ev
}

// TestHostWithoutName: a message of a log that names no host is the same one
// after a line of a log that does.
func TestHostWithoutName(t *testing.T) {
	at := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	a := New(Options{})
	a.Add(tryOf("", "4AAAA", parser.Deferred, at))
	a.Add(tryOf("mx", "4BBBB", parser.Sent, at.Add(time.Minute)))
	a.Add(tryOf("", "4AAAA", parser.Sent, at.Add(2*time.Minute)))
	if s := a.Snapshot(time.Time{}); s.Totals.Waiting != 0 || s.Totals.Messages != 2 {
		t.Errorf("%d wait, of %d messages; want 0, of 2", s.Totals.Waiting, s.Totals.Messages)
	}
}

// TestNobodyWaitsLessThanNothing: a delivery may be stamped before its
// deferral, by a clock that was set back, or not at all.
func TestNobodyWaitsLessThanNothing(t *testing.T) {
	at := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	for _, end := range []time.Time{at.Add(-100 * time.Second), {}} {
		a := New(Options{})
		a.Add(tryOf("mx", "4AAAA", parser.Deferred, at))
		a.Add(tryOf("mx", "4AAAA", parser.Sent, end))
		if p50 := a.Snapshot(time.Time{}).Destinations[0].Recovery.P50; p50 == nil || *p50 != 0 {
			t.Errorf("delivered at %v: half after %v, want 0", end, p50)
		}
	}
}

// TestOneStampAhead: the message of a line stamped years ahead stays; those
// that leave after it are let go.
func TestOneStampAhead(t *testing.T) {
	at := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	a := New(Options{})
	leave := func(id string, at time.Time) {
		a.Add(tryOf("mx", id, parser.Sent, at))
		a.Add(&parser.Event{Kind: parser.Removed, Time: at, Host: []byte("mx"), QueueID: []byte(id)})
	}
	leave("4AHEAD", at.AddDate(3, 0, 0))
	for i := range 1000 {
		leave(fmt.Sprintf("4A%04d", i), at.Add(time.Duration(i)*time.Second))
	}
	if n := a.queue.used; n > 200 {
		t.Errorf("%d of 1001 messages are kept, want those of two minutes and one", n)
	}
}

// TestALateRecipient: a log that has no line for a message's end may tell of
// one more recipient within the hour, whatever else is delivered meanwhile.
func TestALateRecipient(t *testing.T) {
	at := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	a := New(Options{})
	deliver := func(id, to string, at time.Time) {
		ev := tryOf("mx", id, parser.Sent, at)
		ev.Recipient, ev.Ends = []byte(to), true
		a.Add(ev)
	}
	deliver("4ALIAS", "ann@example.com", at)
	for i := range 5 {
		deliver(fmt.Sprintf("4A%04d", i), "user@example.com", at.Add(time.Duration(i+1)*time.Minute))
	}
	deliver("4ALIAS", "bob@example.com", at.Add(7*time.Minute))
	if s := a.Snapshot(time.Time{}).Totals; s.Messages != 6 || s.Recipients != 7 {
		t.Errorf("%d messages to %d recipients, want 6 to 7", s.Messages, s.Recipients)
	}
}

// TestOwnWordsOfItsOwnTime: a fault quotes what was said while it lasted, and
// names who said it.
func TestOwnWordsOfItsOwnTime(t *testing.T) {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	say := func(a *Aggregator, host, text string, at time.Time) {
		a.Add(&parser.Event{Kind: parser.LocalFault, Time: at, Host: []byte(host), Count: 1,
			Local: parser.LocalReport{Trouble: parser.TroubleConfig, Strength: parser.Sure, Text: []byte(text)}})
	}
	a, later := New(Options{}), NewPart(Options{})
	for i := range 200 {
		a.Add(tryOf("mx1", fmt.Sprintf("4A%04d", i), parser.Sent, at.Add(time.Duration(i)*time.Minute)))
	}
	say(a, "mx1", "fatal: unknown service: smtp/tcp", at)
	say(later, "mx2", "fatal: bind 192.0.2.1 port 25: Address already in use", at.Add(3*time.Hour))
	say(later, "mx2", "fatal: bind 192.0.2.2 port 25: Address already in use", at.Add(3*time.Hour+time.Second))
	a.Merge(later)
	var told []string
	for _, f := range a.Snapshot(time.Time{}).Findings {
		told = append(told, fmt.Sprint(f.Scope.Name, f.Samples))
	}
	slices.Sort(told)
	if want := []string{"mx1[fatal: unknown service: smtp/tcp]", "mx2[fatal: bind 192.0.2.1 port 25: Address already in use]"}; !slices.Equal(told, want) {
		t.Errorf("%q, want %q", told, want)
	}
}
