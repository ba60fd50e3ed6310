package aggregate

// isProvider tells whether an operator's episode is the operator's, and not
// that of the one destination that has most of its mail. Where a log names the
// host alone when a try fails, and the domain when it does not, as Haraka's, the
// host is no destination.
func (e *evidence) isProvider(op uint32, ep *episode, fault layers) bool {
	type score struct{ fails, n int }
	by, nameless := map[uint32]score{}, 0
	for _, i := range ep.trials[ep.from : ep.to+1] {
		v := e.vote(i, fault)
		if v == abstain {
			continue
		}
		s := by[e.try(i).dest()]
		s.n++
		s.fails += b2i(v == failed)
		by[e.try(i).dest()] = s
		nameless += b2i(v == failed && e.hostAlone(i))
	}
	if 2*nameless > ep.fails && !e.oneDestination(e.opFirsts[op]) {
		return true
	}
	top := score{}
	failing, tried := 0, 0
	for _, s := range by {
		if s.fails > top.fails || s.fails == top.fails && s.n > top.n {
			top = s
		}
		tried++
		failing += b2i(3*s.fails >= s.n)
	}
	rest := score{ep.fails - top.fails, ep.n - top.n}
	return failing >= 2 && rest.fails >= 2 && 10*rest.fails >= 3*rest.n && 2*failing >= tried
}

// hostAlone tells whether an attempt names neither destination nor recipient:
// both are called after its relay. A host may get mail under its own name, too.
func (e *evidence) hostAlone(i int32) bool {
	t := e.try(i)
	return t.relay() != 0 && e.dests.all[t.dest()] == e.relays.at(t.relay()).host && e.nobody(t.recipient)
}

// standsIn tells whether a destination is but the host that failed, and its
// operator's deliveries are told by their domains: then it never took a thing.
func (e *evidence) standsIn(firsts []int32) bool {
	for _, i := range firsts {
		if e.at[i] == layerNone || !e.hostAlone(i) {
			return false
		}
	}
	return len(firsts) > 0 && !e.oneDestination(e.opFirsts[e.opOf(firsts[0])])
}
