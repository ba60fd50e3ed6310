package aggregate

import (
	"cmp"
	"math"
	"strings"

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
		if e.isProvider(o.op, &o.episode, down) {
			ep, all := o.episode, e.ofFailing(&o.episode, e.opAll(o.op))
			e.extend(&ep, all, down)
			e.outage(Scope{"provider", e.ops.all[o.op]}, e.failure(all, ep), o.op)
		}
	}
	alpha := chance(e.scopesTried(e.deFirsts))
	found := look(e, len(e.deFirsts), func(e *evidence, d int) (mine []failure) {
		if d == 0 || e.deFails[d].in(down) < minimumFails || e.standsIn(e.deFirsts[d]) {
			return nil
		}
		episodes, all := e.lasting(e.deFirsts[d], e.deRest[d], down, alpha)
		for _, ep := range episodes {
			mine = append(mine, e.failure(all, ep))
		}
		return e.joined(mine)
	})
	for d, failures := range found {
		for n, f := range failures {
			if n > 0 { // what the one before explains is no part of it
				f = e.failure(f.all, f.parts...)
			}
			scope, op := Scope{"destination", e.dests.all[d]}, e.opOf(f.trials[f.from])
			e.orSilent(uint32(d), &f, func() { e.outage(scope, f, op) })
		}
	}
	e.rested()
}

// ofFailing is the attempts at those destinations of an operator that fail in an
// episode: where others of its customers pass, that does not end it.
func (e *evidence) ofFailing(ep *episode, all []int32) []int32 {
	fails := map[uint32]bool{}
	for _, i := range e.between(all, ep.since, ep.until) {
		if down.has(e.at[i]) && !e.explained[i] {
			fails[e.try(i).dest()] = true
		}
	}
	return filter(all, func(i int32) bool { return fails[e.try(i).dest()] })
}

