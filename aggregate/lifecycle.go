package aggregate

import (
	"bytes"

	"tempfail/parser"
)

// apply takes one step of a message's life. A step of a message that began
// before this part of the log waits for the merge with the part before.
func (a *Aggregator) apply(s *step) {
	q := &a.queue
	if s.inner {
		a.arrive(s)
	}
	if s.arrived {
		return
	}
	m := q.get(&s.key)
	if m != nil && m.gone != 0 && s.at > m.gone+grace {
		a.end(m)
		m = nil
	}
	if s.kind == parser.Accepted && s.old == (messageKey{}) {
		a.begin(m, s)
		return
	}
	if s.kind == parser.Accepted {
		a.requeue(m, s)
		return
	}
	if m == nil {
		if !q.whole {
			a.postpone(s)
			return
		}
		if s.kind == parser.Removed || s.kind == parser.Notified || s.kind == parser.Attempt && a.hops(nil, s) {
			return
		}
		// A message gets its ID once, as it comes. A bounce begins on this host.
		m = a.admit(s, s.kind == parser.Identified || s.kind == parser.Queued && len(s.from) == 0)
	}
	switch s.kind {
	case parser.Identified:
		if s.at-m.at <= grace { // swapped with a later line
			a.letIn(m)
		}
	case parser.Queued:
		if s.told {
			m.describe(s)
		}
	case parser.Attempt:
		if s.told && m.size == 0 && m.rcpts == 0 && len(m.from) == 0 { // nothing told that it began
			m.describe(s)
		}
		if !a.hops(m, s) {
			a.outcome(m, s)
		}
	case parser.GaveUp:
		a.giveUp(m, s)
	case parser.Removed:
		a.remove(m, s.at)
		a.letGo(s.at)
	}
}

// began takes the word of a later part that a message began there: here it
// ends the one that had its ID before.
func (a *Aggregator) began(k messageKey) {
	if m := a.queue.get(&k); m != nil {
		a.end(m)
	} else if !a.queue.whole {
		a.queue.heads.begin(k)
	}
}

// grace is how long a removed message is kept for lines that come late, in
// milliseconds: daemons log side by side, and what forwards their lines may
// swap those of one second.
const grace = 60_000

// lateLines is how long the log may go on until a message that was removed is
// let go, in milliseconds: a forwarder may hold back lines of a while.
//
// Note: all messages of that time are held, and looked up among. With ten
// minutes of a busy log they fill the cache, and counting takes a fifth more.
const lateLines = 2 * grace

// remove takes a message out of the queue, but for the grace.
func (a *Aggregator) remove(m *message, at int64) {
	if at == 0 {
		a.end(m)
		return
	}
	q := &a.queue
	m.gone = at
	q.gone.add(departure{m.key, at, m})
}

// letGo ends the messages that left long enough before a time.
func (a *Aggregator) letGo(at int64) {
	q := &a.queue
	q.gone.before(at-lateLines, q.limit, func(d *departure) {
		if d.m == nil {
			d.m = q.get(&d.key)
		}
		if d.m != nil && d.m.key == d.key && d.m.gone == d.at {
			a.end(d.m)
		}
	})
}

// postpone keeps a step for the merge with the part before.
func (a *Aggregator) postpone(s *step) {
	a.queue.heads.add(s)
	a.queue.strays.saw(&s.key, s.at)
}

// begin starts a message that a client hands in. One that still has the ID
// has ended without a word: short queue IDs are reused.
func (a *Aggregator) begin(m *message, s *step) {
	switch {
	case m != nil && m.late(s.at):
		if s.told {
			m.describe(s)
		}
		m.account, m.begun = s.account, true
		a.letIn(m)
		return
	case m == nil && !a.queue.whole && a.queue.strays.near(&s.key, s.at):
		a.postpone(s)
		return
	case m != nil:
		a.end(m)
	case !a.queue.whole:
		a.queue.heads.begin(s.key)
	}
	m = a.admit(s, true)
	m.account = s.account
	if s.told {
		m.describe(s)
	}
}

// late tells whether the begin of a message that is told now came too late:
// lines of one moment were swapped on their way, or Exim delivered while it
// received (cutthrough). One that has left may have been a bounce, of which no
// begin is told.
func (m *message) late(at int64) bool {
	return !m.begun && at-m.at <= grace && (m.gone == 0 || !m.inside)
}

// letIn takes a message for one whose begin was seen.
func (a *Aggregator) letIn(m *message) {
	if !m.inside && !m.handed {
		a.sum.outside--
	}
	m.inside = true
}

// describe notes the sender, the size and the number of recipients.
func (m *message) describe(s *step) {
	m.sender, m.size, m.rcpts = s.sender, s.size, s.rcpts
	if from := cut(s.from, maxAddress); !bytes.Equal(m.from, from) { // Postfix says it again at every try
		m.from = append(m.from[:0], from...)
		m.author = addressHash(m.from)
	}
}

func (a *Aggregator) admit(s *step, inside bool) *message {
	a.sum.messages++
	if !inside {
		a.sum.outside++
	}
	m, forgotten := a.queue.put(&s.key, s.at, inside)
	m.begun = s.kind == parser.Accepted
	a.sum.recipients -= int64(forgotten)
	return m
}

// requeue gives a message its new queue ID. One that still has that ID has
// ended without a word, also in a part that does not know the former ID.
//
// Limit: so has a message whose line of this came twice: it is counted twice,
// and its recipients who waited as removed.
func (a *Aggregator) requeue(m *message, s *step) {
	q := &a.queue
	old := q.get(&s.old)
	if m != nil && m != old {
		a.end(m)
	}
	switch {
	case q.whole:
	case old == nil:
		a.postpone(s)
		return
	default:
		q.heads.begin(s.key)
	}
	if old == nil {
		a.admit(s, true)
		return
	}
	q.rename(old, s.key)
}
