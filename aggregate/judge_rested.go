package aggregate

import "math"

// A server that lets a host rest which has failed tries it a few times an hour,
// whatever mail there is for it (Exim specification, chapter 32, retry time not
// reached; postconf(5), minimal_backoff_time). These few tries may be all there
// is to see of an outage, and the mail that was put off meanwhile.

const (
	restedTries = 3         // must fail one after the other,
	restedApart = 5 * 60000 // each so long after the one before, in milliseconds,
	restedLeast = 5         // while so many deliveries are put off,
	restedMore  = 3         // of one destination, so many recipients more than were tried
)

// rested is the test of the relay that nearly all mail leaves through, and of
// single destinations, by tries that failed one after the other.
func (e *evidence) rested() {
	if e.sum.all.notTried < restedLeast {
		return
	}
	if e.smart >= 0 {
		op := uint32(e.smart)
		e.restedAt(Scope{"provider", e.ops.all[op]}, e.opAll(op), chanceMost, func([]int32) bool { return true })
		return
	}
	alpha := chance(e.scopesTried(e.deFirsts))
	for d := 1; d < len(e.deFirsts); d++ {
		if e.deFails[d].in(down) < restedTries || len(e.byDest[d]) < restedTries+restedMore {
			continue
		}
		e.restedAt(Scope{"destination", e.dests.all[d]}, e.deAll(uint32(d)), alpha, func(run []int32) bool { return e.putsOff(uint32(d), run) })
	}
}

// putsOff tells whether many more recipients of a destination began to wait
// while some tries failed than were tried.
func (e *evidence) putsOff(dest uint32, run []int32) bool {
	n := -len(run)
	since, until := e.time(run[0]), e.time(run[len(run)-1])
	until += (until - since) / restedTries // it rests after the last one, too
	for _, i := range e.begunIn(e.byDest[dest], since, until) {
		n += b2i(down.has(layerOf[e.spells[i].cause]))
	}
	return n >= restedMore
}

// restedAt files the runs of tries, of all attempts in a scope, that are too
// many to have failed one after the other by accident, and that fit.
func (e *evidence) restedAt(scope Scope, all []int32, most float64, fits func(run []int32) bool) {
	fails := 0
	for _, i := range all {
		fails += b2i(down.has(e.at[i]))
	}
	for _, run := range e.failingRuns(all) {
		tries := e.apart(run)
		usual := (float64(fails-len(run)) + 0.5) / float64(len(all)-len(run)+1)
		tail := float64(len(all)) * math.Pow(usual, float64(tries))
		if tries < restedTries || tail > most || !fits(run) {
			continue
		}
		ep := episode{trials: run, since: e.time(run[0]), until: e.time(run[len(run)-1]), usual: usual,
			segment: segment{to: len(run) - 1, n: len(run), fails: len(run), score: math.Log(float64(len(run)) / tail)}}
		e.extend(&ep, all, down)
		fail := e.failure(all, ep)
		fail.row = tries
		e.outage(scope, fail, e.opOf(run[0]))
	}
}

// failingRuns are the attempts that failed with none between that reached the
// server, and that nothing explains so far.
func (e *evidence) failingRuns(all []int32) (runs [][]int32) {
	var run []int32
	for _, i := range all {
		switch l := e.at[i]; {
		case l == layerOwn || e.explained[i]:
		case down.has(l):
			run = append(run, i)
		case len(run) > 0:
			runs, run = append(runs, run), nil
		}
	}
	if len(run) > 0 {
		runs = append(runs, run)
	}
	return runs
}

// apart counts tries that say something of their own, of some in the order of
// time.
func (e *evidence) apart(some []int32) (n int) {
	last := int64(-restedApart)
	for _, i := range some {
		if at := e.time(i); at-last >= restedApart {
			last = at
			n++
		}
	}
	return n
}
