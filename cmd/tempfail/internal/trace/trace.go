// Package trace follows messages through a log: who handed one in, every
// attempt to deliver it, and how it ended for each recipient.
//
// One pass over the log is enough, and memory is bounded: of messages that do
// not match, only those in the queue at a time are kept.
package trace

import (
	"slices"
	"strings"
	"time"

	"tempfail/parser"
)

const (
	maxChildren = 20
	maxText     = 1_000 // bytes of one reply
)

// Tracer collects the messages that match a pattern.
type Tracer struct {
	pattern    pattern
	classifier *parser.Classifier
	queue      queue
	matches    matches
	last       time.Time
	order      int
}

// New returns a Tracer for a queue ID, an address, @domain, a Message-ID, or
// a part of an address.
func New(want string) *Tracer {
	return &Tracer{pattern: newPattern(want), classifier: parser.NewClassifier(), queue: queue{open: map[key]*Message{}}}
}

// Messages returns what matched, in the order of the log: of more than are
// kept, those that wait, and the newest.
func (t *Tracer) Messages() []*Message {
	t.matches.prune()
	return t.matches.all
}

// Dropped counts the messages that matched and are not kept.
func (t *Tracer) Dropped() Ends { return t.matches.cut }

// Forgotten returns how many messages were given up because too many were in
// the queue: a later match of theirs is incomplete.
func (t *Tracer) Forgotten() int { return t.queue.forgotten }

// End returns the time of the last event.
func (t *Tracer) End() time.Time { return t.last }

// Add takes the next event of the log.
func (t *Tracer) Add(ev *parser.Event) {
	if ev.Time.After(t.last) {
		t.last = ev.Time
	}
	if len(ev.QueueID) == 0 {
		t.addUnqueued(ev)
		return
	}
	if ev.Kind == parser.HandedOn {
		t.rename(ev)
		return
	}
	m := t.message(ev)
	t.apply(m, ev)
	if !m.matched && t.pattern.matches(ev) {
		t.match(m)
	}
	if ev.Kind == parser.Removed {
		m.remove(ev.Time)
	}
	if m.finished() {
		t.queue.finish(keyOf(ev, ev.QueueID), m)
	}
}

// addUnqueued takes mail that this host refused: it has no queue ID and no
// life beyond the line.
func (t *Tracer) addUnqueued(ev *parser.Event) {
	if ev.Kind != parser.Refused || !t.pattern.matches(ev) {
		return
	}
	m := t.newMessage(ev)
	m.Sender, m.Client = string(ev.Sender), relayName(ev.Relay)
	m.Recipients = []*Recipient{}
	if len(ev.Recipient) > 0 {
		m.Recipients = append(m.Recipients, &Recipient{Address: string(ev.Recipient), State: Gone, Tries: []Try{}})
	}
	m.Refused = t.try(ev)
	m.Refused.Status = "refused"
	t.match(m)
}

func (t *Tracer) message(ev *parser.Event) *Message {
	k := keyOf(ev, ev.QueueID)
	old := t.queue.open[k]
	switch {
	case old == nil:
	case !old.begins(ev):
		return old
	default:
		old.leave()
	}
	m := t.newMessage(ev)
	t.queue.add(k, m)
	return m
}

// rename lets a message be found under a filter's name for it, too.
func (t *Tracer) rename(ev *parser.Event) {
	if m := t.queue.open[keyOf(ev, ev.ChildID)]; m != nil {
		m.alias = keyOf(ev, ev.QueueID)
		t.queue.add(m.alias, m)
	}
}

func (t *Tracer) newMessage(ev *parser.Event) *Message {
	t.order++
	return &Message{
		QueueID: string(ev.QueueID), Host: string(ev.Host), instance: string(ev.Instance),
		Begin: ev.Time, Recipients: []*Recipient{}, order: t.order,
	}
}

func (t *Tracer) match(m *Message) {
	m.matched = true
	t.matches.add(m)
}