func (e *evidence) scopesTried(by [][]int32) (n int) {
	for _, ix := range by {
		if len(ix) >= minimumFails {
			n++
		}
	}
	return n
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

// failure is an episode of a scope at the layers of an outage, with what it
// covers.
type failure struct {
	episode
	all    []int32 // of the scope
	duty   duty
	share  float64   // of the attempts that failed
	slight bool      // it is no outage: too little fails, or nothing was ever reached
	passed int       // recipients who were greylisted, and accepted later; see stuckContacts
	parts  []episode // the times that it came
	again
	row int // tries that failed one after the other, where these are all that tells; see rested
}

// failure looks at what an episode covers, or some that are one failure; all
// are the scope's attempts.
func (e *evidence) failure(all []int32, parts ...episode) failure {
	f := failure{all: all, parts: parts}
	f.episode, f.again = e.join(parts)
	f.duty = duty{since: f.since, until: f.until}
	since := f.since
	for _, ep := range parts {
		d := e.dutyOf(all, max(since, ep.since), ep.until, down)
		f.duty.attempts += d.attempts
		f.duty.mine = append(f.duty.mine, d.mine...)
		since = ep.until + 1 // the next may begin while this lasts
	}
	f.duty.failed = int64(len(f.duty.mine))
	f.share = float64(f.duty.failed) / float64(max(f.duty.attempts, 1))
	few := f.fails < partialFails && min(f.episode.share(), f.share) < fullShare
	if f.slight = few || f.share < leastShare; !f.slight {
		e.describe(&f.duty)
		f.slight = len(f.duty.recipients) < aliveLeast && !e.everReached(all)
	}
	return f
}

// outage files a failure, if the other operators and the scope's own past say
// that it is one.
func (e *evidence) outage(scope Scope, fail failure, op uint32) {
	if fail.slight || e.onlyBig(scope, &fail) {
		return
	}
	ep, d := &fail.episode, fail.duty
	smart := e.smart == int(op) && op != 0
	d.wayOut = smart
	passedN, failedN, operators := e.control.others(e, op, ep.since, ep.until)
	if passedN == 0 {
		// A short episode in a quiet hour: the trials around it speak.
		pad := max(ep.until-ep.since, e.pause())
		passedN, failedN, operators = e.control.others(e, op, ep.since-pad, ep.until+pad)
	}
	if smart && scope.Kind == "provider" {
		scope = Scope{"relay", e.wayOut(op)}
	}
	f := Finding{Verdict: RemoteOutage, Fault: parser.FaultRemote, Scope: scope}
	e.explain(&d)
	f.Cause = e.topCause(d.causes)
	tail := float64(ep.n) * math.Exp(-ep.score)
	f.Confidence = confidence(tail)
	f.Evidence = []Evidence{
		{"deferral-ratio", fail.share, chronicRate, sentence("%s of %d attempts failed; %s or less is usual here", percent(fail.share), d.attempts, percent(ep.usual))},
		{"messages-failing", float64(ep.fails), minimumFails, sentence("%d of %d messages failed at their first attempt, retries not counted", ep.fails, ep.n)},
		{"chance", tail, chanceMost, sentence("chance of that by accident: %s", odd(tail))},
	}
	if fail.row > 0 { // of few messages, perhaps of one
		f.Evidence[1] = Evidence{"tries-failing", float64(fail.row), restedTries, sentence("%d tries failed one after the other, minutes apart", fail.row)}
	}
	control := othersPassing(operators, passedN, failedN)
	mute := operators == 0 && f.Cause == parser.CauseUnknown // neither others nor words say whose fault it is
	switch {
	case smart && scope.Kind == "relay":
		e.wayOutFails(&f, d, op)
		if e.distrustIn(ep) != nil {
			f.Advice = []string{relayDistrust}
		}
	case e.noRoute(&d):
		f.Verdict, f.Fault, f.Confidence, f.Advice = LocalFault, parser.FaultLocal, min(f.Confidence, 0.8), []string{noRouteAdvice}
		f.Evidence = append(f.Evidence, Evidence{"no-route", 1, 0.5, "this host's own network stack gave up: mostly for want of a route to these addresses (ENETUNREACH)"})
	case e.inOwnNetwork(d):
		f.Verdict, f.Fault = LocalFault, parser.FaultLocal
		f.Evidence = append(f.Evidence, Evidence{"own-network", 1, 0.5, "its server is in this host's own network (RFC 1918): one's own back end, and nobody else's"})
		f.Advice = []string{backEndAdvice[e.spoke(d)]}
	case e.spoke(d) && e.addressees(d.mine) == 1:
		f.Verdict, f.Fault, f.Confidence = Unclear, parser.FaultUnknown, min(f.Confidence, 0.6)
		f.Against = append(f.Against, control, Evidence{"recipients", 1, 2, "all of it was for one recipient: it may be that mailbox alone"})
	case operators >= 3 && passedN >= failedN && (e.spoke(d) || passedN >= 3*failedN):
		f.Evidence = append(f.Evidence, control)
	case e.spoke(d) && passedN >= failedN && !mute: // few others to compare with, but the server's own words
		f.Against = append(f.Against, control)
	default:
		f.Against = append(f.Against, control)
		f.Confidence = min(f.Confidence, 0.6)
		if mute || operators == 0 && e.tried > 1 || !e.spoke(d) && operators < 2 {
			f.Verdict, f.Fault = Unclear, parser.FaultUnknown
		}
	}
	if f.unreached = scope.Kind == "destination" && f.Verdict == RemoteOutage && !e.everReached(fail.all); f.unreached {
		f.Against = append(f.Against, neverReached)
		f.Confidence = min(f.Confidence, 0.6)
	}
	if six := e.overSix(d); six != nil {
		f.Against = append(f.Against, Evidence(*six))
	}
	f.Says = e.outageSays(&f, d, ep)
	fail.tell(&f)
	e.report(f, d, ep.since, ep.until, ep.ongoing)
}

// backEndAdvice is what to do about a server of one's own network, by whether
// it answers.
var backEndAdvice = map[bool]string{
	false: "Look at that server, which is one's own: whether it runs and listens there, and whether a firewall or route in between changed.",
	true:  "Look at that server, which is one's own: its log around that time, its disk and its queue.",
}

// othersPassing tells how the other operators fared meanwhile.
func othersPassing(operators, passedN, failedN int) Evidence {
	return Evidence{"others-passing", float64(operators), 3, sentence("%s took %s meanwhile, %d failed elsewhere", plural(operators, "other operator"), plural(passedN, "message"), failedN)}
}

// wayOutFails blames the relay that nearly all mail leaves through: it is ours,
// unless one of the large operators runs it, and says itself that it fails.
func (e *evidence) wayOutFails(f *Finding, d duty, op uint32) {
	f.Evidence = append(f.Evidence, Evidence{"relayhost", 1, 0.9, "nearly all mail leaves through this relay"})
	if n := e.sum.all.notTried; n >= restedLeast {
		f.Evidence = append(f.Evidence, Evidence{"put-off", float64(n), restedLeast, sentence("%d deliveries were put off without a try, in the whole log", n)})
	}
	_, foreign := parser.Operator([]byte(f.Scope.Name))
	if foreign && e.spoke(d) {
		f.Advice = append(f.Advice, "Ask "+e.ops.all[op]+", who run this relay, and look at their status page; until then mail can leave directly or by another relay.")
		return
	}
	f.Verdict, f.Fault = LocalFault, parser.FaultLocal
	if foreign {
		f.Verdict, f.Fault, f.Confidence = Unclear, parser.FaultUnknown, min(f.Confidence, 0.6)
		f.Against = append(f.Against, Evidence{"relay-operator", 1, 1, e.ops.all[op] + " run this relay: whether it fails or the way to it, one operator alone cannot tell"})
	}
}

// wayOut names the relay that takes most attempts at an operator; where none
// was ever reached, the operator.
func (e *evidence) wayOut(op uint32) string {
	counts, most := map[uint32]int{}, uint32(0)
	for _, i := range e.opAll(op) {
		r := e.try(i).relay()
		if counts[r]++; r != 0 && (most == 0 || counts[r] > counts[most]) {
			most = r
		}
	}
	return cmp.Or(e.relays.at(most).name(), e.ops.all[op])
}

// noRouteAdvice is for a network that this host itself says it cannot reach.
const noRouteAdvice = "Look at this host's routes (`ip route`, `ip -6 route`) and its addresses: it has no way to that network. If only IPv6 is missing, mend it, or send over IPv4 alone."

// noRoute tells whether most failures of a duty are that the network is
// unreachable (connect(2), ENETUNREACH). Of IPv4, which every host has a route
// for, a router on the way says so: then it is the other side's network.
func (e *evidence) noRoute(d *duty) bool {
	n := 0
	for _, i := range d.mine {
		row := &e.replies.rows[e.try(i).reply()]
		n += b2i(family(e, i) != 4 && row.origin != parser.Remote && strings.Contains(row.template, "Network is unreachable"))
	}
	return 2*n > len(d.mine)
}

// inOwnNetwork tells whether most failures of a duty were at servers in this
// host's own network.
func (e *evidence) inOwnNetwork(d duty) bool {
	n := 0
	for _, i := range d.mine {
		n += b2i(e.relays.at(e.try(i).relay()).private)
	}
	return 2*n > len(d.mine)
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
