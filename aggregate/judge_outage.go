package aggregate

import (
	"math"

	"tempfail/parser"
)

// down are the layers at which an outage shows.
var down = set(layerResolve, layerConnect, layerSession, layerServer)

// outages is the test of one operator, and then of one destination, that
// fails while others do not.
func (e *evidence) outages() {
	var relays []uint32
	var ofRelays [][]int32
	e.opt.Beside(
		func() { e.control, e.smart = e.takeCensus(down), e.smarthost() },
		func() { relays, ofRelays = e.failingRelays() },
	)
	e.relayOutages(relays, ofRelays)
	for _, o := range e.together(e.opinions(down)) {
		if e.isProvider(o.op, &o.episode) {
			e.outage(Scope{"provider", e.ops.all[o.op]}, e.opAll(o.op), &o.episode, o.op)
		}
	}
	alpha := chance(e.scopesTried(e.deFirsts))
	found := look(e, len(e.deFirsts), func(e *evidence, d int) []episode {
		if d == 0 || e.deFails[d].in(down) < minimumFails {
			return nil
		}
		return e.episodes(e.deFirsts[d], down, alpha)
	})
	for d, episodes := range found {
		if len(episodes) == 0 {
			continue
		}
		all := e.deAll(uint32(d))
		for _, ep := range episodes {
			e.extend(&ep, all, down)
			e.outage(Scope{"destination", e.dests.all[d]}, all, &ep, e.opOf(ep.trials[ep.from]))
		}
	}
	e.control = census{}
}

func (e *evidence) scopesTried(by [][]int32) (n int) {
	for _, ix := range by {
		if len(ix) >= minimumFails {
			n++
		}
	}
	return n
}

