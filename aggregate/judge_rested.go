package aggregate

import "math"

// A server that lets a host rest which has failed tries it a few times an hour,
// whatever mail there is for it (Exim specification, chapter 32, retry time not
// reached). Of the one relay that all mail leaves through these few tries are
// all there is to see of an outage, and the mail that was put off meanwhile.

const (
	restedTries = 3         // must fail one after the other,
	restedApart = 5 * 60000 // each so long after the one before, in milliseconds,
	restedLeast = 5         // while so many deliveries are put off
)

// rested is the test of the relay that nearly all mail leaves through, by tries
// that failed one after the other.
func (e *evidence) rested() {
	if e.smart < 0 || e.sum.all.notTried < restedLeast {
		return
	}
	op := uint32(e.smart)
	all := e.opAll(op)
	fails := 0
	for _, i := range all {
		fails += b2i(down.has(e.at[i]))
	}
	for _, run := range e.failingRuns(all) {
		tries := e.apart(run)
		usual := (float64(fails-len(run)) + 0.5) / float64(len(all)-len(run)+1)
		tail := float64(len(all)) * math.Pow(usual, float64(tries))
		if tries < restedTries || tail > chanceMost {
			continue
		}
		ep := episode{trials: run, since: e.time(run[0]), until: e.time(run[len(run)-1]), usual: usual,
			segment: segment{to: len(run) - 1, n: len(run), fails: len(run), score: math.Log(float64(len(run)) / tail)}}
		e.extend(&ep, all, down)
		fail := e.failure(ep, all)
		fail.row = tries
		e.outage(Scope{"provider", e.ops.all[op]}, fail, op)
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
