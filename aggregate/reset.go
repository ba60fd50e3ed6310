package aggregate

import "tempfail/parser"

// Reset empties a part that was merged, for another stretch of the log. It
// keeps its memory.
//
// Note: a part grows a dozen tables and gives them up again. Used again, they
// save half of what reading a log in parts allocates.
func (a *Aggregator) Reset() {
	a.results, a.sum, a.times = [parser.NumResults]int64{}, totals{}, durations{}
	a.first, a.last, a.lifetime, a.cleared, a.untimed = 0, 0, 0, 0, 0
	a.hosts.reset()
	a.dests.reset()
	a.relays.reset()
	a.senders.reset()
	a.accounts.reset()
	a.mtas.reset()
	a.pairs.reset()
	a.replies.reset()
	a.refusals.reset()
	a.troubles = troubles{log: a.troubles.log[:0]}
	a.timeline.reset()
	a.queue.reset()
	a.attempts.reset()
	a.people.reset()
	a.spells.all, a.spells.forgotten = a.spells.all[:0], 0
	a.recent = recent{}
}

func (n *names) reset() {
	n.index.reset()
	clear(n.all[1:])
	n.all, n.hashes, n.folded = n.all[:1], n.hashes[:1], 0
}

func (t *table[T]) reset() {
	t.names.reset()
	clear(t.rows)
	t.rows = t.rows[:1]
}

func (p *pairs) reset() {
	p.pairSet.reset()
	p.rows, p.folded = p.rows[:0], 0
}

func (l *replies) reset() {
	clear(l.keys)
	l.seen.reset()
	clear(l.recent)
	clear(l.rows)
	clear(l.all)
	l.rows, l.all, l.folded = l.rows[:1], l.all[:1], 0
}

func (t *timeline) reset() {
	clear(t.buckets)
	*t = timeline{step: 1, buckets: t.buckets}
}

// reset lets go of the messages that another queue has taken over, with their
// buffers.
func (q *queue) reset() {
	q.index.reset()
	clear(q.strays)
	q.last, q.ended, q.forgotten, q.young = nil, nil, 0, 0
	q.heads.reset()
	clear(q.inner.young)
	clear(q.inner.old)
	clear(q.gone.all)
	q.gone.all, q.gone.left = q.gone.all[:0], 0
}

func (h *heads) reset() {
	for i := range h.steps {
		clear(h.steps[i])
		h.steps[i] = h.steps[i][:0]
	}
	h.n, h.begins = 0, h.begins[:0]
}

func (l *attempts) reset() {
	l.spare = append(l.spare, l.chunks...)
	clear(l.chunks)
	l.chunks, l.forgotten = l.chunks[:0], 0
}