// isProvider tells whether an operator's episode is the operator's, and not
// that of the one destination that has most of its mail.
func (e *evidence) isProvider(op uint32, ep *episode) bool {
	type score struct{ fails, n int }
	by := map[uint32]score{}
	for _, i := range ep.trials[ep.from : ep.to+1] {
		v := e.vote(i, down)
		if v == abstain {
			continue
		}
		s := by[e.try(i).dest()]
		s.n++
		s.fails += b2i(v == failed)
		by[e.try(i).dest()] = s
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

const (
	fullShare    = 0.75 // of the trials fail when an outage is not a partial one
	partialFails = 6    // messages must fail in a partial outage: it is hard to tell from greylisting and noise
)

// leastShare of a scope's attempts must fail in an outage, retries and all
// recipients counted.
const leastShare = 0.2

// aliveLeast is how many recipients an outage must hit at a destination whose
// servers were not reached in the whole log: such one is dead, or a typo, and
// not down.
const aliveLeast = 12

// outage files an episode, if the other operators and the scope's own past
// say that it is one.
func (e *evidence) outage(scope Scope, all []int32, ep *episode, op uint32) {
	d := e.dutyOf(all, ep.since, ep.until, down)
	share := float64(d.failed) / float64(max(d.attempts, 1))
	few := ep.fails < partialFails && min(ep.share(), share) < fullShare
	if few || share < leastShare {
		return
	}
	if e.describe(&d); len(d.recipients) < aliveLeast && !e.everReached(all) {
		return
	}
	smart := e.smart == int(op) && op != 0
	passedN, failedN, operators := e.control.others(e, op, ep.since, ep.until)
	if passedN == 0 {
		// A short episode in a quiet hour: the trials around it speak.
		pad := max(ep.until-ep.since, e.pause())
		passedN, failedN, operators = e.control.others(e, op, ep.since-pad, ep.until+pad)
	}
	if smart && scope.Kind == "provider" {
		scope = Scope{"relay", e.relays.at(e.try(ep.trials[ep.from]).relay()).host}
	}
	f := Finding{Verdict: RemoteOutage, Fault: parser.FaultRemote, Scope: scope}
	e.explain(&d)
	f.Cause = e.topCause(d.causes)
	tail := float64(ep.n) * math.Exp(-ep.score)
	f.Confidence = confidence(tail)
	f.Evidence = []Evidence{
		{"deferral-ratio", share, chronicRate, sentence("%s of %d attempts failed; %s is usual here", percent(share), d.attempts, percent(ep.usual))},
		{"messages-failing", float64(ep.fails), minimumFails, sentence("%d of %d messages failed at their first attempt, retries not counted", ep.fails, ep.n)},
		{"chance", tail, chanceMost, sentence("chance of that by accident: %s", odd(tail))},
	}
	control := Evidence{"others-passing", float64(operators), 3, sentence("%s took %s meanwhile, %d failed elsewhere", plural(operators, "other operator"), plural(passedN, "message"), failedN)}
	switch {
	case smart && scope.Kind == "relay":
		f.Verdict, f.Fault = LocalFault, parser.FaultLocal
		f.Evidence = append(f.Evidence, Evidence{"relayhost", 1, 0.9, "nearly all mail leaves through this relay"})
	case operators >= 3 && passedN >= failedN && (e.spoke(d) || passedN >= 3*failedN):
		f.Evidence = append(f.Evidence, control)
	case e.spoke(d) && passedN >= failedN: // few others to compare with, but the server's own words
		f.Against = append(f.Against, control)
	default:
		f.Against = append(f.Against, control)
		f.Confidence = min(f.Confidence, 0.6)
		if operators == 0 && e.tried > 1 || !e.spoke(d) && operators < 2 {
			f.Verdict, f.Fault = Unclear, parser.FaultUnknown
		}
	}
	f.Says = e.outageSays(&f, d, ep)
	e.report(f, d, ep.since, ep.until, ep.ongoing)
}

// everReached tells whether a server of the scope ever answered.
func (e *evidence) everReached(all []int32) bool {
	for _, i := range all {
		if l := e.at[i]; l == layerNone || l >= layerSession && l != layerOwn {
			return true
		}
	}
	return false
}

// spoke tells whether most failures of a duty were the relay's own words:
// then the way to it was open.
func (e *evidence) spoke(d duty) bool {
	said := int64(0)
	for r, n := range d.causes {
		if e.replies.rows[r].origin == parser.Remote {
			said += n
		}
	}
	return 2*said > d.failed
}

// smarthost is the operator through which nearly all mail leaves, or -1.
func (e *evidence) smarthost() int {
	for op, ix := range e.opFirsts {
		if len(ix) < 5 || 10*len(ix) < 9*len(e.firsts) {
			continue
		}
		dests := map[uint32]bool{}
		for _, i := range ix {
			dests[e.try(i).dest()] = true
		}
		if len(dests) >= 5 {
			return op
		}
	}
	return -1
}

// relayOutages finds the one relay of an operator that fails while the others
// take mail.
func (e *evidence) relayOutages(relays []uint32, trials [][]int32) {
	alpha := chance(len(relays))
	found := look(e, len(relays), func(e *evidence, k int) []episode {
		mine := trials[k]
		if len(mine) == len(e.opFirsts[e.opOf(mine[0])]) || e.oneDestination(mine) {
			return nil // it is the only one, or the destination is the scope
		}
		return e.episodes(mine, down, alpha)
	})
	for k, r := range relays {
		op := e.opOf(trials[k][0])
		var all []int32 // attempts
		for _, ep := range found[k] {
			passed, failed := e.siblings(op, trials[k], &ep)
			if passed < minimumFails || 5*failed > passed {
				continue
			}
			if all == nil {
				all = filter(e.opAll(op), func(i int32) bool { return e.try(i).relay() == r })
			}
			e.extend(&ep, all, down)
			e.outage(Scope{"relay", e.relays.at(r).host}, all, &ep, op)
		}
	}
}

// failingRelays are those that failed often enough to be looked at, and their
// trials.
//
// Note: attempts are read in their order, and not relay by relay: that takes a
// fifth of the time.
func (e *evidence) failingRelays() (relays []uint32, trials [][]int32) {
	worth := make([]bool, len(e.ops.all))
	for op := range worth {
		worth[op] = e.opFails[op].in(down) >= minimumFails
	}
	fails := make([]int32, len(e.relays.rows))
	for _, i := range e.firsts {
		if down.has(e.at[i]) && worth[e.opOf(i)] {
			fails[e.try(i).relay()]++
		}
	}
	number := make([]uint32, len(fails)) // from 1
	for r := 1; r < len(fails); r++ {
		if fails[r] >= minimumFails {
			relays = append(relays, uint32(r))
			number[r] = uint32(len(relays))
		}
	}
	of := make([]uint32, len(e.firsts))
	for k, i := range e.firsts {
		if worth[e.opOf(i)] {
			of[k] = number[e.try(i).relay()]
		}
	}
	all, ends := gathered(len(relays), e.firsts, of)
	for k := range relays {
		trials = append(trials, all[ends[k]:ends[k+1]])
	}
	return relays, trials
}

// siblings counts how the other relays of an operator fared in an episode;
// mine are the trials of the one.
func (e *evidence) siblings(op uint32, mine []int32, ep *episode) (passedN, failedN int) {
	from, to := e.before(ep.since), e.before(ep.until+1)
	count := func(trials []int32, n int) {
		for _, i := range within(trials, from, to) {
			switch e.vote(i, down) {
			case passed:
				passedN += n
			case failed:
				failedN += n
			}
		}
	}
	count(e.opFirsts[op], 1)
	count(mine, -1)
	return passedN, failedN
}

// oneDestination tells whether some trials all went to one.
func (e *evidence) oneDestination(some []int32) bool {
	for _, i := range some {
		if e.try(i).dest() != e.try(some[0]).dest() {
			return false
		}
	}
	return true
}
