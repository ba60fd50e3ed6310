package aggregate

import (
	"math"
	"slices"
	"strings"

	"tempfail/parser"
)

const (
	roundOperators = 8    // in a round, where there are so many
	breadthRate    = 0.02 // how often an operator fails by itself, for breadth
	breadthFault   = 0.9  // how often it does when this host is at fault
	breadthShare   = 0.8  // of the operators tried must fail
	breadthChance  = 1e-6
	breadthLeast   = 3 // operators
)

// deferring are the layers of servers that refuse for now. When all do so
// together, each words it its own way.
var deferring = set(layerServer, layerHouse, layerStanding)

// breadthFaults are the faults that are tested for breadth.
var breadthFaults = []layers{set(layerResolve), set(layerConnect), set(layerSession), set(layerServer), deferring}

// hostFaults is the test of breadth: when nearly all operators fail at one
// layer at one time, what they have in common is this host. Other operators
// are the control group that decides.
func (e *evidence) hostFaults() {
	for n, s := range look(e, len(breadthFaults), func(e *evidence, n int) *suspicion { return e.suspect(breadthFaults[n]) }) {
		if !s.idle() && s.stale(e) {
			s = e.suspect(breadthFaults[n])
		}
		for _, r := range s.broad {
			e.hostFault(s.fault, r.from, r.to)
		}
		if s.stale(e) {
			s.again(e)
		}
		for _, r := range s.dense {
			e.hostFault(s.fault, e.firsts[r.from], e.firsts[r.to])
		}
		if s.stale(e) {
			s.again(e)
		}
		for _, r := range s.partial {
			e.partialFault(s.fault, r)
		}
	}
}

// hostFault looks closer at a time in which breadth was found: when exactly,
// how many operators, and whether the chance of that is small enough.
func (e *evidence) hostFault(fault layers, from, to int32) {
	window := e.window(from, to)
	runs := segments(e.witnesses(window, fault), odds{0.05, breadthFault}, 1e-3)
	best := segment{to: -1}
	for _, s := range runs {
		if s.score > best.score {
			best = s
		}
	}
	if best.to < 0 {
		return
	}
	ep := episode{segment: best, trials: window, since: e.time(window[best.from]), until: e.time(window[best.to])}
	if e.fewFail(window[best.from:best.to+1], fault) {
		return
	}
	all := e.abroad(ep.since, latestTime)
	e.extend(&ep, all, fault)
	broken, tried, twice := e.breadth(fault, ep.since, ep.until)
	tail := binomialTail(broken, tried, breadthRate)
	if broken < breadthLeast || float64(broken) < breadthShare*float64(tried) || tail > breadthChance {
		return
	}
	// Limit: refusals of first contacts everywhere are greylisting until a
	// retry was refused as well.
	if fault.has(layerServer) && !twice {
		return
	}
	if e.sharedBySome(fault, ep.since, ep.until) {
		return
	}
	if fault == deferring && !e.wordless(ep.since, ep.until) {
		return
	}
	d := e.cover(all, ep.since, ep.until, fault)
	f := Finding{Verdict: LocalFault, Fault: parser.FaultLocal, Scope: Scope{"host", e.hostName()}, Confidence: confidence(tail),
		Evidence: []Evidence{
			{"operators-failing", float64(broken) / float64(tried), breadthShare, sentence("%d of %d unrelated operators failed %s", broken, tried, layerSays[fault.lowest()])},
			{"chance", tail, breadthChance, sentence("chance of so many at once by accident: %s", odd(tail))},
			{"attempts-failing", float64(d.failed) / float64(max(d.attempts, 1)), 0, sentence("%d of %d attempts failed so", d.failed, d.attempts)},
		},
	}
	f.Cause = e.topCause(d.causes)
	f.Says = sentence(hostSays[fault.lowest()], broken, tried, e.clock(ep.since, ep.until, ep.ongoing))
	switch {
	case f.Cause == parser.Connect && e.unreachable(&d):
		f.Advice = []string{unreachableAdvice}
	case fault.has(layerServer):
		f.Advice = []string{refusedAdvice}
	}
	if why := e.distrustIn(&ep); why != nil {
		f.Says, f.Advice = sentence(why.says, broken, e.clock(ep.since, ep.until, ep.ongoing)), slices.Clone(why.advice)
	}
	if passed := e.passedIn(ep.since, ep.until); passed > 0 {
		f.Against = append(f.Against, Evidence{"passed", float64(passed), 0, sentence("%s passed meanwhile", plural(int(passed), "attempt"))})
	}
	e.overSix(d).tell(e.report(f, d, ep.since, ep.until, ep.ongoing))
}

