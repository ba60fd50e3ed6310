package aggregate

import (
	"testing"
	"time"

	"tempfail/parser"
)

// TestAMessageLeavesOnce lets messages leave the queue twice in one second, as
// a log that was joined with itself has them, and lets those that have left be
// forgotten for want of room. Each may end but once, so that no two messages
// are given the same memory.
func TestAMessageLeavesOnce(t *testing.T) {
	a := New(Options{Messages: 8})
	start := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	say := func(kind parser.Kind, id string, seconds int) {
		a.Add(&parser.Event{Kind: kind, MTA: "postfix", Count: 1, Host: []byte("out"), QueueID: []byte(id), Time: start.Add(time.Duration(seconds) * time.Second)})
	}
	const messages = 1000
	for n := range messages {
		id := string([]byte{'A' + byte(n%26), 'A' + byte(n/26%26), 'A' + byte(n/676), '0', '1'})
		say(parser.Accepted, id, n)
		say(parser.Removed, id, n)
		if n%3 == 0 {
			say(parser.Removed, id, n)
		}
		if n%100 == 0 { // what left long ago is let go
			start = start.Add(5 * time.Minute)
		}
	}
	spare := map[*message]bool{}
	for _, m := range a.queue.free {
		if spare[m] {
			t.Fatal("a message is kept twice for its buffers")
		}
		spare[m] = true
	}
	a.queue.each(func(m *message) {
		if spare[m] {
			t.Fatalf("message %s is in the queue, and free", m.key.text())
		}
	})
	if a.sum.messages != messages || a.sum.outside != 0 {
		t.Errorf("%d messages, %d from outside; want %d, 0", a.sum.messages, a.sum.outside, messages)
	}
}

// TestKeyHoldsTheID makes keys of IDs of every length: the ID can be read
// again, as far as it fits, and one that does not fit differs by its end.
func TestKeyHoldsTheID(t *testing.T) {
	const all = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
	for n := range maxKeyID + 1 {
		k := makeKey(1, []byte(all[:n]))
		if got := k.text(); got != all[:n] {
			t.Errorf("the key of %q is that of %q", all[:n], got)
		}
	}
	for n := maxKeyID + 1; n <= len(all); n++ {
		if makeKey(1, []byte(all[:n])) == makeKey(1, []byte(all[:n-1])) {
			t.Errorf("%q has the key of what is one shorter", all[:n])
		}
	}
}
