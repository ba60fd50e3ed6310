package aggregate

import (
	"cmp"
	"math"
	"slices"
)

// usage tells, by number, how many attempts and messages that are kept speak
// of each row.
type usage struct {
	hosts, accounts, senders, dests, relays, replies, refusals []int32
	people                                                     []int32
}

// inUse counts the uses, and takes those of the least used for none, where
// that is what it takes to have a quarter of a table free.
func (a *Aggregator) inUse() *usage {
	u := &usage{
		hosts: make([]int32, len(a.hosts.all)), accounts: make([]int32, len(a.accounts.all)),
		senders: make([]int32, len(a.senders.all)), dests: make([]int32, len(a.dests.all)),
		relays: make([]int32, len(a.relays.all)), replies: make([]int32, len(a.replies.all)),
		refusals: make([]int32, len(a.refusals.all)), people: make([]int32, len(a.people.all)),
	}
	meet := func(hash uint32) {
		if place := a.people.place(hash); place >= 0 {
			u.people[place]++
		}
	}
	for _, chunk := range a.attempts.chunks {
		for i := range chunk {
			t := &chunk[i]
			u.hosts[t.via()]++
			u.accounts[t.account()]++
			u.senders[t.sender()]++
			u.dests[t.dest()]++
			u.relays[t.relay()]++
			u.replies[t.reply()]++
			if t.is(flagFailed) {
				meet(t.recipient)
				meet(t.from)
			}
		}
	}
	a.queue.each(func(m *message) {
		u.accounts[m.account]++
		u.senders[m.sender]++
		for i := range m.waiting {
			u.dests[m.waiting[i].dest]++
		}
	})
	for i := range u.refusals { // no attempt speaks of them
		u.refusals[i] = int32(min(a.refusals.rows[i].attempts, math.MaxInt32))
	}
	a.eachTable(u, func(uses []int32, limit int) { squeeze(uses, limit-limit/4) })
	return u
}

// eachTable hands out the uses of each table, and its limit.
func (a *Aggregator) eachTable(u *usage, f func(uses []int32, limit int)) {
	f(u.hosts, a.hosts.limit)
	f(u.accounts, a.accounts.limit)
	f(u.senders, a.senders.limit)
	f(u.dests, a.dests.limit)
	f(u.relays, a.relays.limit)
	f(u.replies, a.replies.limit)
	f(u.refusals, a.refusals.limit)
	f(u.people, a.people.limit)
}

// spare takes all of a table for used that is not nearly full: it has no part
// in what makes room necessary.
func (a *Aggregator) spare(u *usage) {
	a.eachTable(u, func(uses []int32, limit int) {
		if nearlyFull(len(uses), limit) {
			return
		}
		for id := range uses {
			uses[id] = max(uses[id], 1)
		}
	})
}

// squeeze leaves at most n of the uses, the most; of equal ones the latest.
func squeeze(uses []int32, n int) {
	used := make([]int, 0, len(uses))
	for id, count := range uses {
		if count > 0 {
			used = append(used, id)
		}
	}
	if len(used) <= n {
		return
	}
	slices.SortFunc(used, func(x, y int) int { return cmp.Or(cmp.Compare(uses[y], uses[x]), cmp.Compare(y, x)) })
	for _, id := range used[n:] {
		uses[id] = 0
	}
}

// inUse tells which operators run something that is kept.
func (p *picture) inUse(u *usage) map[string]bool {
	operators := map[string]bool{}
	for id, uses := range u.relays {
		if uses > 0 && id > 0 {
			operators[p.relays.at(uint32(id)).operator] = true
		}
	}
	for _, q := range p.pairs.all {
		if q.dest > 0 && u.dests[q.dest] > 0 {
			operators[p.operatorOf(q.dest, q.relay)] = true
		}
	}
	return operators
}
