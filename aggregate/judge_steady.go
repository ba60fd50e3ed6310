package aggregate

import (
	"math"
	"slices"

	"tempfail/parser"
)

const (
	steadyLeast   = 0.1 // of an operator's trials it refuses all along, where that is more than what any filter does
	forwardedMany = 20  // messages, through half of the log, make forwarded mail worth telling where it is a smaller part
)

// steady are the operators that object to some of our mail all along: too
// little of it for an episode, and too much for chance, since such words are
// about us; or of what this host forwards, which is never taken.
func (e *evidence) steady(known []opinion) (more []opinion) {
	fault, alpha := set(layerStanding), chance(e.scopesTried(e.opFirsts))
	for op, trials := range e.opFirsts {
		if e.opFails[op].in(fault) < minimumFails || slices.ContainsFunc(known, func(o opinion) bool { return o.op == uint32(op) }) {
			continue
		}
		refused := filter(trials, e.objects)
		n := len(filter(trials, func(i int32) bool { return e.vote(i, fault) != abstain }))
		tail := binomialTail(len(refused), n, standingRate)
		if len(refused) < minimumFails || tail > alpha {
			continue
		}
		if float64(len(refused)) < steadyLeast*float64(n) && !e.forwards(refused, trials) {
			continue
		}
		ep := episode{segment: segment{n: n, fails: len(refused), score: math.Log(float64(n) / tail)}, usual: standingRate,
			since: e.time(refused[0]), until: e.time(refused[len(refused)-1])}
		e.extend(&ep, e.opAll(uint32(op)), fault)
		more = append(more, opinion{uint32(op), ep})
	}
	return more
}

// forwards tells whether so many and steady refusals are of mail that this host
// forwards.
func (e *evidence) forwards(refused, all []int32) bool {
	if len(refused) < forwardedMany || 2*(e.time(refused[len(refused)-1])-e.time(refused[0])) < e.end-e.first {
		return false
	}
	for _, i := range refused {
		if e.replies.rows[e.try(i).reply()].Cause != parser.Authentication {
			return false
		}
	}
	domains, _ := e.foreign(refused, all)
	return domains >= forwardedLeast
}
