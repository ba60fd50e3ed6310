package aggregate

import (
	"cmp"
	"slices"
)

// Merge adds next, the part of the log that follows, and uses it up. What
// next saw of messages that began here is replayed as if it had been added
// here.
//
// Limit: it is as if all had been added here only as long as no limit is
// reached. Beyond that attempts still add up, but what found no place, and who
// was forgotten, may be others.
func (a *Aggregator) Merge(next *Aggregator) {
	for i, n := range next.results {
		a.results[i] += n
	}
	a.extent.absorb(&next.extent)
	a.untimed += next.untimed
	if next.lifetime != 0 && (a.lifetime == 0 || next.lifetime < a.lifetime) {
		a.lifetime = next.lifetime
	}
	a.sum.plus(&next.sum)

	var to renumber
	to.hosts = a.hosts.absorb(&next.hosts)
	to.dests = a.dests.absorb(&next.dests, (*destination).plus)
	to.relays = a.relays.absorb(&next.relays, (*relay).plus)
	a.relays.rows[0].blur("") // some of next may have found no place
	to.senders = a.senders.absorb(&next.senders, (*tally).plus)
	to.accounts = a.accounts.absorb(&next.accounts)
	to.replies = a.replies.absorb(&next.replies, to.dests)
	a.refusals.absorb(&next.refusals, []uint32{0})
	for i, p := range next.pairs.all {
		a.pairs.at(to.dests[p.dest], to.relays[p.relay]).plus(&next.pairs.rows[i])
	}
	a.pairs.folded += next.pairs.folded
	a.troubles.absorb(&next.troubles)
	a.doors.absorb(&next.doors)
	a.timeline.absorb(&next.timeline)
	a.times.delivery.Add(&next.times.delivery)
	a.times.recovery.Add(&next.times.recovery)
	to.mtas = a.mtas.absorb(&next.mtas, (*tally).plus)

	a.people.absorb(&next.people)
	for _, s := range next.spells.all {
		s.dest = to.dests[s.dest]
		a.spells.add(s)
	}
	a.spells.forgotten += next.spells.forgotten
	a.attempts, a.replayed = a.replayed, a.attempts
	a.adopt(&next.queue, &to)
	a.attempts, a.replayed = a.replayed, a.attempts
	a.attempts.weave(&a.replayed, &next.attempts, &to)
	a.replayed.reset()
}

// adopt replays what a later part saw of this one's messages, and takes over
// its own.
func (a *Aggregator) adopt(next *queue, to *renumber) {
	next.heads.replay(func(s *step) { to.step(s); a.apply(s) }, a.began)
	open := next.all()
	slices.SortFunc(open, func(m, n *message) int { return cmp.Compare(m.at, n.at) })
	for _, m := range open {
		to.message(m)
		if mine := a.queue.get(&m.key); mine != nil {
			a.end(mine)
		}
		a.sum.recipients -= int64(a.queue.take(m))
		if over := min(a.queue.over(), len(m.waiting)); over > 0 {
			a.queue.shorten(m, len(m.waiting)-over)
			a.queue.unheld += int64(over)
			a.sum.recipients -= int64(over)
		}
	}
	for _, d := range next.gone.rest() {
		a.queue.gone.add(departure{key: d.key, at: d.at})
	}
	for _, m := range next.ended {
		to.message(m)
		a.queue.ended = append(a.queue.ended, m)
	}
	a.queue.forgotten += next.forgotten
	a.queue.unheld += next.unheld
}

// weave adds the attempts of the part that follows, and among them, each at its
// time, those for messages that began before it.
//
// Note: if they came after them, a tenth of all attempts would be out of order
// in the end, and sorting would take twice as long.
func (l *attempts) weave(replayed, next *attempts, to *renumber) {
	k, n := int32(0), int32(replayed.n())
	for _, chunk := range next.chunks {
		for i := range chunk {
			for ; k < n && replayed.try(k).at() < chunk[i].at(); k++ {
				l.add(*replayed.try(k))
			}
			l.add(to.attempt(&chunk[i]))
		}
	}
	for ; k < n; k++ {
		l.add(*replayed.try(k))
	}
	l.forgotten += replayed.forgotten + next.forgotten
}

// renumber translates a part's numbers of names into those of another.
type renumber struct {
	hosts, dests, relays, senders, accounts, replies, mtas []uint32
}

func (to *renumber) attempt(p *packed) packed {
	t := p.unpack()
	t.dest, t.relay, t.reply = to.dests[t.dest], to.relays[t.relay], uint16(to.replies[t.reply])
	t.sender, t.account = to.senders[t.sender], to.accounts[t.account]
	t.via = uint16(to.hosts[t.via])
	return t.pack()
}

func (to *renumber) step(s *step) {
	s.dest, s.relay, s.reply = to.dests[s.dest], to.relays[s.relay], to.replies[s.reply]
	s.sender, s.account, s.via, s.mta = to.senders[s.sender], to.accounts[s.account], to.hosts[s.via], to.mtas[s.mta]
}

func (to *renumber) message(m *message) {
	m.sender, m.account = to.senders[m.sender], to.accounts[m.account]
	for i := range m.waiting {
		m.waiting[i].dest = to.dests[m.waiting[i].dest]
	}
}

// absorb takes over the names that next has met, and returns the number that
// each of them has in n.
func (n *names) absorb(next *names) []uint32 {
	to := make([]uint32, len(next.all))
	for _, i := range next.met {
		to[i] = n.adopt(next.all[i], next.hashes[i], next.uses[i])
	}
	n.folded += next.folded
	return to
}

func (t *totals) plus(u *totals) {
	t.messages += u.messages
	t.outside += u.outside
	t.recipients += u.recipients
	t.delivered += u.delivered
	t.bounced += u.bounced
	t.expired += u.expired
	t.removed += u.removed
	t.refused += u.refused
	t.all.plus(&u.all)
}
