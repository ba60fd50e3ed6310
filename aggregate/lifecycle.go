package aggregate

import (
	"bytes"
	"cmp"

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

// outcome books what became of one recipient.
func (a *Aggregator) outcome(m *message, s *step) {
	i := m.find(s)
	final := s.status != parser.Deferred
	a.senders.at(m.sender).add(s, codeClass(s.code), int64(s.count))
	switch {
	case s.tried && s.at != 0:
		a.log(m, s, i < 0 || m.waiting[i].attempts == 0)
	case s.tried:
		a.untimed++
	}
	switch {
	case s.status == parser.Expired:
		a.expire(m, i, s)
	case i < 0 && final:
		a.sum.recipients++
		a.finish(m, s, 0)
	case i < 0:
		if r := a.queue.await(m, s); r != nil {
			a.sum.recipients++
			r.hold(a, s)
		}
	case final:
		a.recover(&m.waiting[i], s)
		a.finish(m, s, m.waiting[i].since)
		a.queue.forget(m, i)
	default:
		m.waiting[i].hold(a, s)
	}
	a.settle(m, s)
}

// lateEnd is how long a message is kept after the last outcome that its log
// tells of it, in milliseconds: a list has more recipients than it seemed, and
// the first try for one of them may last.
const lateEnd = 3600_000

// settle ends a message whose log has no line for it, when all of its
// recipients have their end.
func (a *Aggregator) settle(m *message, s *step) {
	switch {
	case !s.ends:
	case len(m.waiting) > 0:
		m.gone = 0
	case m.settled < m.rcpts:
	case s.at == 0:
		a.end(m)
	case m.gone/stretchLength == (s.at+lateEnd)/stretchLength: // one more outcome of the same moment
	default:
		a.remove(m, s.at+lateEnd)
		a.letGo(s.at)
	}
}

// finish counts a recipient's end, who waited since a time, or 0.
func (a *Aggregator) finish(m *message, s *step, since int64) {
	m.settled++
	if s.status == parser.Sent {
		a.sum.delivered++
		a.times.delivered(m, s, since)
	} else {
		a.sum.bounced++
	}
	if a.queue.keep {
		m.ended(s.to, s.orig, s.status.String())
	}
}

// longestDelay is the longest that a message is believed to have waited, in
// seconds.
const longestDelay = 366 * 24 * 3600

func cut(b []byte, n int) []byte { return b[:min(len(b), n)] }

// hold notes a deferral.
func (r *recipient) hold(a *Aggregator, s *step) {
	if r.since == 0 && s.at != 0 { // the first, or the first that has a time
		r.since, r.arrived, r.took = s.at, s.at, uint16(s.took()/1000)
		if 0 < s.delay && s.delay < longestDelay {
			r.arrived -= int64(s.delay * 1000)
		}
	}
	if s.tried || len(r.text) == 0 {
		r.text = append(r.text[:0], cut(s.text, maxReply)...)
		r.cause = a.replies.rows[s.reply].Cause
	}
	if s.tried {
		r.attempts += int64(s.count)
	}
	r.last = s.at
}

// recover books the end of a recipient's wait.
func (a *Aggregator) recover(r *recipient, s *step) {
	end := spellBounced
	switch s.status {
	case parser.Sent:
		end = spellDelivered
	case parser.Expired:
		end = spellExpired
	}
	a.spells.add(r.spell(s.at, end))
}

// spell is a recipient's wait, ended. One whose begin has no time, or whose end
// has none or an earlier one (a clock was set back), lasted no time.
func (r *recipient) spell(end int64, how uint8) spell {
	return spell{start: cmp.Or(r.since, end), end: max(r.since, end), dest: r.dest, cause: r.cause, how: how, took: r.took}
}

// expire books one recipient whose queue lifetime ran out, i of those who
// wait or -1. Postfix says it of a message (giveUp), other servers of each
// recipient.
func (a *Aggregator) expire(m *message, i int, s *step) {
	if i < 0 {
		a.sum.recipients++
	} else {
		a.recover(&m.waiting[i], s)
		if a.mtas.all[s.mta] != "exim" { // which counts from the host's first failure, not from the message's arrival
			a.learnLifetime(&m.waiting[i], m, s.at)
		}
		a.queue.forget(m, i)
	}
	a.dests.at(s.dest).expired++
	a.sum.expired++
	m.settled++
	if a.queue.keep {
		m.ended(s.to, s.orig, "expired")
	}
}

// giveUp ends every recipient that still waits: the queue lifetime ran out.
func (a *Aggregator) giveUp(m *message, s *step) {
	s.status = parser.Expired
	for i := range m.waiting {
		r := &m.waiting[i]
		a.recover(r, s)
		a.learnLifetime(r, m, s.at)
		a.dests.at(r.dest).expired++
		a.sum.expired++
		if a.queue.keep {
			m.ended(r.to, r.orig, "expired")
		}
	}
	if len(m.waiting) == 0 && !m.inside { // its deferrals lie before the log
		a.sum.recipients++
		a.sum.expired++
		a.dests.at(0).expired++
	}
	m.settled += uint32(len(m.waiting))
	a.queue.shorten(m, 0)
	a.settle(m, s)
}

// learnLifetime notes how long a message stayed queued whose recipient expires
// now. Bounces may have a lifetime of their own (postconf(5),
// bounce_queue_lifetime).
func (a *Aggregator) learnLifetime(r *recipient, m *message, now int64) {
	stayed := now - r.arrived
	if r.arrived != 0 && stayed > 0 && len(m.from) > 0 && (a.lifetime == 0 || stayed < a.lifetime) {
		a.lifetime = stayed
	}
}

// end takes a message out of the queue. A recipient who still waits has lost
// the message without a word: an operator removed it, or the line is missing.
func (a *Aggregator) end(m *message) {
	for i := range m.waiting {
		r := &m.waiting[i]
		a.spells.add(r.spell(r.last, spellRemoved))
		a.sum.removed++
		if a.queue.keep {
			m.ended(r.to, r.orig, "removed")
		}
	}
	a.queue.drop(m)
}
