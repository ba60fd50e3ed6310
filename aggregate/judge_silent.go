package aggregate

import (
	"cmp"
	"slices"
	"strings"

	"tempfail/parser"
)

// So many destinations that took nothing in the whole log are told in one: names
// that are wrong, gone or abandoned are part of every list, and one by one they
// hide what is down. Those that answer may be down for once, unless they are
// very many.
const (
	manySilent   = 4
	manyRefusing = 20
	knownShare   = 100 // one message in so many is for a name that is known well, and right
)

// silent is a destination that took nothing in the whole log, and was not
// reached, or got little.
type silent struct {
	duty    duty
	reached bool
	report  func() // by itself
}

// orSilent keeps a failure of a destination for reportSilent, or reports it.
func (e *evidence) orSilent(dest uint32, f *failure, report func()) {
	took := func(i int32) bool { return e.at[i] == layerNone }
	if f.slight || slices.ContainsFunc(e.deFirsts[dest], took) || slices.ContainsFunc(e.deRest[dest], took) {
		report()
		return
	}
	reached := e.everReached(e.deAll(dest))
	known := len(f.duty.recipients) >= aliveLeast // no list has a wrong name so often
	if known && !reached {
		known = knownShare*len(e.deFirsts[dest]) >= len(e.firsts)
	}
	if known {
		report()
		return
	}
	e.explain(&f.duty)
	e.silent = append(e.silent, silent{f.duty, reached, report})
}

// reportSilent reports the destinations that took nothing: each, if they are
// few.
func (e *evidence) reportSilent() {
	var all []silent
	count := map[bool]map[uint32]bool{true: {}, false: {}} // those that were reached, and those that were not; some had several times
	for _, s := range e.silent {
		count[s.reached][s.duty.dests[0]] = true
	}
	for _, s := range e.silent {
		if !s.reached && len(count[false]) >= manySilent || s.reached && len(count[true]) >= manyRefusing {
			all = append(all, s)
		} else {
			s.report()
		}
	}
	if e.silent = nil; len(all) > 0 {
		e.reportTogether(all)
	}
}

// reportTogether files destinations that took nothing as one finding.
func (e *evidence) reportTogether(all []silent) {
	slices.SortStableFunc(all, func(x, y silent) int { return cmp.Compare(len(y.duty.recipients), len(x.duty.recipients)) })
	var names []string
	var mine []int32
	for _, s := range all {
		if name := e.dests.all[s.duty.dests[0]]; len(names) < 3 && !slices.Contains(names, name) {
			names = append(names, name)
		}
		mine = append(mine, s.duty.mine...)
	}
	slices.Sort(mine)
	since, until := e.time(mine[0]), e.time(mine[len(mine)-1])
	d := duty{since: since, until: until, attempts: int64(len(mine)), mine: mine, failed: int64(len(mine))}
	e.describe(&d)
	f := Finding{Verdict: RecipientTrouble, Fault: parser.FaultRecipient, Scope: Scope{"host", e.hostName()}, Confidence: 0.6,
		Evidence: []Evidence{
			{"destinations-silent", float64(len(d.dests)), manySilent, sentence("%d destinations took none of %d messages in the whole log", len(d.dests), d.messages)},
		},
		Says: sentence("%d destinations took nothing in the whole log (%s, ...): wrong names, or abandoned ones; %d recipients", len(d.dests), strings.Join(names, ", "), len(d.recipients)),
		Advice: []string{
			"Look through their names: correct or remove those that are wrong or gone.",
			"If many of them are well known, look whether this host is refused as a whole.",
		},
	}
	f.Cause = e.topCause(d.causes)
	e.report(f, d, since, until, false)
}
