package aggregate

import (
	"math"

	"tempfail/parser"
)

// measure is a number of a message that a fault may depend on.
type measure struct {
	name   string
	of     func(*packed) uint8     // its class; 0 where it is not known
	from   func(class uint8) int64 // the least number of a class
	say    func(n int64) string
	advice string
}

var measures = [...]measure{
	{
		"size", (*packed).size, sizeOf, func(n int64) string { return "of " + bytesText(n) + " and more" },
		"Compare the limit in the relay's EHLO answer (SIZE) with the size where it begins; look for a firewall or an MTU that drops long packets on the way; ask their postmaster whether a scanner times out.",
	},
	{
		"recipients", (*packed).rcpts, func(c uint8) int64 { return int64(c) }, func(n int64) string { return sentence("to %d recipients and more", n) },
		"Send to fewer recipients at a time there ({few}). A server that limits them should take the first ones, and answer 452 4.5.3 to the others (RFC 5321 4.5.3.1.10): tell their postmaster if it takes none.",
	},
}

const (
	bigShare   = 0.5 // of the big messages must fail
	smallShare = 0.1 // of the others may
)

// sizeFaults are the layers at which a message may fail for its size.
var sizeFaults = set(layerSession, layerServer, layerHouse, layerProtocol, layerStanding)

// sizes is the test of big messages: a destination that fails those and
// spares the rest is not down.
func (e *evidence) sizes() {
	alpha := chance(2 * e.scopesTried(e.opFirsts))
	e.sizesOf("provider", e.ops.all, e.opFirsts, e.opRest, e.opFails, alpha)
	alpha = chance(2 * e.scopesTried(e.deFirsts))
	e.sizesOf("destination", e.dests.all, e.deFirsts, e.deRest, e.deFails, alpha)
}

// sizesOf looks at all scopes of a kind, each by the first measure that tells.
func (e *evidence) sizesOf(kind string, names []string, firsts, rest [][]int32, fails []fails, alpha float64) {
	cuts := look(e, len(firsts), func(e *evidence, n int) (best [len(measures)]cutting) {
		if n == 0 || fails[n].in(sizeFaults) < minimumFails {
			return best
		}
		votes := e.votes(firsts[n], sizeFaults)
		for k := range measures {
			if cut, ok := e.bestCut(firsts[n], votes, &measures[k], alpha); ok {
				best[k] = cut
			}
		}
		return best
	})
	for n := range cuts {
		for k, cut := range cuts[n] {
			if cut.big > 0 && e.big(Scope{kind, names[n]}, firsts[n], rest[n], &measures[k], cut.least, sizeFaults) {
				break
			}
		}
	}
}

// cutting is a place to cut the trials by a measure.
type cutting struct {
	least         uint8 // the least class of the big ones
	big, bigFails int
	small, fails  int
	score         float64
	tail, most    float64 // the chance of that by accident, and its bound
}

// bestCut finds the class of a measure from which on trials fail more than
// below it; ok tells that the difference is no accident.
func (e *evidence) bestCut(trials []int32, votes []vote, m *measure, alpha float64) (best cutting, ok bool) {
	var n, failedOf [256]int // trials by class
	total := cutting{}
	for k, i := range trials {
		class := m.of(e.try(i))
		if v := votes[k]; v != abstain && class > 0 {
			n[class]++
			total.big++
			failedOf[class] += b2i(v == failed)
			total.bigFails += b2i(v == failed)
		}
	}
	if total.bigFails < minimumFails || total.big < 8 || total.bigFails == total.big {
		return best, false
	}
	c := total
	for class := range n {
		if n[class] == 0 {
			continue
		}
		if c.small > 0 {
			c.least = uint8(class)
			if c.score = c.odds(); c.score > best.score {
				best = c
			}
		}
		c.big -= n[class]
		c.bigFails -= failedOf[class]
		c.small += n[class]
		c.fails += failedOf[class]
	}
	return best, best.bigFails >= minimumFails && best.score >= needed(total.big, alpha)
}

// odds is the log-likelihood ratio of two failure rates, one on each side of
// the cut, against one rate for all.
func (c *cutting) odds() float64 {
	if c.big == 0 || c.small == 0 || c.bigFails*c.small <= c.fails*c.big {
		return 0
	}
	return likelihood(c.bigFails, c.big) + likelihood(c.fails, c.small) - likelihood(c.bigFails+c.fails, c.big+c.small)
}

func likelihood(k, n int) float64 {
	l := 0.0
	if k > 0 {
		l += float64(k) * math.Log(float64(k)/float64(n))
	}
	if k < n {
		l += float64(n-k) * math.Log(1-float64(k)/float64(n))
	}
	return l
}

