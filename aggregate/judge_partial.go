package aggregate

import (
	"math"

	"tempfail/parser"
)

const (
	partialFault = 0.5  // how often an operator fails when this host fails in part
	partialShare = 0.25 // of all trials must fail
	partialOften = 4    // trials make an operator that a partial fault cannot miss
	partialEven  = 0.9  // of those must have failed at least once
	partialLeast = 8    // operators must have failed at least once
)

// partialFault files a fault of this host that fails a part of all mail, as
// one dead resolver of two does. It spares no operator that is tried often;
// outages of some operators spare the others.
func (e *evidence) partialFault(fault layers, s segment) {
	ep := episode{segment: s, trials: e.firsts, since: e.time(e.firsts[s.from]), until: e.time(e.firsts[s.to])}
	type score struct{ fails, n int }
	by := map[uint32]score{}
	total := score{}
	for _, i := range e.firsts[s.from : s.to+1] {
		v := e.witness(i, fault)
		if v == abstain {
			continue
		}
		c := by[e.opOf(i)]
		c.n++
		c.fails += b2i(v == failed)
		by[e.opOf(i)] = c
		total.n++
		total.fails += b2i(v == failed)
	}
	touched, often, oftenTouched, expected := 0, 0, 0, 0.0
	for _, op := range sortedKeys(by) { // sums of fractions depend on their order
		c := by[op]
		touched += b2i(c.fails > 0)
		expected += 1 - math.Pow(1-breadthRate, float64(c.n))
		if c.n >= partialOften {
			often++
			oftenTouched += b2i(c.fails > 0)
		}
	}
	if often < breadthLeast || float64(oftenTouched) < partialEven*float64(often) || touched < partialLeast ||
		float64(total.fails) < partialShare*float64(total.n) {
		return
	}
	tail := binomialTail(touched, len(by), expected/float64(len(by)))
	if tail > breadthChance || e.sharedBySome(fault, ep.since, ep.until) {
		return
	}
	all := e.abroad(ep.since, latestTime)
	e.extend(&ep, all, fault)
	d := e.cover(all, ep.since, ep.until, fault)
	share := float64(total.fails) / float64(total.n)
	f := Finding{Verdict: LocalFault, Fault: parser.FaultLocal, Scope: Scope{"host", e.hostName()}, Confidence: confidence(tail),
		Evidence: []Evidence{
			{"operators-failing", float64(touched), partialLeast, sentence("%d of %d unrelated operators failed %s now and then; of the %d tried most, %d", touched, len(by), layerSays[fault.lowest()], often, oftenTouched)},
			{"messages-failing", share, partialShare, sentence("%s of all messages failed so at their first attempt", percent(share))},
			{"chance", tail, breadthChance, sentence("chance of so many at once by accident: %s", odd(tail))},
		},
	}
	f.Cause = e.topCause(d.causes)
	f.Says = sentence("This host fails in part: %s of all mail failed %s, at %d of %d unrelated operators, %s", percent(share), layerSays[fault.lowest()], touched, len(by), e.clock(ep.since, ep.until, ep.ongoing))
	e.report(f, d, ep.since, ep.until, ep.ongoing)
}
