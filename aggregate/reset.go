package aggregate

import "tempfail/parser"

// Reset empties a part that was merged, for a later stretch of the same log.
// It keeps its memory, and what it knows: the numbers of names, who runs a
// relay, and the kinds of replies, each with the first one met as its sample.
//
// Note: the next stretch has the same names, mostly. To learn them anew was a
// tenth of what reading a log in parts costs.
func (a *Aggregator) Reset() {
	a.results, a.sum, a.times = [parser.NumResults]int64{}, totals{}, durations{}
	a.lifetime, a.cleared, a.untimed = 0, 0, 0
	a.extent.reset()
	a.hosts.reset()
	a.dests.reset(func(d *destination) { *d = destination{} })
	a.relays.reset(func(r *relay) { r.troubles = 0 })
	a.senders.reset(func(t *tally) { *t = tally{} })
	a.accounts.reset()
	a.mtas.reset(func(t *tally) { *t = tally{} })
	a.pairs.reset()
	a.replies.reset()
	a.refusals.reset()
	a.troubles = troubles{spoken: spoken{log: a.troubles.log[:0]}}
	a.doors = spoken{log: a.doors.log[:0]}
	a.timeline.reset()
	a.queue.reset()
	a.attempts.reset()
	a.people.reset()
	a.spells.all, a.spells.forgotten = a.spells.all[:0], 0
	a.recent = recent{}
}

// worthKnowing tells whether a table that may have so many names goes on with
// those it has: when it is half full, it begins again, so that the next
// stretch has place for its own.
func worthKnowing(names, limit int) bool { return names <= limit/2 }

// reset forgets which names were met, or when they are many the names.
func (n *names) reset() {
	if n.folded = 0; worthKnowing(len(n.all), n.limit) {
		for _, id := range n.met {
			n.uses[id] = 0
		}
		n.met = n.met[:0]
		return
	}
	*n = newNames(n.limit)
}

// reset also empties the rows.
func (t *table[T]) reset(empty func(*T)) {
	empty(&t.rows[0])
	for _, id := range t.met {
		empty(&t.rows[id])
	}
	if t.names.reset(); len(t.all) == 1 {
		t.rows = t.rows[:1]
	}
}

func (p *pairs) reset() {
	p.pairSet.reset()
	p.rows, p.folded = p.rows[:0], 0
}

func (l *replies) reset() {
	l.table.reset((*reply).forget)
	l.seen.reset()
	if len(l.rows) == 1 { // the numbers mean others now
		clear(l.recent)
	}
}

func (t *timeline) reset() {
	clear(t.buckets)
	*t = timeline{step: 1, buckets: t.buckets}
}

// reset lets go of the messages that another queue has taken over, with their
// buffers.
func (q *queue) reset() {
	q.index.reset()
	q.strays.reset()
	q.last, q.ended, q.forgotten, q.young, q.held, q.unheld = nil, nil, 0, 0, 0, 0
	q.heads.reset()
	clear(q.inner.young)
	clear(q.inner.old)
	q.gone.reset()
}

func (h *heads) reset() {
	for i := range h.steps {
		clear(h.steps[i])
		h.steps[i] = h.steps[i][:0]
	}
	h.texts.reset()
	h.n, h.begins = 0, h.begins[:0]
}

func (l *attempts) reset() {
	l.spare = append(l.spare, l.chunks...)
	clear(l.chunks)
	l.chunks, l.forgotten = l.chunks[:0], 0
}
