package aggregate

import "sort"

// evidence is what all tests look at: every attempt in the order of time,
// with the operator it was made at and the layer it failed at, and what has
// been explained by a finding so far. Attempts are named by their place in
// that order.
type evidence struct {
	*picture
	at        []layer  // by attempt: where it failed
	op        []uint32 // by attempt: who it was made at
	explained []bool   // by attempt: whether a finding explains it
	ops       names
	firsts    []int32 // trials: a message's first attempt at an operator
	opFirsts  [][]int32
	deFirsts  [][]int32
	rest      []int32 // all other attempts: see opAll
	all       []int32 // both
	out       []int32 // of these, what was to leave this host; all itself where that is all
	opRest    [][]int32
	deRest    [][]int32
	fails     fails
	opFails   []fails
	deFails   []fails
	failed    sieve // lets pass the pairs of sender and recipient that ever failed, until chains are followed
	chains    chains
	met       []contact // see contacts
	refused   []int32
	findings  []Finding
	hits      map[Scope]explained // of findings, by the destinations, providers and sender domains that they explain
	end       int64               // now
	dead      []bool              // operators that no attempt of the log reached, while most were
	many      int                 // first attempts of recipients who may not be their message's only one
	tried     int                 // operators that had a trial, and are not dead
	control   census              // for outages
	smart     int                 // the smarthost, for outages
	silent    []silent            // destinations that took nothing in the whole log
	own       []bool              // relays on this host
	nameless  []bool              // transports without a name, where others have one
	held      [][]held            // who waits, by destination
	scratch   []vote              // see votes
	kept      []*records          // by fault
	values    []map[uint32]int    // by trait: see shareOf
	passed    *[2][]int32         // see passedOver
}

// fails counts failed attempts by layer, so that a test can pass by what has
// none.
type fails [numLayers]int32

func (f *fails) in(s layers) (n int32) {
	for l, m := range f {
		if s.has(layer(l)) {
			n += m
		}
	}
	return n
}

// gatherEvidence looks at every attempt once.
func gatherEvidence(p *picture) *evidence {
	n := p.attempts.n()
	e := &evidence{picture: p, ops: newNames(1 << 30), end: p.now, hits: map[Scope]explained{},
		at: make([]layer, n), explained: make([]bool, n), op: make([]uint32, n)}
	e.failed = newSieve(int(min(e.sum.all.deferred+e.sum.all.bounced, int64(n))))
	e.transports()
	routes := e.newRoutes()
	for i := range int32(n) {
		t := p.try(i)
		if !t.aimed() {
			continue
		}
		e.op[i] = routes.meet(t)
		e.many += b2i(t.is(flagFirst) && t.rcpts() != 1)
		if t.is(flagFailed) {
			e.at[i] = routes.layer(t)
			e.fails[e.at[i]]++
			e.failed.add(pair{t.from, t.recipient}.hash())
		}
	}
	e.index()
	e.reached()
	e.held = make([][]held, len(p.dests.rows))
	for _, h := range p.waiting {
		e.held[h.dest] = append(e.held[h.dest], h)
	}
	return e
}

// index finds the trials, and sorts the attempts by operator and by
// destination.
func (e *evidence) index() {
	ops, dests := len(e.ops.all), len(e.dests.rows)
	destOf := func(i int32) uint32 { return e.try(i).dest() }
	e.opt.Beside(
		e.trials,
		func() { e.chains = e.follow() },
		e.countFails,
	)
	e.opt.Beside(
		func() { e.opFirsts, e.opRest = groups(ops, e.firsts, e.opOf), groups(ops, e.rest, e.opOf) },
		func() { e.deFirsts, e.deRest = groups(dests, e.firsts, destOf), groups(dests, e.rest, destOf) },
	)
}

func (e *evidence) countFails() {
	e.opFails, e.deFails = make([]fails, len(e.ops.all)), make([]fails, len(e.dests.rows))
	for i, l := range e.at {
		if l != layerNone {
			e.opFails[e.opOf(int32(i))][l]++
			e.deFails[e.try(int32(i)).dest()][l]++
		}
	}
}

// reached finds the operators that no attempt ever reached. Domains that are
// typos or long gone fail at any time, and are no witness against this host;
// unless it reached hardly anybody, which is its own doing.
func (e *evidence) reached() {
	e.dead = make([]bool, len(e.opFirsts))
	n := 0
	for op, firsts := range e.opFirsts {
		if rest := e.opRest[op]; len(firsts)+len(rest) > 0 && !e.everReached(firsts) && !e.everReached(rest) {
			e.dead[op] = true
			n += len(firsts)
		}
	}
	if 2*n > len(e.firsts) {
		clear(e.dead)
	}
	for op, ix := range e.opFirsts {
		e.tried += b2i(len(ix) > 0 && !e.dead[op])
	}
}

// opAll is the attempts at an operator, in order. They are put together each
// time: few operators are asked for, and all would be a list as long as the
// trials once more.
func (e *evidence) opAll(op uint32) []int32 { return merged(e.opFirsts[op], e.opRest[op]) }

// deAll is the attempts at a destination.
func (e *evidence) deAll(dest uint32) []int32 { return merged(e.deFirsts[dest], e.deRest[dest]) }

// before counts the attempts before a time: that is the place of the first one
// from then on.
func (e *evidence) before(t int64) int32 {
	return int32(sort.Search(e.attempts.n(), func(i int) bool { return e.time(int32(i)) >= t }))
}

// during is the attempts of a time.
func (e *evidence) during(since, until int64) []int32 {
	return e.between(e.all, since, until)
}

// abroad is the attempts of a time that were to leave this host: what its own
// mailboxes and filters take says nothing of the way out.
func (e *evidence) abroad(since, until int64) []int32 {
	return e.between(e.out, since, until)
}

// between cuts the attempts of a time out of some that are in order.
func (e *evidence) between(some []int32, since, until int64) []int32 {
	return within(some, e.before(since), e.before(until+1))
}
