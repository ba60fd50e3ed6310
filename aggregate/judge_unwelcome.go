package aggregate

import (
	"maps"
	"math"

	"tempfail/parser"
)

// unwelcomeLeast is how many messages of one sender an operator must object to,
// while it takes those of others.
const unwelcomeLeast = 6

// unwelcome is the test of one sender whom one operator does not want: a domain
// whose records do not fit (DMARC), an address that is known for spam. It is a
// small part of what the operator gets from here, and all of the sender's.
func (e *evidence) unwelcome() {
	e.unwelcomeBy(func(e *evidence, i int32) uint32 { return e.try(i).sender() }, func(v uint32) (name, person string) {
		return e.senderName(v), ""
	})
	e.unwelcomeBy(func(e *evidence, i int32) uint32 { return e.try(i).from }, func(v uint32) (name, person string) {
		name = e.people.name(v)
		return name, name
	})
}

// unwelcomeBy looks at senders by what tells them apart.
func (e *evidence) unwelcomeBy(of func(e *evidence, i int32) uint32, call func(v uint32) (name, person string)) {
	found := look(e, len(e.opFirsts), func(e *evidence, op int) []refusedSender {
		if e.dead[op] || e.opFails[op].in(set(layerStanding)) < unwelcomeLeast {
			return nil
		}
		return e.refusedAt(uint32(op), of)
	})
	for op, some := range found {
		for _, s := range some {
			name, person := call(s.value)
			all := filter(e.opAll(uint32(op)), func(i int32) bool { return of(e, i) == s.value })
			e.extend(&s.episode, all, set(layerStanding))
			e.reportUnwelcome(uint32(op), &s, all, name, person)
		}
	}
}

// refusedAt are the senders that an operator objects to. Those of many domains
// are forwarded mail, or it is an opinion of this host: see standing.
func (e *evidence) refusedAt(op uint32, of func(e *evidence, i int32) uint32) (found []refusedSender) {
	fault, fails := set(layerStanding), map[uint32]int{}
	trials := e.opFirsts[op]
	for _, i := range trials {
		if e.vote(i, fault) == failed { // asked first: to look at an attempt is to wait for it
			fails[of(e, i)]++
		}
	}
	maps.DeleteFunc(fails, func(v uint32, n int) bool { return v == 0 || n < unwelcomeLeast })
	if len(fails) == 0 {
		return nil
	}
	mine := map[uint32][]int32{}
	for _, i := range trials {
		if v := of(e, i); fails[v] > 0 {
			mine[v] = append(mine[v], i)
		}
	}
	senders, all := 0, e.tallies(trials, fault)
	for _, v := range sortedKeys(mine) {
		its, before := e.tallies(mine[v], fault), len(found)
		for _, ep := range e.episodes(mine[v], fault, chance(len(fails))) {
			from, to := e.before(ep.since), e.before(ep.until+1)
			passedN, failedN := all.in(trials, from, to)
			itsPassed, itsFailed := its.in(mine[v], from, to)
			passedN, failedN = passedN-itsPassed, failedN-itsFailed
			if ep.fails >= unwelcomeLeast && ep.share() >= fullShare && passedN >= minimumFails && float64(failedN) <= contrastMost*float64(passedN+failedN) {
				found = append(found, refusedSender{v, ep, passedN, failedN})
			}
		}
		if senders += b2i(len(found) > before); senders >= forwardedLeast {
			return nil
		}
	}
	return found
}

// tallies are the trials before each of some that passed, and that failed.
type tallies struct{ passed, failed []int32 }

func (e *evidence) tallies(trials []int32, fault layers) (t tallies) {
	t.passed, t.failed = make([]int32, len(trials)+1), make([]int32, len(trials)+1)
	for n, i := range trials {
		v := e.vote(i, fault)
		t.passed[n+1] = t.passed[n] + int32(b2i(v == passed))
		t.failed[n+1] = t.failed[n] + int32(b2i(v == failed))
	}
	return t
}

// in counts those of the trials between two places in the order of time.
func (t *tallies) in(trials []int32, from, to int32) (passedN, failedN int) {
	first, last := places(trials, from, to)
	return int(t.passed[last] - t.passed[first]), int(t.failed[last] - t.failed[first])
}

// refusedSender is a time in which an operator refused one sender's mail, and
// how it met that of others.
type refusedSender struct {
	value uint32
	episode
	passedN, failedN int
}

// reportUnwelcome files a sender, all of whose attempts at an operator are
// given.
func (e *evidence) reportUnwelcome(op uint32, s *refusedSender, all []int32, name, person string) {
	ep, others := &s.episode, s.passedN+s.failedN
	d := e.dutyOf(all, ep.since, ep.until, set(layerStanding))
	if e.describe(&d); d.messages < unwelcomeLeast || name == "" {
		return
	}
	e.explain(&d)
	tail := float64(ep.n) * math.Exp(-ep.score)
	f := Finding{Verdict: Blocked, Fault: parser.FaultSender, Scope: Scope{"sender", name}, Person: person, Confidence: confidence(tail),
		Evidence: []Evidence{
			{"messages-refused", ep.share(), fullShare, sentence("%d of %d messages of this sender to %s were refused", ep.fails, ep.n, e.ops.all[op])},
			{"contrast", float64(s.failedN) / float64(others), contrastMost, sentence("of %d messages of others there, %d were refused so", others, s.failedN)},
			{"chance", tail, chanceMost, sentence("chance of that by accident: %s", odd(tail))},
		},
	}
	f.Cause = e.topCause(d.causes)
	f.Says = sentence("%s refuses mail from %s (%s), and takes that of others from here, %s", e.commonScope(all).Name, name, words(f.Cause), e.clock(ep.since, ep.until, ep.ongoing))
	e.report(f, d, ep.since, ep.until, ep.ongoing)
}