// big files the times in which a destination fails messages from a size on,
// and takes the others.
func (e *evidence) big(scope Scope, trials, rest []int32, m *measure, least uint8, fault layers) (found bool) {
	is := func(i int32) bool { return m.of(e.try(i)) >= least }
	bigs := filter(trials, is)
	bigAll := merged(bigs, filter(rest, is))
	for _, ep := range e.episodes(bigs, fault, chanceMost) {
		c := cutting{least: least, big: ep.n, bigFails: ep.fails}
		e.extend(&ep, bigAll, fault) // what passes beside their retries tells as much
		for _, i := range trials {
			if t := e.time(i); t < ep.since || t > ep.until || is(i) {
				continue
			}
			switch e.vote(i, fault) {
			case failed:
				c.fails++
				c.small++
			case passed:
				c.small++
			}
		}
		if ep.share() < bigShare || c.small < 5 || float64(c.fails) > smallShare*float64(c.small) {
			continue
		}
		c.tail, c.most = float64(c.big+c.small)*math.Exp(-c.odds()), chanceMost
		e.sizeFinding(scope, bigAll, m, &c, &ep, fault)
		found = true
	}
	return found
}

// sizeFinding files a destination that fails big messages.
func (e *evidence) sizeFinding(scope Scope, bigs []int32, m *measure, c *cutting, ep *episode, fault layers) {
	least := m.from(c.least)
	d := e.cover(bigs, ep.since, ep.until, fault)
	if d.failed == 0 { // it is part of another
		return
	}
	f := Finding{Verdict: Unclear, Fault: parser.FaultUnknown, Scope: scope, Confidence: confidence(c.tail),
		Evidence: []Evidence{
			{m.name, float64(least), float64(least), sentence("%d of %d messages %s fail, %d of %d others", c.bigFails, c.big, m.say(least), c.fails, c.small)},
			{"odds", ratio(c.bigFails, c.big, c.fails, c.small), 5, sentence("the odds to fail are %.0f times those of the others", ratio(c.bigFails, c.big, c.fails, c.small))},
			{"chance", c.tail, c.most, sentence("chance of that by accident: %s", odd(c.tail))},
		},
		Advice: []string{m.advice},
	}
	if len(d.dests) == 1 && scope.Kind == "provider" {
		scope = Scope{"destination", e.dests.all[d.dests[0]]}
		f.Scope = scope
	}
	switch f.Cause = e.topCause(d.causes); f.Cause {
	case parser.Protocol: // they name the limit
		f.Verdict, f.Fault = LocalFault, parser.FaultLocal
	case parser.RemoteStorage:
		f.Verdict, f.Fault, f.Advice = RemoteOutage, parser.FaultRemote, nil
	}
	if scope.Kind == "host" {
		f.Verdict, f.Fault = LocalFault, parser.FaultLocal
		f.Says = sentence("Messages %s break off at most operators, and smaller ones pass: it is this host's way out, %s", m.say(least), e.clock(ep.since, ep.until, ep.ongoing))
		e.report(f, d, ep.since, ep.until, ep.ongoing)
		return
	}
	f.Says = sentence("%s fails messages %s, and takes the rest, %s", scope.Name, m.say(least), e.clock(ep.since, ep.until, ep.ongoing))
	e.report(f, d, ep.since, ep.until, ep.ongoing)
}

// ratio is the odds ratio of two failure rates, with half a message added to
// each side so that none is infinite (Haldane 1956).
func ratio(k, n, l, m int) float64 {
	return (float64(k) + 0.5) / (float64(n-k) + 0.5) * (float64(m-l) + 0.5) / (float64(l) + 0.5)
}

// hostSizes is the test of big messages that break off at most operators:
// then it is this host's way out, and not theirs.
func (e *evidence) hostSizes() {
	fault := set(layerSession)
	if e.fails.in(fault) < minimumFails {
		return
	}
	m := &measures[0]
	cut, ok := e.bestCut(e.firsts, e.witnesses(e.firsts, fault), m, chanceMost)
	if !ok {
		return
	}
	bigs := filter(e.firsts, func(i int32) bool { return m.of(e.try(i)) >= cut.least && !e.dead[e.opOf(i)] })
	for _, ep := range e.episodes(bigs, fault, chanceMost) {
		broken, tried, _ := e.breadthOf(bigs[ep.from:ep.to+1], fault)
		if broken >= togetherLeast && float64(broken) >= breadthShare*float64(tried) {
			e.big(Scope{"host", e.hostName()}, e.firsts, e.rest, m, cut.least, fault)
			return
		}
	}
}

// breadthOf counts the operators of some trials, and those of them that mostly
// failed.
func (e *evidence) breadthOf(trials []int32, fault layers) (broken, tried, fails int) {
	type score struct{ fails, n int }
	by := map[uint32]score{}
	for _, i := range trials {
		if v := e.vote(i, fault); v != abstain {
			s := by[e.opOf(i)]
			s.n++
			s.fails += b2i(v == failed)
			by[e.opOf(i)] = s
		}
	}
	for _, s := range by {
		tried++
		broken += b2i(2*s.fails > s.n)
		fails += s.fails
	}
	return broken, tried, fails
}
