package aggregate

import (
	"slices"

	"tempfail/parser"
)

// contact is how one recipient of one message fared at a destination that
// refused it at first.
type contact struct {
	first, last int64 // the first and the last refusal
	passed      int64 // when it was accepted; 0 for not yet
	fails       []int32
}

// greylists is the test of greylisting, by behaviour: the first contact is
// refused, and a later try of the same recipient accepted (RFC 6647). Where
// the replies do not say so, refused first contacts and accepted later tries
// must alternate, which they do not in an outage, and no try may fail later
// than others pass, which they do when failures are random.
func (e *evidence) greylists() {
	for op, all := range e.opAll {
		if len(e.opFirsts[op]) > 0 {
			e.greylist(all)
		}
	}
	for _, all := range e.deAll[1:] {
		e.greylist(all)
	}
	e.newcomers()
}

const (
	newcomerOperators = 3   // must greylist alike
	newcomerFresh     = 0.9 // of those they refuse must be new to them
)

// newcomers is the test of greylisting by many who get little mail each, as a
// newsletter to new domains meets it: they refuse with the same words those
// that they never met, pass them later, and meanwhile others take mail.
func (e *evidence) newcomers() {
	by := map[uint32][]int32{}
	for i := range e.trials {
		if l := e.at[i]; e.by[i] == 0 && maybeGreylist.has(l) && e.replies.rows[e.trials[i].reply].origin == parser.Remote {
			by[e.trials[i].reply] = append(by[e.trials[i].reply], int32(i))
		}
	}
	for _, row := range sortedKeys(by) {
		if len(by[row]) <= minimumFails {
			continue
		}
		ops := map[uint32]bool{}
		for _, i := range by[row] {
			ops[e.op[i]] = true
		}
		if len(ops) < newcomerOperators {
			continue
		}
		var all []int32
		for op := range ops {
			all = append(all, e.opAll[op]...)
		}
		slices.Sort(all)
		cs, fresh := e.contacts(all, func(i int32) bool { return e.at[i] != layerNone && e.trials[i].reply == row })
		if len(cs) > minimumFails && 2*len(cs) >= fresh && e.welcomed(cs) && e.metBefore(all, cs) <= (1-newcomerFresh)*float64(len(cs)) && e.othersPass(ops, cs) {
			e.greylisted(all, cs, false)
		}
	}
}

// metBefore counts the refused whom the receiver had accepted before.
func (e *evidence) metBefore(all []int32, cs []*contact) (n float64) {
	type pair struct{ sender, recipient uint32 }
	accepted := map[pair]int64{}
	for _, i := range all {
		t := &e.trials[i]
		if k := (pair{t.sender, t.recipient}); e.at[i] == layerNone && accepted[k] == 0 {
			accepted[k] = t.at
		}
	}
	for _, c := range cs {
		t := &e.trials[c.fails[0]]
		if when := accepted[pair{t.sender, t.recipient}]; when != 0 && when < c.first {
			n++
		}
	}
	return n
}

// othersPass tells whether operators that do not refuse so took mail meanwhile.
func (e *evidence) othersPass(refusing map[uint32]bool, cs []*contact) bool {
	since, until := cs[0].first, cs[len(cs)-1].last
	passing := map[uint32]bool{}
	for _, i := range e.firsts {
		if t := e.time(i); t >= since && t <= until && e.at[i] == layerNone && !refusing[e.op[i]] {
			passing[e.op[i]] = true
		}
	}
	return len(passing) >= newcomerOperators
}

// maybeGreylist are the layers at which greylisting shows, with and without
// the word.
var maybeGreylist = set(layerGreylist, layerServer, layerHouse)

// greylist looks at the attempts of one operator or destination: at all
// refusals with the word, and at each kind of reply without it.
func (e *evidence) greylist(all []int32) {
	worded, plain := 0, map[uint32]int{}
	for _, i := range all {
		switch {
		case e.by[i] != 0 || !maybeGreylist.has(e.at[i]):
		case e.at[i] == layerGreylist:
			worded++
		default:
			plain[e.trials[i].reply]++
		}
	}
	if worded >= minimumFails {
		cs, _ := e.contacts(all, func(i int32) bool { return e.at[i] == layerGreylist })
		if len(cs) >= minimumFails && passedOf(cs) > 0 {
			e.greylisted(all, cs, true)
		}
	}
	for _, row := range sortedKeys(plain) {
		if plain[row] <= minimumFails {
			continue
		}
		cs, fresh := e.contacts(all, func(i int32) bool { return e.at[i] != layerNone && e.trials[i].reply == row })
		if len(cs) > minimumFails && 2*len(cs) >= fresh && e.alternates(all, cs) {
			e.greylisted(all, cs, false)
		}
	}
}

// contacts follows every recipient who was refused so at a destination and
// had not been accepted before. fresh counts the pairs of sender and
// recipient met for the first time.
func (e *evidence) contacts(all []int32, refused func(i int32) bool) (out []*contact, fresh int) {
	type who struct{ message, recipient uint32 }
	at := map[who]*contact{}
	known := map[who]bool{}
	for _, i := range all {
		if e.by[i] != 0 {
			continue
		}
		t := &e.trials[i]
		k := who{t.message, t.recipient}
		if pair := (who{t.sender, t.recipient}); !known[pair] {
			known[pair] = true
			fresh++
		}
		c := at[k]
		switch {
		case refused(i):
			if c == nil {
				c = &contact{first: t.at}
				at[k] = c
				out = append(out, c)
			}
			c.last = t.at
			c.fails = append(c.fails, i)
		case c != nil && c.passed == 0 && (e.at[i] == layerNone || e.at[i] > layerServer && e.at[i] != layerOwn):
			c.passed = t.at // accepted, or refused for what comes after greylisting
		}
	}
	return out, fresh
}