// apply books ev on its message.
func (t *Tracer) apply(m *Message, ev *parser.Event) {
	switch ev.Kind {
	case parser.Accepted:
		m.Accepted, m.Client, m.Account = true, relayName(ev.Relay), string(ev.Account)
		if len(ev.Sender) > 0 || ev.Size > 0 { // some tell it all in one line
			m.Sender, m.Size, m.Rcpts = string(ev.Sender), ev.Size, ev.Rcpts
		}
		if len(ev.OldQueueID) > 0 {
			m.Before = string(ev.OldQueueID)
			t.relate(m, ev, ev.OldQueueID)
		}
	case parser.Queued:
		m.Sender, m.Size, m.Rcpts = string(ev.Sender), ev.Size, ev.Rcpts
	case parser.Identified:
		// Cleanup says it once, as the message comes in.
		m.Accepted, m.MessageID = true, string(ev.MessageID)
	case parser.Notified:
		t.notify(m, ev)
	case parser.Attempt:
		t.attempt(m, ev)
	case parser.GaveUp:
		m.end(Expired)
	}
}

// notify ties a message to the one that tells of it.
func (t *Tracer) notify(m *Message, ev *parser.Event) {
	if id := string(ev.ChildID); len(m.Children) < maxChildren && !slices.Contains(m.Children, id) {
		m.Children = append(m.Children, id)
	}
	if child := t.relate(m, ev, ev.ChildID); child != nil {
		child.Parent = m.QueueID
	}
}

// relate makes both messages match if one of them does, and returns the other
// one if the log has it.
func (t *Tracer) relate(m *Message, ev *parser.Event, id []byte) *Message {
	other := t.queue.open[keyOf(ev, id)]
	switch {
	case other == nil:
		return nil
	case m.matched && !other.matched:
		t.match(other)
	case other.matched && !m.matched:
		t.match(m)
	}
	return other
}

func (t *Tracer) attempt(m *Message, ev *parser.Event) {
	if m.ends = m.ends || ev.Ends; m.Sender == "" {
		m.Sender = string(ev.Sender)
	}
	as := ""
	if id := parser.QueuedAs(ev.Reply.Text); id != nil && ev.Status == parser.Sent {
		if next := t.relate(m, ev, id); next != nil {
			as = next.QueueID
		}
	}
	try := t.try(ev)
	if try.Delay == 0 && m.Accepted && !m.Begin.IsZero() && !ev.Time.IsZero() {
		try.Delay = max(ev.Time.Sub(m.Begin).Seconds(), 0)
	}
	for to := range ev.EachRecipient {
		m.attempt(to, ev, try, as, &t.pattern)
	}
}

// attempt books a try for one recipient. Where the message came back from it
// as another, that is no delivery.
func (m *Message) attempt(to []byte, ev *parser.Event, try *Try, as string, p *pattern) {
	r := m.recipient(to, ev, p)
	if r == nil {
		return
	}
	if ev.Attempted || ev.Status != parser.Deferred {
		r.Attempts++
	}
	r.add(*try)
	switch r.As = as; ev.Status {
	case parser.Sent:
		if r.State = Delivered; as != "" {
			r.State = HandedOn
		}
	case parser.Bounced:
		r.State = Bounced
	case parser.Expired:
		r.State = Expired
	default:
		r.State = Waiting
	}
}

func (t *Tracer) try(ev *parser.Event) *Try {
	try := &Try{
		Time: ev.Time, Status: ev.Status.String(), Attempted: ev.Attempted,
		Relay: string(ev.Relay.Host), RelayIP: string(ev.Relay.IP),
		Code: ev.Reply.Code, Delay: ev.Delays.Total,
		Text: strings.ToValidUTF8(string(ev.Reply.Text[:min(len(ev.Reply.Text), maxText)]), "\uFFFD"),
	}
	if ev.Status != parser.Sent {
		d := t.classifier.Classify(&ev.Reply, ev.DSN)
		try.Cause, try.Fault = d.Cause, d.Fault
	}
	return try
}

func relayName(r parser.Relay) string {
	switch {
	case len(r.Host) == 0:
		return string(r.IP)
	case len(r.IP) == 0:
		return string(r.Host)
	}
	return string(r.Host) + "[" + string(r.IP) + "]"
}
