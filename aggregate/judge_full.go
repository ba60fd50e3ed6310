package aggregate

// Bounds of the test of mailboxes that are all full at once.
const (
	fullMost    = 0.9 // of what was tried meanwhile must be refused,
	fullKnown   = 6   // addresses, half of which took mail at another time of the log,
	fullLeast   = 12  // or so many,
	fullSenders = 3   // from so many senders: a newsletter meets many full mailboxes, too
)

// fullHouses is the test of operators, and then of destinations, that say of
// all mailboxes at once that they are full, or cannot be written to: so many
// people do not fill theirs in one hour. What failed is the storage behind
// them, or what counts it.
func (e *evidence) fullHouses() {
	fault := set(layerRecipient)
	if e.fails.in(fault) < fullKnown {
		return
	}
	file := func(scope Scope, f failure, op uint32) {
		if e.control.before == nil { // seldom asked for so early
			e.control, e.smart = e.takeCensus(down), e.smarthost()
		}
		e.outage(scope, f, op)
	}
	for _, o := range e.opinions(fault) {
		all := e.opAll(o.op)
		if f, ok := e.fullHouse(o.episode, all, fault); ok && e.isProvider(o.op, &o.episode, fault) {
			file(Scope{"provider", e.ops.all[o.op]}, f, o.op)
		}
	}
	alpha := chance(e.scopesTried(e.deFirsts))
	found := look(e, len(e.deFirsts), func(e *evidence, d int) []episode {
		if d == 0 || e.deFails[d].in(fault) < fullKnown {
			return nil
		}
		episodes, _ := e.lasting(e.deFirsts[d], e.deRest[d], fault, alpha)
		return episodes
	})
	for d, episodes := range found {
		for _, ep := range episodes {
			if f, ok := e.fullHouse(ep, e.deAll(uint32(d)), fault); ok {
				file(Scope{"destination", e.dests.all[d]}, f, e.opOf(f.trials[f.from]))
			}
		}
	}
}

// fullHouse looks at what an episode covers; all are the scope's attempts.
func (e *evidence) fullHouse(ep episode, all []int32, fault layers) (f failure, ok bool) {
	f = failure{episode: ep, all: all, duty: e.dutyOf(all, ep.since, ep.until, fault)}
	f.share = float64(f.duty.failed) / float64(max(f.duty.attempts, 1))
	if f.share < fullMost {
		return f, false
	}
	refused, senders := map[uint32]bool{}, map[uint32]bool{}
	bounced := 0
	for _, i := range f.duty.mine {
		t := e.try(i)
		refused[t.recipient], senders[t.from] = true, true
		bounced += b2i(t.is(flagBounced))
	}
	known := map[uint32]bool{}
	for _, i := range all {
		if r := e.try(i).recipient; e.at[i] == layerNone && refused[r] {
			known[r] = true
		}
	}
	sure := len(refused) >= fullKnown && 2*len(known) >= len(refused)
	if 10*bounced > len(f.duty.mine) || !sure && (len(refused) < fullLeast || len(senders) < fullSenders) {
		return f, false
	}
	e.describe(&f.duty)
	return f, true
}