const unreachableAdvice = "Check this host's interfaces and default route (`ip addr`, `ip route`), then its firewall and that of its network: its own network stack gave up."

const refusedAdvice = "Look at what all of them see of this host: the address it sends from, and its name (HELO, PTR). Compare their greetings from here and from elsewhere: a firewall or proxy on the way out may answer in their place."

// unreachable tells whether this host's own network stack refused most of a
// duty's connections, which were then never made: nobody times out.
func (e *evidence) unreachable(d *duty) bool {
	n := int64(0)
	for r, failed := range d.causes {
		if t := e.replies.rows[r].template; strings.Contains(t, "unreachable") || strings.Contains(t, "No route to host") {
			n += failed
		}
	}
	return 2*n > d.failed
}

// wordless tells whether the refusals of a time are deferrals, and words about
// our standing not the rule among them.
func (e *evidence) wordless(since, until int64) bool {
	n, deferred, standing := 0, 0, 0
	for _, i := range e.during(since, until) {
		if !e.explained[i] && deferring.has(e.at[i]) {
			n++
			deferred += b2i(!e.is(i, flagBounced))
			standing += b2i(e.at[i] == layerStanding)
		}
	}
	return 10*deferred >= 9*n && 2*standing < n
}

// window is the trials between two attempts, and as many again on both sides.
func (e *evidence) window(from, to int32) []int32 {
	lo, hi := places(e.firsts, from, to+1)
	pad := max(hi-lo, 4*roundOperators)
	return e.firsts[max(0, lo-pad):min(len(e.firsts), hi+pad)]
}

// fewFail tells whether too few operators failed for breadth, whatever others
// did.
//
// Note: it looks at no more than was found, where breadth looks at all that an
// episode extends to: a destination that flickered 16,000 times took minutes.
func (e *evidence) fewFail(trials []int32, fault layers) bool {
	failing := map[uint32]bool{}
	for _, i := range trials {
		if e.witness(i, fault) == failed {
			if failing[e.opOf(i)] = true; len(failing) >= breadthLeast {
				return false
			}
		}
	}
	return true
}

// breadth counts the operators that were tried in a time, and those of them
// that failed there and not as often elsewhere. twice tells that retries
// failed as well.
func (e *evidence) breadth(fault layers, since, until int64) (broken, tried int, twice bool) {
	ever, in := e.records(fault), map[uint32]record{}
	messages, attempts := map[uint32]bool{}, 0
	for _, i := range e.abroad(since, until) {
		v := e.witness(i, fault)
		if v == abstain {
			continue
		}
		op := e.opOf(i)
		r := in[op]
		if r.add(v, 1); v == failed {
			messages[e.try(i).message] = true
			attempts++
		}
		in[op] = r
	}
	for op, r := range in {
		out := record{ever.by[op].n - r.n, ever.by[op].failed - r.failed}
		if out.n >= 3 && float64(out.failed) >= chronicRate*float64(out.n) {
			continue // no witness: it fails at other times too
		}
		tried++
		broken += b2i(2*r.failed > r.n)
	}
	return broken, tried, 5*attempts >= 6*len(messages)
}

// passedIn counts the deliveries of a time.
func (e *evidence) passedIn(since, until int64) (n int) {
	for _, i := range e.abroad(since, until) {
		n += b2i(e.at[i] == layerNone)
	}
	return n
}

// binomialTail is the chance that k or more of n fail, each at rate q.
//
// Note: the terms fall from the likeliest number on; it ends with the first
// that adds nothing. To sum them all took three quarters of the judging of a
// log with 100,000 destinations.
func binomialTail(k, n int, q float64) float64 {
	sum := 0.0
	for i := k; i <= n; i++ {
		lg := lchoose(n, i) + float64(i)*math.Log(q) + float64(n-i)*math.Log1p(-q)
		more := sum + math.Exp(lg)
		if more == sum && float64(i) > float64(n)*q {
			break
		}
		sum = more
	}
	return min(sum, 1)
}

func lchoose(n, k int) float64 {
	lg := func(x int) float64 { v, _ := math.Lgamma(float64(x + 1)); return v }
	return lg(n) - lg(k) - lg(n-k)
}

// confidence is how sure a finding is whose chance of being an accident is
// tail: never certain, for the model is not the world.
func confidence(tail float64) float64 {
	return math.Round(100*min(0.99, max(0.5, 1-math.Pow(min(tail, 1), 0.25)))) / 100
}
