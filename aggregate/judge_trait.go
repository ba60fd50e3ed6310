package aggregate

import (
	"math"
	"slices"

	"tempfail/parser"
)

// trait is something that trials share and that is no destination.
type trait struct {
	name string
	most func(e *evidence) int             // values that there are; nil where that is not known
	of   func(e *evidence, i int32) uint32 // 0 where it is not known
	// call names a value, for people and as a scope.
	call func(e *evidence, v uint32) (Scope, string)
	// same asks that the trials without the trait be made at the same
	// operators, so that the operators are no explanation.
	same bool
	// broad asks that it fail at most operators where the trait was tried: a
	// route or an instance that is gone spares nobody.
	broad bool
	// within asks the same of a trait around this one: an account is to blame
	// only if its domain's others pass.
	within  func(e *evidence, i int32) uint32
	person  bool // its value is an account or an address
	faults  []layers
	verdict Verdict
	fault   parser.Fault
	advice  string // beside what the cause asks for
}

var refused = set(layerStanding, layerHouse, layerServer, layerGreylist)

var traits = []trait{
	{
		name: "account", person: true, most: func(e *evidence) int { return len(e.accounts.all) - 1 }, of: func(e *evidence, i int32) uint32 { return e.try(i).account() },
		call: func(e *evidence, v uint32) (Scope, string) {
			return Scope{"sender", e.accounts.all[v]}, "mail of the account " + e.accounts.all[v]
		},
		same: true, within: func(e *evidence, i int32) uint32 { return e.try(i).sender() },
		faults: []layers{set(layerStanding), refused}, verdict: Blocked, fault: parser.FaultSender,
	},
	{
		name: "sender address", person: true, of: func(e *evidence, i int32) uint32 { return e.try(i).from },
		call: func(e *evidence, v uint32) (Scope, string) {
			return Scope{"sender", e.people.name(v)}, "mail from " + e.people.name(v)
		},
		same: true, within: func(e *evidence, i int32) uint32 { return e.try(i).sender() },
		faults: []layers{set(layerStanding), refused}, verdict: Blocked, fault: parser.FaultSender,
	},
	{
		name: "sender domain", most: func(e *evidence) int { return len(e.Aggregator.senders.all) - 1 }, of: func(e *evidence, i int32) uint32 { return e.try(i).sender() },
		call: func(e *evidence, v uint32) (Scope, string) {
			return Scope{"sender", e.senderName(v)}, "mail from " + e.senderName(v)
		},
		same: true, faults: []layers{set(layerStanding), refused}, verdict: Blocked, fault: parser.FaultSender,
	},
	{
		name: "address family", most: (*evidence).families, of: family, call: callFamily,
		broad: true, faults: []layers{set(layerConnect), set(layerSession)}, verdict: LocalFault, fault: parser.FaultLocal,
	},
	{
		name: "address family", most: (*evidence).families, of: family, call: callFamily,
		same: true, faults: []layers{set(layerStanding), refused}, verdict: Blocked, fault: parser.FaultSender,
		advice: "It is the address of one family that they object to: until it is mended, send to them over the other.",
	},
	{
		name: "transport", most: func(e *evidence) int { return len(e.hosts.all) - 1 }, of: transportOf,
		call: func(e *evidence, v uint32) (Scope, string) {
			name := transportName(e.hosts.all[v])
			return Scope{"host", name}, "mail through " + name
		},
		same: true, broad: true, faults: []layers{set(layerResolve), set(layerConnect), set(layerSession), refused}, verdict: LocalFault, fault: parser.FaultLocal,
	},
	{
		name: "TLS policy", of: func(e *evidence, i int32) uint32 { return uint32(e.try(i).tls()) },
		call: func(e *evidence, v uint32) (Scope, string) {
			name := [...]string{"", "without TLS", "with opportunistic TLS", "with required TLS"}[v]
			return Scope{"host", e.hostName() + " " + name}, "mail " + name
		},
		same: true, broad: true, faults: []layers{set(layerSession)}, verdict: LocalFault, fault: parser.FaultLocal,
	},
}