func passedOf(cs []*contact) (n int) {
	for _, c := range cs {
		if c.passed > 0 {
			n++
		}
	}
	return n
}

// alternates tells greylisting without the word from an outage and from
// chance.
func (e *evidence) alternates(all []int32, cs []*contact) bool {
	return e.welcomed(cs) && e.turns(all, cs)
}

// welcomed tells whether nearly all who were refused were accepted later, and
// none refused again after the time in which others passed.
func (e *evidence) welcomed(cs []*contact) bool {
	delay := learned(cs)
	if delay == 0 {
		return false
	}
	late, due, through := 0, 0, 0
	for _, c := range cs {
		late += b2i(c.last-c.first >= delay)
		through += b2i(c.passed > 0)
		due += b2i(c.passed > 0 || e.end-c.first > 4*delay)
	}
	// A few refusals by chance come later than the greylister's delay; in a
	// partial outage as many retries fail as first attempts.
	return 10*late <= 3*len(cs) && 10*through >= 9*due
}

// turns tells whether refused first contacts and accepted later tries
// alternate: in an outage nothing is accepted between two refusals.
func (e *evidence) turns(all []int32, cs []*contact) bool {
	turns, pass := 0, false
	refusal := map[int32]bool{}
	for _, c := range cs {
		refusal[c.fails[0]] = true
	}
	for _, i := range all {
		if refusal[i] {
			if pass {
				turns++
			}
			pass = false
		} else if e.at[i] == layerNone && !e.trials[i].is(flagFirst) {
			pass = true
		}
	}
	return turns >= 2 && 4*turns >= len(cs)
}

// learned is the time in milliseconds after which refused contacts pass: nine
// of ten of those that passed had waited so long. The shortest wait would be
// that of a chance failure now and then.
func learned(cs []*contact) int64 {
	var waits []int64
	for _, c := range cs {
		if c.passed > 0 {
			waits = append(waits, c.passed-c.first)
		}
	}
	if len(waits) == 0 {
		return 0
	}
	slices.Sort(waits)
	return waits[len(waits)/10]
}

// greylisted files a destination that greylists.
func (e *evidence) greylisted(all []int32, cs []*contact, worded bool) {
	scope := e.scopeOf(cs)
	mine := map[int32]bool{}
	since, until := cs[0].first, int64(0)
	var waits []int64
	late := 0
	for _, c := range cs {
		for _, i := range c.fails {
			mine[i] = true
		}
		since, until = min(since, c.first), max(until, c.last)
		if c.passed > 0 {
			waits = append(waits, c.passed-c.first)
		} else if e.end-c.first > 4*3600*1000 {
			late++
		}
	}
	slices.Sort(waits)
	passed, n := len(waits), len(cs)
	median := waits[passed/2]
	f := Finding{Verdict: Greylisting, Fault: parser.FaultPolicy, Cause: parser.Greylist, Scope: scope,
		Confidence: 0.6 + 0.39*float64(passed)/float64(n),
		Evidence: []Evidence{
			{"passed-on-retry", float64(passed) / float64(n), 0.5, sentence("%d of %d recipients refused at first contact were accepted on a later try", passed, n)},
			{"learned-delay", float64(learned(cs)) / 1000, 0, sentence("they pass after %s, usually after %s", span(learned(cs)), span(median))},
		},
		Says: sentence("%s: %d recipients were refused at first contact and %d accepted later, after %s usually", e.greylisters(scope, cs), n, passed, span(median)),
	}
	if !worded {
		f.Evidence = append(f.Evidence, Evidence{"wording", 0, 1, "the replies do not say greylisting; refusals and acceptances alternate as greylisting makes them"})
	}
	if late > 0 {
		f.Against = append(f.Against, Evidence{"late", float64(late), 1, sentence("%d wait for more than 4 hours: their retries come too late or from another address", late)})
	}
	d := e.cover(all, since, max(until, e.end), maybeGreylist, e.next(), func(i int32) bool { return mine[i] })
	e.report(f, d, since, until, false)
}

// scopeOf is the destination of some contacts, or the operator of several.
func (e *evidence) scopeOf(cs []*contact) Scope {
	first := e.trials[cs[0].fails[0]].dest
	for _, c := range cs {
		if e.trials[c.fails[0]].dest != first {
			return e.manyScope(cs)
		}
	}
	return Scope{"destination", e.dests.all[first]}
}

func (e *evidence) manyScope(cs []*contact) Scope {
	op := e.op[cs[0].fails[0]]
	for _, c := range cs {
		if e.op[c.fails[0]] != op {
			return Scope{"host", e.hostName()}
		}
	}
	return Scope{"provider", e.ops.all[op]}
}

// greylisters names who greylists, for a sentence.
func (e *evidence) greylisters(scope Scope, cs []*contact) string {
	if scope.Kind != "host" {
		return scope.Name + " greylists"
	}
	dests := map[uint32]bool{}
	for _, c := range cs {
		dests[e.trials[c.fails[0]].dest] = true
	}
	return sentence("%d destinations greylist alike", len(dests))
}
