package aggregate

import (
	"cmp"

	"tempfail/parser"
)

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
		a.recover(m, &m.waiting[i], s)
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
func (a *Aggregator) recover(m *message, r *recipient, s *step) {
	end := spellBounced
	switch s.status {
	case parser.Sent:
		end = spellDelivered
	case parser.Expired:
		end = spellExpired
	}
	a.spells.add(r.spell(m, s.at, end))
}

// spell is a recipient's wait, ended. One whose begin has no time, or whose end
// has none or an earlier one (a clock was set back), lasted no time.
func (r *recipient) spell(m *message, end int64, how uint8) spell {
	s := spell{start: cmp.Or(r.since, end), end: max(r.since, end), dest: r.dest, cause: r.cause, how: how, took: r.took}
	if r.attempts > 0 {
		s.who = r.key(m)
	}
	return s
}

// key is a message and its recipient, as attempts have them.
func (r *recipient) key(m *message) uint64 { return uint64(m.life)<<32 | uint64(fold(hashOf(r.to))) }

// expire books one recipient whose queue lifetime ran out, i of those who
// wait or -1. Postfix says it of a message (giveUp), other servers of each
// recipient.
func (a *Aggregator) expire(m *message, i int, s *step) {
	if i < 0 {
		a.sum.recipients++
	} else {
		a.recover(m, &m.waiting[i], s)
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
		a.recover(m, r, s)
		if !s.bySuper {
			a.learnLifetime(r, m, s.at)
		}
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
		a.spells.add(r.spell(m, r.last, spellRemoved))
		a.sum.removed++
		if a.queue.keep {
			m.ended(r.to, r.orig, "removed")
		}
	}
	a.queue.drop(m)
}