func family(e *evidence, i int32) uint32 { return uint32(e.relays.at(e.try(i).relay()).family) }

func callFamily(e *evidence, v uint32) (Scope, string) {
	name := "IPv6"
	if v == 4 {
		name = "IPv4"
	}
	return Scope{"host", e.hostName() + " over " + name}, "mail over " + name
}

const (
	traitOperators = 3   // at least so many operators must refuse what has the trait
	traitBreadth   = 0.7 // of the operators tried with it must fail, where it is one that spares nobody
	contrastMost   = 0.2 // of the trials without it may fail
	contrastOdds   = 8   // times the odds of the trials without it
)

// traits is the test of what failing trials share: before a destination is
// named, is there a sender, an address family, a transport that fails at
// many operators that take everything else?
func (e *evidence) traits() {
	filed, failing := len(e.findings), e.failing()
	for k, s := range look(e, len(traits), func(e *evidence, k int) sharing { return e.sharing(&traits[k], failing) }) {
		t := &traits[k]
		if filed != len(e.findings) { // what was explained meanwhile has no vote
			s = e.sharing(t, e.failing())
		}
		alpha := chance(s.values)
		for n, v := range s.of {
			for _, fault := range t.faults {
				for _, ep := range e.episodes(s.trials[n], fault, alpha) {
					e.shared(t, v, s.trials[n], &ep, fault)
				}
			}
		}
	}
}

// shared files an episode of a trait, if the trials without it show that the
// trait and nothing else makes the difference.
func (e *evidence) shared(t *trait, v uint32, mine []int32, ep *episode, fault layers) {
	ops, around, at := map[uint32]int{}, map[uint32]bool{}, map[uint32]bool{}
	for _, i := range mine[ep.from : ep.to+1] {
		at[e.opOf(i)] = true
		if e.witness(i, fault) == failed {
			ops[e.opOf(i)]++
			if t.within != nil {
				around[t.within(e, i)] = true
			}
		}
	}
	fails, n, tried := 0, 0, map[uint32]bool{}
	for _, i := range e.between(e.firsts, ep.since, ep.until) {
		if t.of(e, i) == v || t.same && ops[e.opOf(i)] == 0 || t.within != nil && !around[t.within(e, i)] {
			continue
		}
		if vt := e.witness(i, fault); vt != abstain {
			n++
			if vt == failed {
				fails++
			} else if vt == passed {
				tried[e.opOf(i)] = true
			}
		}
	}
	if len(ops) < traitOperators || len(tried) < traitOperators || n < 5 || float64(fails) > contrastMost*float64(n) ||
		ratio(ep.fails, ep.n, fails, n) < contrastOdds || t.broad && float64(len(ops)) < traitBreadth*float64(len(at)) {
		return
	}
	has := func(i int32) bool { return t.of(e, i) == v }
	only := merged(filter(e.firsts, has), filter(e.rest, has))
	where := only
	if t.same { // who does not look at it takes the mail as ever
		where = filter(only, func(i int32) bool { return ops[e.opOf(i)] > 0 })
	}
	e.extend(ep, where, fault)
	scope, name := t.call(e, v)
	tail := float64(ep.n) * math.Exp(-ep.score)
	d := e.cover(only, ep.since, ep.until, fault)
	if d.failed == 0 { // it is part of another
		return
	}
	f := Finding{Verdict: t.verdict, Fault: t.fault, Scope: scope, Confidence: confidence(tail),
		Evidence: []Evidence{
			{"shared-trait", ratio(ep.fails, ep.n, fails, n), contrastOdds, sentence("%d of %d messages with one %s fail (%s): %.0f times the odds of the others", ep.fails, ep.n, t.name, name, ratio(ep.fails, ep.n, fails, n))},
			{"operators-failing", float64(len(ops)), traitOperators, sentence("it fails at %d unrelated operators", len(ops))},
			{"contrast", float64(fails) / float64(n), contrastMost, sentence("of %d other messages %s failed so", n, percent(float64(fails)/float64(n)))},
			{"chance", tail, chanceMost, sentence("chance of that by accident: %s", odd(tail))},
		},
	}
	if t.person {
		f.Person = scope.Name
	} else if t.verdict == Blocked {
		e.nameAccount(&f, &d)
	}
	f.Cause = e.topCause(d.causes)
	if f.Person != "" && f.Cause == parser.Content {
		f.Advice = []string{accountAdvice}
	}
	f.Says = sentence("%s fails at %d unrelated operators that take everything else, %s", capital(name), len(ops), e.clock(ep.since, ep.until, ep.ongoing))
	found := e.report(f, d, ep.since, ep.until, ep.ongoing)
	if t.advice != "" {
		found.Advice = append(found.Advice, t.advice)
	}
}

