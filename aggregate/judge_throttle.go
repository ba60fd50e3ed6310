package aggregate

import (
	"math"

	"tempfail/parser"
)

// throttles is the test of rate limits: the operator says that we send too
// much. The volume at which it began is told.
func (e *evidence) throttles() {
	alpha := chance(e.scopesTried(e.opFirsts))
	for op := range e.opFirsts {
		e.limits(e.opFirsts[op], e.opRest[op], &e.opFails[op], alpha)
	}
	// Of the destinations that share an operator's servers, one may be limited alone.
	alpha = chance(e.scopesTried(e.deFirsts))
	for d := 1; d < len(e.deFirsts); d++ {
		e.limits(e.deFirsts[d], e.deRest[d], &e.deFails[d], alpha)
	}
	e.limitedFew()
}

// limits files the times in which one scope limits our rate.
func (e *evidence) limits(firsts, rest []int32, fails *fails, alpha float64) {
	fault := set(layerRate)
	if fails.in(fault) < minimumFails {
		return
	}
	eps, all := e.lasting(firsts, rest, fault, alpha)
	for len(eps) > 0 {
		// A limit rests with the volume, or until its minute or hour is over;
		// after a pause shorter than itself or than that it is the same one.
		n := 1
		for n < len(eps) && eps[n].since-eps[n-1].until <= max(eps[n].until-eps[n].since, eps[n-1].until-eps[0].since, againPause) {
			n++
		}
		e.throttle(all, eps[:n], fault)
		eps = eps[n:]
	}
}

// throttle files a limit that came some times.
func (e *evidence) throttle(all []int32, parts []episode, fault layers) {
	ep, times := e.join(parts)
	before, width := e.volume(all, ep.since)
	taken := e.taken(all, ep.since, width)
	d := e.cover(all, ep.since, ep.until, fault)
	if d.failed == 0 { // it is part of another
		return
	}
	tail := float64(ep.n) * math.Exp(-ep.score)
	f := Finding{Verdict: Throttled, Fault: parser.FaultRate, Cause: parser.RateLimit, Scope: e.commonScope(all), Confidence: confidence(tail),
		Evidence: []Evidence{
			{"attempts-limited", float64(d.failed), minimumFails, sentence("%d of %d attempts were answered with a rate limit", d.failed, d.attempts)},
			{"chance", tail, chanceMost, sentence("chance of that by accident: %s", odd(tail))},
		},
	}
	f.Says = sentence("%s limits our rate, %s", f.Scope.Name, e.clock(ep.since, ep.until, ep.ongoing))
	volume := sentence("it began at %s in %s", plural(int(before), "attempt"), span(width))
	if before >= minimumFails && taken <= before {
		f.Evidence = append(f.Evidence, Evidence{"volume", before, taken, volume})
		f.Says = sentence("%s limits our rate, from a volume of %s in %s on, %s", f.Scope.Name, plural(int(before), "attempt"), span(width), e.clock(ep.since, ep.until, ep.ongoing))
	} else {
		f.Against = append(f.Against, Evidence{"volume", before, taken, sentence("%s; before, %d passed in such a time: it may not be about the volume", volume, int(taken))})
	}
	if passed := d.attempts - d.failed; passed > 0 {
		f.Against = append(f.Against, Evidence{"passed", float64(passed), 0, sentence("%s there passed meanwhile", plural(int(passed), "attempt"))})
	}
	times.tell(&f)
	e.nameBurst(&f, &d)
	e.report(f, d, ep.since, ep.until, ep.ongoing)
}

// taken is the most that a scope took in such a width before a time: more
// than it is not what its limit is about.
func (e *evidence) taken(all []int32, before, width int64) float64 {
	passed := filter(e.between(all, 0, before-1), func(i int32) bool { return e.at[i] == layerNone })
	most, from := 0, 0
	for to, i := range passed {
		for e.time(passed[from]) <= e.time(i)-width {
			from++
		}
		most = max(most, to-from+1)
	}
	return float64(most)
}

// volume counts a scope's attempts in the time before one, a hundredth
// of the log, within a second and an hour.
func (e *evidence) volume(all []int32, before int64) (n float64, width int64) {
	width = min(max((e.end-e.first)/100, 1000), 3_600_000)
	return float64(len(e.between(all, before-width+1, before))), width
}
