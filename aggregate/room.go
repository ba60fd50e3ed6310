package aggregate

import (
	"hash/maphash"
	"math"
)

// otherName begins the names of rows that stand for those that were forgotten.
const otherName = "(other)"

// MakeRoom forgets names of tables that are nearly full, and reports whether it
// had to: what counts for months then goes on to meet new ones, whatever flood of
// names has passed. A name goes that no attempt and no message speaks of that
// is kept; and where those are too many, as when mail to a million domains
// waits, the ones that fewest speak of. What it had is counted on: with its
// operator, as long as that is known, in a row "(other) OPERATOR", and else in
// the row of all others. So no sum falls, of the whole, of a provider, or of a
// cause.
//
// It is for a log that goes on: merge first what is to be merged.
func (a *Aggregator) MakeRoom() bool {
	if !a.crowded() {
		return false
	}
	p := picture{Aggregator: a}
	p.operator = p.operators()
	kept := a.inUse()
	operators := p.inUse(kept)
	a.spare(kept)
	heir := func(operator string) string {
		if operators[operator] {
			return otherName + " " + operator
		}
		return ""
	}

	before := a.known()
	var to renumber
	to.hosts = a.hosts.sift(kept.hosts)
	to.accounts = a.accounts.sift(kept.accounts)
	to.senders = a.senders.sift(kept.senders, func(uint32) string { return otherName }, (*tally).plus)
	to.dests = a.dests.sift(kept.dests, func(id uint32) string { return heir(p.operator[id]) }, (*destination).plus)
	to.relays = a.relays.sift(kept.relays, func(id uint32) string { return heir(a.relays.at(id).operator) }, (*relay).plus)
	blurRelays(&a.relays)
	to.replies = a.replies.sift(kept.replies, to.dests)
	a.refusals.sift(kept.refusals, []uint32{0})
	a.makePairsRoom(&to)
	a.people.sift(kept.people)
	for _, chunk := range a.attempts.chunks {
		for i := range chunk {
			chunk[i] = to.attempt(&chunk[i])
		}
	}
	for i := range a.spells.all {
		s := &a.spells.all[i]
		s.dest = to.dests[s.dest]
	}
	a.queue.each(to.message)
	a.recent = recent{}
	a.cleared += before - a.known()
	return true
}

// known counts the names that rows are made of.
func (a *Aggregator) known() int64 {
	return int64(len(a.dests.all) + len(a.relays.all) + len(a.senders.all))
}

// crowded reports whether a table is nearly full.
func (a *Aggregator) crowded() bool {
	for _, n := range []*names{&a.hosts, &a.dests.names, &a.relays.names, &a.senders.names, &a.accounts, &a.replies.names, &a.refusals.names} {
		if nearlyFull(len(n.all), n.limit) {
			return true
		}
	}
	return nearlyFull(len(a.people.all), a.people.limit) || nearlyFull(len(a.pairs.rows), a.pairs.limit)
}

// nearlyFull reports whether a table is full but for an eighth.
func nearlyFull(n, limit int) bool { return n > limit-limit/8 }

// sift keeps the names that are used and returns their new numbers; those of
// all others are 0.
func (n *names) sift(used []int32) []uint32 {
	kept := newNames(n.limit)
	kept.folded = n.folded
	to := make([]uint32, len(n.all))
	for i := 1; i < len(n.all); i++ {
		if used[i] > 0 {
			to[i] = kept.adopt(n.all[i], n.hashes[i], n.uses[i])
		}
	}
	*n = kept
	return to
}

// sift keeps the rows that are used, and adds each of the others to the row
// that its heir names; "" is the one of names that found no place.
func (t *table[T]) sift(used []int32, heir func(id uint32) string, add func(dst, src *T)) []uint32 {
	kept := newTable[T](t.limit)
	kept.folded = t.folded
	to := make([]uint32, len(t.rows))
	add(&kept.rows[0], &t.rows[0])
	for i := 1; i < len(t.rows); i++ {
		name := t.all[i]
		if used[i] == 0 {
			name = heir(uint32(i))
		}
		if name != "" {
			to[i] = kept.adopt(name, maphash.String(seed, name), t.uses[i])
			kept.extend(to[i])
		}
		add(&kept.rows[to[i]], &t.rows[i])
	}
	*t = kept
	return to
}

// sift keeps the kinds of replies that are used. Others go on in one that has
// the same code, cause and fault, and count as folded.
func (l *replies) sift(used []int32, dests []uint32) []uint32 {
	kept := newReplies(l.limit)
	kept.folded = l.folded
	to := make([]uint32, len(l.rows))
	kept.rows[0] = l.rows[0]
	for i := 1; i < len(l.rows); i++ {
		r, id := &l.rows[i], uint32(0)
		if used[i] > 0 {
			id = kept.take(r, l.all[i], l.hashes[i], l.uses[i])
		} else {
			id = kept.share(r, l.uses[i])
			if !r.shared() { // else it was when it was met
				kept.folded += r.attempts
			}
		}
		to[i] = id
		kept.rows[id].plus(r)
	}
	for _, p := range l.seen.all {
		if d := dests[p.dest]; d != 0 || p.dest == 0 {
			kept.seen.add(pair{d, to[p.relay]})
		}
	}
	*l = kept
	return to
}

// makePairsRoom renumbers the pairs, and bounds them where they are too many.
func (a *Aggregator) makePairsRoom(to *renumber) {
	full := nearlyFull(len(a.pairs.rows), a.pairs.limit)
	if a.pairs = a.pairs.renumbered(to); full {
		a.pairs = a.pairs.squeezed()
	}
}

// renumbered adds up the pairs that have become one.
func (p *pairs) renumbered(to *renumber) pairs {
	kept := newPairs(p.limit)
	kept.folded = p.folded
	for i, k := range p.all {
		kept.at(to.dests[k.dest], to.relays[k.relay]).plus(&p.rows[i])
	}
	return kept
}

// squeezed has a quarter of its room free: the pairs of fewest attempts go on
// in those of their destination without a relay.
func (p *pairs) squeezed() pairs {
	most := p.limit - p.limit/4
	if len(p.rows) <= most {
		return *p
	}
	uses := make([]int32, len(p.rows))
	for i, k := range p.all {
		if uses[i] = math.MaxInt32; k.relay != 0 {
			uses[i] = int32(min(p.rows[i].attempts()+1, math.MaxInt32))
		}
	}
	squeeze(uses, most)
	kept := newPairs(p.limit)
	kept.folded = p.folded
	for i, k := range p.all {
		if uses[i] == 0 {
			k.relay = 0
		}
		kept.at(k.dest, k.relay).plus(&p.rows[i])
	}
	return kept
}

// sift forgets those who are not used.
func (p *people) sift(used []int32) {
	p.most = math.MaxUint32
	kept := p.all[:0]
	for i, x := range p.all {
		if used[i] > 0 {
			kept = append(kept, x)
		}
	}
	p.keep(kept)
}
