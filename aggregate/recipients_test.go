package aggregate

import (
	"fmt"
	"testing"
	"time"

	"tempfail/parser"
)

// TestCrowd: those of a message with many recipients come and go in any order,
// and the next one to come is found.
func TestCrowd(t *testing.T) {
	at := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	const all = 3 * crowded
	for _, step := range []int{1, 5, all - 1} { // the order in which they are served
		a := New(Options{})
		try := func(i int, status parser.Status) {
			ev := tryOf("mx", "4AAAA", status, at)
			ev.Recipient = fmt.Appendf(nil, "user%d@example.com", i)
			a.Add(ev)
		}
		for i := range all {
			try(i, parser.Deferred)
		}
		for n := range all {
			i := n * step % all
			try(i, parser.Deferred)
			try(i, parser.Sent)
			if s := a.Snapshot(time.Time{}).Totals; s.Waiting != int64(all-n-1) || s.Recipients != all {
				t.Fatalf("%d by %d: %d wait, of %d recipients; want %d, of %d", n, step, s.Waiting, s.Recipients, all-n-1, all)
			}
		}
		if a.queue.held != 0 {
			t.Errorf("%d are held, and none waits", a.queue.held)
		}
	}
}

// TestHeld: recipients beyond those that may wait are counted when they have
// their end, and the report says so; parts that come together keep to it, too.
func TestHeld(t *testing.T) {
	at := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	part := func(whole bool, id string, status parser.Status) *Aggregator {
		a := New(Options{Messages: 4})
		if !whole {
			a = NewPart(Options{Messages: 4})
		}
		a.Add(&parser.Event{Kind: parser.Accepted, Time: at, Host: []byte("mx"), QueueID: []byte(id)})
		for i := range 20 {
			ev := tryOf("mx", id, status, at)
			ev.Recipient = fmt.Appendf(nil, "user%d@example.com", i)
			a.Add(ev)
		}
		return a
	}
	a := part(true, "4AAAA", parser.Deferred)
	for _, c := range []struct {
		next              *Aggregator
		recipients, waits int64
		lost              int64
	}{
		{part(false, "4BBBB", parser.Deferred), 8, 8, 12 + 12 + 8},
		{part(false, "4CCCC", parser.Sent), 28, 8, 12 + 12 + 8},
	} {
		a.Merge(c.next)
		s := a.Snapshot(time.Time{})
		if s.Totals.Recipients != c.recipients || s.Totals.Waiting != c.waits || len(s.Limits) != 1 || s.Limits[0].Name != "waiting" || s.Limits[0].Lost != c.lost {
			t.Errorf("%d recipients, %d wait, %+v; want %d, %d, and %d lost", s.Totals.Recipients, s.Totals.Waiting, s.Limits, c.recipients, c.waits, c.lost)
		}
	}
}