// sharedBySome tells whether a fault that looks like this host's has a trait
// that other mail has not: all mail without it passes meanwhile, or there is
// none, but so much mail with it alone is no accident. Then the trait is the
// fault's scope.
func (e *evidence) sharedBySome(fault layers, since, until int64) bool {
	type score struct{ fails, n int }
	type tried struct{ value, op uint32 }
	firsts, messages := e.between(e.firsts, since, until), map[uint32]bool{}
	for _, i := range firsts {
		if e.witness(i, fault) == failed {
			messages[e.try(i).message] = true
		}
	}
	for k := range traits {
		t := &traits[k]
		if !t.concerns(fault) {
			continue
		}
		by, all, passedAt := map[uint32]score{}, score{}, map[tried]bool{}
		for _, i := range firsts {
			v := t.of(e, i)
			if v == 0 {
				continue
			}
			s := by[v]
			switch e.witness(i, fault) {
			case failed:
				s.fails++
				s.n++
				all.fails++
				all.n++
			case passed:
				s.n++
				all.n++
				passedAt[tried{v, e.opOf(i)}] = true
			}
			by[v] = s
		}
		elsewhere := func(v uint32) int { // operators that took mail without the trait
			ops := map[uint32]bool{}
			for p := range passedAt {
				if p.value != v {
					ops[p.op] = true
				}
			}
			return len(ops)
		}
		for v, s := range by {
			rest := score{all.fails - s.fails, all.n - s.n}
			spares := rest.n >= 5 && s.n >= 5 && float64(rest.fails) <= contrastMost*float64(rest.n) && 2*s.fails >= s.n
			alone := rest.fails == 0 && s.fails >= minimumFails
			if spares && elsewhere(v) >= traitOperators || alone && math.Pow(e.shareOf(k, v), float64(s.fails)) < standingChance {
				return true
			}
		}
	}
	return len(messages) < minimumFails
}

// shareOf is the share of all trials that have a value of a trait. Each trait
// is counted once.
func (e *evidence) shareOf(trait int, v uint32) float64 {
	if e.values == nil {
		e.values = make([]map[uint32]int, len(traits))
	}
	by := e.values[trait]
	if by == nil {
		by = map[uint32]int{}
		for _, i := range e.firsts {
			if v := traits[trait].of(e, i); v != 0 {
				by[v]++
				by[0]++ // all that have one
			}
		}
		e.values[trait] = by
	}
	return float64(by[v]) / float64(by[0])
}

// concerns tells whether a trait can make mail fail at some layers: who sends
// it does not decide whether a connection is made.
func (t *trait) concerns(fault layers) bool {
	return slices.ContainsFunc(t.faults, func(f layers) bool { return f&fault != 0 })
}

// senderName is the name of a sender domain.
func (e *evidence) senderName(v uint32) string { return e.Aggregator.senders.all[v] }
