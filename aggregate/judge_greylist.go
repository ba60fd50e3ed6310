package aggregate

import (
	"slices"

	"tempfail/parser"
)

// greylists is the test of greylisting, by behaviour: the first contact is
// refused, and a later try of the same recipient accepted (RFC 6647). Where
// the replies do not say so, refused first contacts and accepted later tries
// must alternate, which they do not in an outage, and no try may fail later
// than others pass, which they do when failures are random.
func (e *evidence) greylists() {
	e.greylistsOf(e.chains.byOp, e.opFirsts, e.opRest)
	e.greylistsOf(e.chains.byDest, e.deFirsts, e.deRest)
	e.newcomers(e.chains.byOp)
	e.chains, e.met, e.refused = chains{}, nil, nil
}

// greylistsOf looks at all operators, or at all destinations.
func (e *evidence) greylistsOf(chains [][]chain, firsts, rest [][]int32) {
	found := look(e, len(chains), func(e *evidence, n int) (some bool) {
		e.greylist(chains[n], firsts[n], rest[n], func([]contact, []int32, bool) { some = true })
		return some
	})
	for n, some := range found {
		if some {
			e.greylist(chains[n], firsts[n], rest[n], e.greylisted)
		}
	}
}

// maybeGreylist are the layers at which greylisting shows, with and without
// the word.
var maybeGreylist = set(layerGreylist, layerServer, layerHouse)

// rareContacts: who refuses fewer than one attempt in so many is no
// greylister that could be told from chance without the word.
const rareContacts = 20

// greylist looks at those whom one operator or destination refused: at all
// refusals with the word, and at each kind of reply without it. firsts and rest
// are the attempts there. What greylists is filed.
func (e *evidence) greylist(chains []chain, firsts, rest []int32, file func(cs []contact, mine []int32, worded bool)) {
	n := len(firsts) + len(rest)
	worded, rows := e.refusals(chains, n)
	if worded >= minimumFails {
		cs, mine := e.contacts(chains, func(i int32) bool { return e.at[i] == layerGreylist })
		if len(cs) >= minimumFails && passedOf(cs) > 0 && e.mostlyPass(cs) {
			file(cs, mine, true)
		}
	}
	if len(rows) == 0 {
		return
	}
	with := e.byReply(chains, rows)
	for k, row := range rows {
		cs, mine := e.contacts(with[k], e.saying(row))
		if len(cs) <= minimumFails || rareContacts*len(cs) < n || !e.welcomed(cs) {
			continue
		}
		if all := merged(firsts, rest); e.turns(all, cs) && 2*len(cs) >= e.pairs(all) {
			file(cs, mine, false)
		}
	}
}

// refusals counts those with the word, and tells which replies without it were
// given so often that they may be greylisting; all is how many attempts there
// were.
func (e *evidence) refusals(chains []chain, all int) (worded int, rows []uint16) {
	var plain []uint32 // replies; the lowest bit tells that it failed on this host
	for _, c := range chains {
		for _, i := range e.chains.of(c) {
			switch l := e.at[i]; {
			case l == layerNone || e.explained[i]:
			case l == layerGreylist:
				worded++
			case maybeGreylist.has(l) || l == layerOwn:
				plain = append(plain, uint32(e.try(i).reply())<<1|uint32(b2i(l == layerOwn)))
			}
		}
	}
	slices.Sort(plain)
	for len(plain) > 0 {
		row, n, own := plain[0]>>1, 0, 0
		for ; n < len(plain) && plain[n]>>1 == row; n++ {
			own += int(plain[n] & 1)
		}
		if n-own > minimumFails && rareContacts*n >= all {
			rows = append(rows, uint16(row))
		}
		plain = plain[n:]
	}
	return worded, rows
}

// byReply gathers, for some kinds of reply, the chains in which each was given.
func (e *evidence) byReply(chains []chain, rows []uint16) [][]chain {
	with := make([][]chain, len(rows))
	for _, c := range chains {
		for _, i := range e.chains.of(c) {
			if e.at[i] == layerNone {
				continue
			}
			k, ok := slices.BinarySearch(rows, e.try(i).reply())
			if !ok {
				continue
			}
			if w := with[k]; len(w) == 0 || w[len(w)-1] != c {
				with[k] = append(w, c)
			}
		}
	}
	return with
}

// greylisted files a destination that greylists; mine are its refusals.
func (e *evidence) greylisted(cs []contact, mine []int32, worded bool) {
	scope := e.scopeOf(cs)
	since, until := cs[0].first, int64(0)
	var waits []int64
	late := 0
	for _, c := range cs {
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
	slices.Sort(mine)
	d := e.cover(mine, since, until, maybeGreylist)
	e.report(f, d, since, until, false)
}

// scopeOf is the destination of some contacts, or the operator of several.
func (e *evidence) scopeOf(cs []contact) Scope {
	first := e.try(cs[0].refusal).dest()
	for _, c := range cs {
		if e.try(c.refusal).dest() != first {
			return e.manyScope(cs)
		}
	}
	return Scope{"destination", e.dests.all[first]}
}

func (e *evidence) manyScope(cs []contact) Scope {
	op := e.opOf(cs[0].refusal)
	for _, c := range cs {
		if e.opOf(c.refusal) != op {
			return Scope{"host", e.hostName()}
		}
	}
	return Scope{"provider", e.ops.all[op]}
}

// greylisters names who greylists, for a sentence.
func (e *evidence) greylisters(scope Scope, cs []contact) string {
	if scope.Kind != "host" {
		return scope.Name + " greylists"
	}
	dests := map[uint32]bool{}
	for _, c := range cs {
		dests[e.try(c.refusal).dest()] = true
	}
	return sentence("%d destinations greylist alike", len(dests))
}
