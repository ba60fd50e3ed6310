package aggregate

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"tempfail/parser"
)

const (
	standingRate   = 0.01 // how often an operator objects to us by itself
	standingBroad  = 3    // unrelated operators that object are no opinion of one
	standingChance = 1e-3
)

// opinion is one operator that fails us, or objects to us, for a time.
type opinion struct {
	op uint32
	episode
}

// opinions are the operators whose first attempts fail at these layers, each
// time they do, as long as their retries fail too.
func (e *evidence) opinions(fault layers) []opinion {
	alpha := chance(e.scopesTried(e.opFirsts))
	found := look(e, len(e.opFirsts), func(e *evidence, op int) (mine []opinion) {
		if e.opFails[op].in(fault) < minimumFails {
			return nil
		}
		episodes, _ := e.lasting(e.opFirsts[op], e.opRest[op], fault, alpha)
		for _, ep := range episodes {
			mine = append(mine, opinion{uint32(op), ep})
		}
		return mine
	})
	return slices.Concat(found...)
}

// standing is the test of our reputation, identity and content: refusals
// with words about us, by one operator or by several.
func (e *evidence) standing() {
	fault := set(layerStanding)
	all := e.opinions(fault)
	e.broad(all)
	for _, o := range all {
		e.opinion(o, fault, Blocked, parser.FaultSender)
	}
	house := set(layerHouse)
	for _, o := range e.opinions(house) {
		e.opinion(o, house, Blocked, parser.FaultPolicy)
	}
}

// broad looks for objections of one time by several operators: then it is
// us. Operators with mail too thin to be sure of them alone count as well.
func (e *evidence) broad(all []opinion) {
	slices.SortFunc(all, func(x, y opinion) int { return cmp.Compare(x.since, y.since) })
	for len(all) > 0 {
		since, until, n := all[0].since, all[0].until, 1
		for n < len(all) && all[n].since <= until {
			until = max(until, all[n].until)
			n++
		}
		sure := map[uint32]bool{}
		for _, o := range all[:n] {
			sure[o.op] = true
		}
		ops, tried := e.objectors(since, until)
		maps.Copy(ops, sure)
		if binomialTail(len(ops), tried, standingRate) > standingChance {
			ops = sure // the others object no more often than operators do anyway
		}
		if len(ops) >= standingBroad {
			e.broadly(ops, tried, since, until)
		}
		all = all[n:]
	}
}

// objectors are the operators most of whose trials in a time were refused
// with words about our standing, of those that were tried. Words about the
// content of a message are that message's, where there are few.
func (e *evidence) objectors(since, until int64) (ops map[uint32]bool, tried int) {
	fault := set(layerStanding)
	pad := (until - since) / 4
	ops = map[uint32]bool{}
	from, to := e.before(since-pad), e.before(until+pad+1)
	for op, trials := range e.opFirsts {
		trials = within(trials, from, to)
		if len(trials) == 0 {
			continue
		}
		tried++
		if e.opFails[op].in(fault) == 0 {
			continue
		}
		refused, n := 0, 0
		for _, i := range trials {
			switch v := e.vote(i, fault); {
			case v == failed && e.replies.rows[e.try(i).reply()].Cause != parser.Content:
				refused++
				n++
			case v != abstain:
				n++
			}
		}
		if refused > 0 && 2*refused >= n {
			ops[uint32(op)] = true
		}
	}
	return ops, tried
}

// broadly files one finding for all operators that object at a time.
func (e *evidence) broadly(ops map[uint32]bool, tried int, since, until int64) {
	fault := set(layerStanding)
	pad := (until - since) / 4
	var all []int32
	for op := range ops {
		all = append(all, e.opAll(op)...)
	}
	slices.Sort(all)
	first := int64(0)
	for _, i := range all {
		if t := e.time(i); e.vote(i, fault) == failed && e.replies.rows[e.try(i).reply()].Cause != parser.Content && t >= since-pad && t <= until+pad {
			if first == 0 {
				first = t
			}
			until = max(until, t)
		}
	}
	since = first
	tail := binomialTail(len(ops), tried, standingRate)
	ep := episode{segment: segment{n: 1, fails: 1}, since: since, until: until}
	e.extend(&ep, all, fault)
	d := e.cover(all, since, ep.until, fault)
	f := Finding{Verdict: Blocked, Fault: parser.FaultSender, Scope: Scope{"host", e.hostName()}, Confidence: confidence(tail),
		Evidence: []Evidence{
			{"operators-objecting", float64(len(ops)), standingBroad, sentence("%d of %d operators refuse us with words about our standing", len(ops), tried)},
			{"attempts-refused", float64(d.failed), minimumFails, sentence("%d of %d attempts there were refused so", d.failed, d.attempts)},
			{"chance", tail, standingChance, sentence("chance of so many objecting by accident: %s", odd(tail))},
		},
	}
	f.Cause = e.topCause(d.causes)
	f.Says = sentence("%d unrelated operators refuse mail from here for our standing (%s), %s", len(ops), f.Cause, e.clock(since, ep.until))
	e.report(f, d, since, ep.until, e.end-ep.until <= e.pause())
}

