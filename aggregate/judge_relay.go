package aggregate

// relayOutages finds the one relay of an operator that fails while the others
// take mail.
func (e *evidence) relayOutages(relays []uint32, trials [][]int32) {
	alpha := chance(len(relays))
	found := look(e, len(relays), func(e *evidence, k int) []episode {
		mine := trials[k]
		if len(mine) == len(e.beside(mine)) {
			return nil // it is the only one
		}
		return e.episodes(mine, down, alpha)
	})
	for k, r := range relays {
		op := e.opOf(trials[k][0])
		var all []int32 // attempts
		for _, ep := range found[k] {
			passed, failed := e.siblings(trials[k], &ep)
			if passed < minimumFails || 5*failed > passed {
				continue
			}
			if all == nil {
				all = merged(trials[k], filter(e.opRest[op], func(i int32) bool { return e.try(i).relay() == r }))
			}
			e.extend(&ep, all, down)
			e.outage(Scope{"relay", e.relays.at(r).name()}, e.failure(all, ep), op)
		}
	}
}

// failingRelays are those that failed often enough to be looked at, and their
// trials.
//
// Note: trials are gone through in their order, and not relay by relay: that
// takes a fifth of the time.
func (e *evidence) failingRelays() (relays []uint32, trials [][]int32) {
	worth := make([]bool, len(e.ops.all))
	for op := range worth {
		worth[op] = e.opFails[op].in(down) >= minimumFails
	}
	type count struct{ trials, fails int32 }
	counts := make([]count, len(e.relays.rows))
	for _, i := range e.firsts {
		if worth[e.opOf(i)] {
			c := &counts[e.try(i).relay()]
			c.trials++
			c.fails += int32(b2i(down.has(e.at[i])))
		}
	}
	place := make([]int32, len(counts)) // in trials, from 1
	for r := 1; r < len(counts); r++ {
		if counts[r].fails >= minimumFails {
			relays, trials = append(relays, uint32(r)), append(trials, make([]int32, 0, counts[r].trials))
			place[r] = int32(len(trials))
		}
	}
	for _, i := range e.firsts {
		if !worth[e.opOf(i)] {
			continue
		}
		if k := place[e.try(i).relay()]; k > 0 {
			trials[k-1] = append(trials[k-1], i)
		}
	}
	return relays, trials
}

// beside is the trials at a relay and at those that do the same: of a relay
// that serves one destination, the others of that one, else the operator's.
func (e *evidence) beside(mine []int32) []int32 {
	if e.oneDestination(mine) {
		return e.deFirsts[e.try(mine[0]).dest()]
	}
	return e.opFirsts[e.opOf(mine[0])]
}

// siblings counts how the relays beside one fared in an episode; mine are the
// trials of the one.
func (e *evidence) siblings(mine []int32, ep *episode) (passedN, failedN int) {
	from, to := e.before(ep.since), e.before(ep.until+1)
	count := func(trials []int32, n int) {
		for _, i := range within(trials, from, to) {
			switch e.vote(i, down) {
			case passed:
				passedN += n
			case failed:
				failedN += n
			}
		}
	}
	count(e.beside(mine), 1)
	count(mine, -1)
	return passedN, failedN
}

// oneDestination tells whether some trials all went to one.
func (e *evidence) oneDestination(some []int32) bool {
	for _, i := range some {
		if e.try(i).dest() != e.try(some[0]).dest() {
			return false
		}
	}
	return true
}
