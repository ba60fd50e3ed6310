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

// objects tells whether an attempt was refused with words about our standing;
// words about the content of a message are about that message.
func (e *evidence) objects(i int32) bool {
	return e.vote(i, set(layerStanding)) == failed && e.replies.rows[e.try(i).reply()].Cause != parser.Content
}

// standing is the test of our reputation, identity and content: refusals
// with words about us, by one operator or by several.
func (e *evidence) standing() {
	fault, house := set(layerStanding), set(layerHouse)
	all := e.opinions(fault)
	all = append(all, e.steady(all)...)
	e.broad(all)
	e.each(all, fault, parser.FaultSender)
	e.each(e.opinions(house), house, parser.FaultPolicy)
}

// each files the opinions that no finding of several explains.
func (e *evidence) each(all []opinion, fault layers, whose parser.Fault) {
	seen := make([]int, len(e.ops.all)) // by operator, from which opinion
	for n, o := range all {
		others := 0
		for _, p := range all {
			if p.since <= o.until && p.until >= o.since && p.op != o.op && seen[p.op] != n+1 {
				seen[p.op] = n + 1
				others++
			}
		}
		e.opinion(o, others, fault, whose)
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
		all = all[n:]
		if len(ops) < standingBroad {
			continue
		}
		tail := binomialTail(len(ops), tried, e.usualObjections(sure, since, until))
		if tail > standingChance { // the others object no more often than operators do anyway
			ops = sure
			tail = binomialTail(len(ops), tried, standingRate)
		}
		if len(ops) >= standingBroad {
			e.broadly(ops, tried, tail, since, until)
		}
	}
}

// usualObjections is how often the operators that are not sure object to a
// message at other times, and at least standingRate: each of those that get a
// message or two objects as often by accident.
func (e *evidence) usualObjections(sure map[uint32]bool, since, until int64) float64 {
	fault := set(layerStanding)
	from, to := e.before(since), e.before(until+1)
	objected, n := 0, 0
	for _, i := range e.firsts {
		if sure[e.opOf(i)] || from <= i && i < to {
			continue
		}
		n += b2i(e.vote(i, fault) != abstain)
		objected += b2i(e.objects(i))
	}
	return max(standingRate, float64(objected)/float64(max(n, 1)))
}

// objectors are the operators most of whose trials in a time were refused
// with words about our standing, of those that were tried.
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
			n += b2i(e.vote(i, fault) != abstain)
			refused += b2i(e.objects(i))
		}
		if refused > 0 && 2*refused >= n {
			ops[uint32(op)] = true
		}
	}
	return ops, tried
}

// broadly files one finding for all operators that object at a time.
func (e *evidence) broadly(ops map[uint32]bool, tried int, tail float64, since, until int64) {
	fault := set(layerStanding)
	from, to := since-(until-since)/4, until+(until-since)/4
	var all []int32
	for op := range ops {
		all = append(all, e.opAll(op)...)
	}
	slices.Sort(all)
	for _, i := range e.between(all, from, to) {
		if e.objects(i) {
			since, until = min(since, e.time(i)), max(until, e.time(i))
		}
	}
	ep := episode{segment: segment{n: 1, fails: 1}, since: since, until: until}
	e.extend(&ep, all, fault)
	d := e.cover(all, since, ep.until, fault)
	if d.failed == 0 { // it is part of another
		return
	}
	f := Finding{Verdict: Blocked, Fault: parser.FaultSender, Scope: Scope{"host", e.hostName()}, Confidence: 0.9,
		Evidence: []Evidence{
			{"operators-objecting", float64(len(ops)), standingBroad, sentence("%d of %d operators refuse us with words about our standing", len(ops), tried)},
			{"attempts-refused", float64(d.failed), minimumFails, sentence("%d of %d attempts there were refused so", d.failed, d.attempts)},
		},
	}
	if tail <= standingChance { // else it is a few of very many: each is sure of itself
		f.Confidence = confidence(tail)
		f.Evidence = append(f.Evidence, Evidence{"chance", tail, standingChance, sentence("chance of so many objecting by accident: %s", odd(tail))})
	}
	f.Cause = e.topCause(d.causes)
	whose := e.forwarded(&f, d, all)
	lasts := e.end-ep.until <= e.pause()
	when := e.clock(since, ep.until, lasts)
	f.Says = cmp.Or(e.nameAuthor(&f, &d, len(ops), when),
		sentence("%d unrelated operators refuse mail%s from here for our standing (%s), %s", len(ops), whose, words(f.Cause), when))
	e.overSix(d).tell(e.report(f, d, since, ep.until, lasts))
}

// opinion files one operator that refuses us; others did so at the same time.
func (e *evidence) opinion(o opinion, others int, fault layers, whose parser.Fault) {
	all := e.opAll(o.op)
	e.ofForwarded(&o, all, fault)
	d := e.cover(all, o.since, o.until, fault)
	if d.failed == 0 {
		return
	}
	tail := float64(o.n) * math.Exp(-o.score)
	share := float64(d.failed) / float64(max(d.attempts, 1))
	least := chronicRate
	if share <= least { // it is steady
		least = o.usual
	}
	against := "no other operator says so: it is this one's opinion of us"
	if others > 0 {
		against = sentence("%s more of %d said so meanwhile: too few for what all of them see", plural(others, "operator"), e.tried)
	}
	f := Finding{Verdict: Blocked, Fault: whose, Scope: e.commonScope(all), Confidence: confidence(tail),
		Evidence: []Evidence{
			{"deferral-ratio", share, least, sentence("%s of %d attempts were refused; %s or less is usual here", percent(share), d.attempts, percent(o.usual))},
			{"chance", tail, chanceMost, sentence("chance of that by accident: %s", odd(tail))},
		},
		Against: []Evidence{{"operators-objecting", float64(1 + others), standingBroad, against}},
	}
	f.Cause = e.topCause(d.causes)
	over, six := "", e.overSix(d)
	if family := e.familyOf(d, all); family != "" {
		over, six = " over "+family, nil
		f.Evidence = append(f.Evidence, Evidence{"address-family", 1, familyLeast, sentence("what failed went over %s, and what went over the other was taken", family)})
		f.Advice = append(f.Advice, sentence("It is mail over %s alone: look at the name (PTR) and the records of that address, and send over the other until then.", family))
	}
	whom := e.forwarded(&f, d, all)
	f.Says = sentence("%s refuses mail%s from here%s (%s), %s", f.Scope.Name, whom, over, words(f.Cause), e.clock(o.since, o.until, o.ongoing))
	e.nameAccount(&f, &d)
	six.tell(e.report(f, d, o.since, o.until, o.ongoing))
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