// opinion files one operator that refuses us.
func (e *evidence) opinion(o opinion, fault layers, v Verdict, whose parser.Fault) {
	all := e.opAll(o.op)
	d := e.cover(all, o.since, o.until, fault)
	if d.failed == 0 {
		return
	}
	tail := float64(o.n) * math.Exp(-o.score)
	share := float64(d.failed) / float64(max(d.attempts, 1))
	f := Finding{Verdict: v, Fault: whose, Scope: e.commonScope(all), Confidence: confidence(tail),
		Evidence: []Evidence{
			{"deferral-ratio", share, chronicRate, sentence("%s of %d attempts were refused; %s is usual here", percent(share), d.attempts, percent(o.usual))},
			{"chance", tail, chanceMost, sentence("chance of that by accident: %s", odd(tail))},
		},
		Against: []Evidence{{"operators-objecting", 1, standingBroad, "no other operator says so: it is this one's opinion of us"}},
	}
	f.Cause = e.topCause(d.causes)
	f.Says = sentence("%s refuses mail from here (%s), %s", f.Scope.Name, f.Cause, e.clock(o.since, o.until))
	e.report(f, d, o.since, o.until, o.ongoing)
}

// commonScope is the one destination of some attempts, or their operator.
func (e *evidence) commonScope(all []int32) Scope {
	dest, many := uint32(0), false
	for _, i := range all {
		if d := e.try(i).dest(); dest == 0 {
			dest = d
		} else if d != dest {
			many = true
			break
		}
	}
	if many {
		return Scope{"provider", e.ops.all[e.opOf(all[0])]}
	}
	return Scope{"destination", e.dests.all[dest]}
}

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
}

// limits files the times in which one scope limits our rate.
func (e *evidence) limits(firsts, rest []int32, fails *fails, alpha float64) {
	fault := set(layerRate)
	if fails.in(fault) < minimumFails {
		return
	}
	eps, all := e.lasting(firsts, rest, fault, alpha)
	for n := range eps {
		// A limit rests with the volume; after a pause shorter than itself it
		// is the same one.
		if n > 0 && eps[n].since-eps[n-1].until <= max(eps[n].until-eps[n].since, eps[n-1].until-eps[n-1].since) {
			eps[n].since, eps[n].n, eps[n].fails = eps[n-1].since, eps[n].n+eps[n-1].n, eps[n].fails+eps[n-1].fails
			eps[n].score += eps[n-1].score
			eps[n-1].n = 0
		}
	}
	for n := range eps {
		if eps[n].n > 0 {
			e.throttle(all, &eps[n], fault)
		}
	}
}

func (e *evidence) throttle(all []int32, ep *episode, fault layers) {
	before, width := e.volume(all, ep.since)
	d := e.cover(all, ep.since, ep.until, fault)
	tail := float64(ep.n) * math.Exp(-ep.score)
	f := Finding{Verdict: Throttled, Fault: parser.FaultRate, Cause: parser.RateLimit, Scope: e.commonScope(all), Confidence: confidence(tail),
		Evidence: []Evidence{
			{"attempts-limited", float64(d.failed), minimumFails, sentence("%d of %d attempts were answered with a rate limit", d.failed, d.attempts)},
			{"volume", before, 0, sentence("it began at %s in %s", plural(int(before), "attempt"), span(width))},
			{"chance", tail, chanceMost, sentence("chance of that by accident: %s", odd(tail))},
		},
	}
	if passed := d.attempts - d.failed; passed > 0 {
		f.Against = append(f.Against, Evidence{"passed", float64(passed), 0, sentence("%s there passed meanwhile", plural(int(passed), "attempt"))})
	}
	f.Says = sentence("%s limits our rate, from a volume of %s in %s on, %s", f.Scope.Name, plural(int(before), "attempt"), span(width), e.clock(ep.since, ep.until))
	e.report(f, d, ep.since, ep.until, ep.ongoing)
}

// volume counts a scope's attempts in the time before one, a hundredth
// of the log, within a second and an hour.
func (e *evidence) volume(all []int32, before int64) (n float64, width int64) {
	width = min(max((e.end-e.first)/100, 1000), 3_600_000)
	return float64(len(e.between(all, before-width+1, before))), width
}
