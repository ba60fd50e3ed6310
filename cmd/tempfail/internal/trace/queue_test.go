package trace

import (
	"fmt"
	"testing"
	"time"

	"tempfail/parser"
)

// whole adds a message with one recipient to a log that has no line for ends.
func (t *Tracer) whole(at time.Time, id, from, to string) {
	t.Add(&parser.Event{Kind: parser.Accepted, Time: at, QueueID: []byte(id), Sender: []byte(from), Ends: true, Rcpts: 1})
	t.Add(&parser.Event{Kind: parser.Attempt, Status: parser.Sent, Attempted: true, Time: at, QueueID: []byte(id), Ends: true, Recipient: []byte(to), Count: 1})
}

// TestFinishedMessagesAreNotForgotten: of a log without lines for ends, those
// count that are in the queue at a time.
func TestFinishedMessagesAreNotForgotten(t *testing.T) {
	tracer := New("nobody@example.org")
	tracer.Add(&parser.Event{Kind: parser.Attempt, Status: parser.Deferred, Time: begin, QueueID: []byte("WAITS"), Ends: true, Recipient: []byte("u@example.com"), Count: 1})
	for i := range maxOpen + 10 {
		tracer.whole(begin.Add(time.Duration(i)*time.Second), fmt.Sprintf("A%08d", i), "a@example.com", "u@example.com")
	}
	if n := tracer.Forgotten(); n > 0 || len(tracer.queue.open) > maxOpen {
		t.Errorf("%d of one at a time were forgotten; %d are kept", n, len(tracer.queue.open))
	}
	if tracer.queue.open[key{id: "WAITS"}] == nil {
		t.Error("what waits went before what is finished")
	}
}

// TestLateRecipient: where the log has no line for the end, one more recipient
// may come behind the last.
func TestLateRecipient(t *testing.T) {
	tracer := New("A1")
	tracer.whole(begin, "A1", "a@example.com", "u@example.net")
	tracer.Add(&parser.Event{Kind: parser.Attempt, Status: parser.Deferred, Attempted: true, Time: begin.Add(time.Hour), QueueID: []byte("A1"), Ends: true, Recipient: []byte("v@example.net"), Count: 1})
	if got, want := summary(tracer), "A1 u@example.net:delivered/1 v@example.net:waiting/1"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestQueueIDComesAgain: a message that comes in under a name that another one
// had is not that one, whose end was not told.
func TestQueueIDComesAgain(t *testing.T) {
	tracer := New("A1")
	tracer.Add(&parser.Event{Kind: parser.Attempt, Status: parser.Deferred, Attempted: true, Time: begin, QueueID: []byte("A1"), Ends: true, Recipient: []byte("u@example.net"), Count: 1})
	tracer.whole(begin.Add(24*time.Hour), "A1", "b@example.com", "v@example.net")
	if got, want := summary(tracer), "A1 u@example.net:gone/1; A1 v@example.net:delivered/1"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	swapped := New("A1") // lines of one moment
	swapped.Add(&parser.Event{Kind: parser.Attempt, Status: parser.Sent, Attempted: true, Time: begin, QueueID: []byte("A1"), Recipient: []byte("u@example.net"), Count: 1})
	swapped.Add(&parser.Event{Kind: parser.Accepted, Time: begin.Add(time.Second), QueueID: []byte("A1")})
	if got, want := summary(swapped), "A1 u@example.net:delivered/1"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestFilterNamesAreLetGo: what a filter calls a message takes no room of
// those in the queue, once the message has left.
func TestFilterNamesAreLetGo(t *testing.T) {
	tracer := New("nobody@example.org")
	for i := range maxOpen + 10 {
		id, name := fmt.Appendf(nil, "B%08d", i), fmt.Appendf(nil, "F%08d", i)
		for _, ev := range []parser.Event{{Kind: parser.Accepted, QueueID: id}, {Kind: parser.HandedOn, QueueID: name, ChildID: id}, {Kind: parser.Removed, QueueID: id}} {
			tracer.Add(&ev)
		}
	}
	if n := tracer.Forgotten(); n > 0 || len(tracer.queue.open) > maxOpen {
		t.Errorf("%d of one at a time were forgotten; %d names are kept", n, len(tracer.queue.open))
	}
}

// TestListsAreNoLongerThanTheQueue: what the log says again and again of one
// message is no reason to keep more, or to look through ever more at each line.
func TestListsAreNoLongerThanTheQueue(t *testing.T) {
	tracer := New("nobody@example.org")
	sent := parser.Event{Kind: parser.Attempt, Status: parser.Sent, Time: begin, QueueID: []byte("A1"), Ends: true, Recipient: []byte("u@example.com"), Count: 1}
	handed := parser.Event{Kind: parser.HandedOn, QueueID: []byte("F1"), ChildID: []byte("A1")}
	for range 2*maxOpen + 10 {
		tracer.Add(&sent)
		tracer.Add(&handed)
	}
	if n := len(tracer.queue.finished); n > maxOpen {
		t.Errorf("one message has %d entries among those that finished", n)
	}
	if n := len(tracer.queue.arrivals); n > 2 {
		t.Errorf("one message and its other name have %d entries among those that came", n)
	}
}
