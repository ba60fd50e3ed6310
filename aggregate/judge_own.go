package aggregate

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"tempfail/parser"
)

// gravity orders the troubles of one time: the first of them present is the
// cause, the others follow from it.
var gravity = []parser.LocalTrouble{
	parser.TroubleDisk, parser.TroubleReadonly, parser.TroubleFiles, parser.TroubleMemory, parser.TroublePolicy, parser.TroubleConfig, parser.TroubleTable,
	parser.TroubleMilter, parser.TroubleFilter, parser.TroubleMailbox, parser.TroubleLogin, parser.TroubleSASL, parser.TroubleRelay, parser.TroubleTLS, parser.TroubleBind,
	parser.TroubleDNS, parser.TroubleNet, parser.TroubleLoop, parser.TroubleLoad, parser.TroubleTransport, parser.TroubleQueue,
	parser.TroubleBounce, parser.TroubleClock, parser.TroubleHeld, parser.TroubleUnknown,
}

// ownWords is the test of what this host says of itself: a line that proves
// a fault of its own needs no statistics.
func (e *evidence) ownWords() {
	var lines []spokenLine
	for _, l := range e.troubles.log {
		if l.strength == parser.Sure {
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(x, y spokenLine) int { return cmp.Compare(x.at, y.at) })
	pause := e.pause()
	lasted := func(x, y *spokenLine) bool { return y.at-x.at <= pause || e.stillFailed(x, y) }
	for _, fault := range ownFaults(lines, lasted) {
		e.ownFault(fault, pause)
	}
	e.ownFailures()
}

// ownFailures are attempts that failed on this host for a reason that it gave
// for each of them, and in no line beside.
func (e *evidence) ownFailures() {
	fault := set(layerOwn)
	if e.fails.in(fault) < minimumFails {
		return
	}
	for _, all := range e.failingAgents(fault) {
		e.agentFailures(all, fault)
	}
}

// failingAgents are the attempts of each delivery agent that failed on this
// host: what leaves through others says nothing of its own work.
func (e *evidence) failingAgents(fault layers) (some [][]int32) {
	all := e.during(0, latestTime)
	fails := make([]int32, len(e.hosts.all))
	for _, i := range all {
		fails[e.try(i).via()] += int32(b2i(fault.has(e.at[i])))
	}
	for via, mine := range groups(len(fails), all, func(i int32) uint32 { return uint32(e.try(i).via()) }) {
		if fails[via] >= minimumFails {
			some = append(some, mine)
		}
	}
	return some
}

// agentFailures files the times in which one agent's attempts failed here.
func (e *evidence) agentFailures(all []int32, fault layers) {
	firsts := filter(all, func(i int32) bool { return e.is(i, flagFirst) })
	for _, ep := range e.episodes(firsts, fault, chanceMost) {
		e.extend(&ep, all, fault)
		tail := float64(ep.n) * math.Exp(-ep.score)
		d := e.cover(all, ep.since, ep.until, fault)
		if d.failed == 0 { // it is part of the one before
			continue
		}
		f := Finding{Verdict: LocalFault, Fault: parser.FaultLocal, Scope: Scope{"host", e.hostName()}, Confidence: confidence(tail),
			Evidence: []Evidence{
				{"failed-here", float64(d.failed), minimumFails, sentence("%d of %d attempts failed on this host, before any other server was at fault", d.failed, d.attempts)},
				{"chance", tail, chanceMost, sentence("chance of that by accident: %s", odd(tail))},
			},
		}
		f.Cause = e.topCause(d.causes)
		if name := e.relayOf(d); f.Cause == parser.RelayAuth && name != "" {
			f.Scope = Scope{"relay", name}
		}
		f.Says = sentence("Deliveries fail on this host itself (%s), %s", words(f.Cause), e.clock(ep.since, ep.until, ep.ongoing))
		e.report(f, d, ep.since, ep.until, ep.ongoing)
	}
}

// pause is how long a fault may be silent and still be the same one: a
// twentieth of the log, within 10 seconds and half an hour.
func (e *evidence) pause() int64 { return min(max((e.end-e.first)/20, 10_000), 1_800_000) }

// ownFault files one fault that the host's own lines prove.
func (e *evidence) ownFault(lines []spokenLine, pause int64) {
	counts, total := map[parser.LocalTrouble]int64{}, int64(0)
	for _, l := range lines {
		counts[l.trouble] += int64(l.count)
		total += int64(l.count)
	}
	first, last, ongoing := lines[0].at, lines[len(lines)-1].at, e.lasts(lines, pause)
	f := Finding{Verdict: LocalFault, Fault: parser.FaultLocal, Scope: Scope{"host", e.hostName()}, Confidence: 0.97}
	host := e.troubles.hostOf(lines)
	if host != "" {
		f.Scope.Name = host
	}
	for _, t := range gravity {
		n := counts[t]
		if n == 0 {
			continue
		}
		if len(f.Evidence) == 0 {
			f.Cause = t.Cause()
			f.Says = sentence(ownSays[t], plural(int(n), "line"), e.clock(first, last, ongoing))
			if host != "" && len(e.hostNames()) > 1 {
				f.Says += ", on " + host
			}
		}
		if len(f.Evidence) == 0 || 10*n >= total { // one that follows may be one of its own
			f.Advice = append(f.Advice, dialects[e.troubles.mtaOf(lines, t)].in(ownAdvice[t]))
		}
		if s := e.troubles.sample(lines, t); !slices.Contains(f.Samples, s) {
			f.Samples = append(f.Samples, s)
		}
		f.Evidence = append(f.Evidence, Evidence{Name: "own-lines-" + t.String(), Value: float64(n), Threshold: 1,
			Says: sentence("%s of this host: %s", plural(int(n), "line"), ownNames[t])})
	}
	f.Samples = f.Samples[:min(len(f.Samples), 2)]
	d := e.ownDuty(first, last, pause/4, counts[parser.TroubleRelay] > 0)
	few := total < minimumFails || total <= momentLines && last-first <= moment
	if few && d.failed < minimumFails && e.slight(lines, d.failed) {
		return // a daemon was restarted, a connection was lost: the line stands among what this host says
	}
	e.describe(&d)
	e.explain(&d)
	if name := e.relayOf(d); counts[parser.TroubleSASL]+counts[parser.TroubleRelay] > 0 && name != "" {
		f.Scope = Scope{"relay", name}
	}
	if d.failed > 0 {
		f.Evidence = append(f.Evidence, Evidence{Name: "failed-here", Value: float64(d.failed), Threshold: 1,
			Says: sentence("%s failed on this host, before any other server was at fault", plural(int(d.failed), "attempt"))})
	}
	e.report(f, d, first, last, ongoing)
}

// ownDuty is the attempts of a time that failed on this host, and those that
// failed so within a tail after it; relay tells that it says so of the relay
// that it sends by, whose name it may not find.
func (e *evidence) ownDuty(since, last, tail int64, relay bool) duty {
	own := set(layerOwn)
	d := e.dutyOf(e.during(since, last+tail), since, last+tail, own|unfound)
	d.mine = filter(d.mine, func(i int32) bool { return own.has(e.at[i]) || relay && e.byName(i) != "" })
	d.failed = int64(len(d.mine))
	after := e.dutyOf(e.during(last+1000, last+tail), last+1000, last+tail, own|unfound)
	d.attempts -= after.attempts - after.failed // what passed when it was over is no attempt of it
	return d
}

// So few lines within so short a time, in milliseconds, are a moment's fault: of
// a host that starts, or of a service that is restarted.
const (
	momentLines = 10
	moment      = 60_000
)

// grave are troubles that one line proves.
var grave = map[parser.LocalTrouble]bool{parser.TroubleDisk: true, parser.TroubleReadonly: true, parser.TroubleQueue: true, parser.TroubleClock: true}

// slight tells whether a few lines prove no fault: no daemon ended with them,
// and no delivery failed, or only one to a domain whose mail exchanger is named
// as this host, which its owner has done (parked domains do).
func (e *evidence) slight(lines []spokenLine, failed int64) bool {
	return !slices.ContainsFunc(lines, func(l spokenLine) bool {
		return grave[l.trouble] || failed > 0 && l.trouble != parser.TroubleLoop || strings.HasPrefix(e.troubles.texts.text(l.text), "fatal:")
	})
}

// relayOf names the relay that the attempts of a duty failed at, when it is
// one.
func (e *evidence) relayOf(d duty) string {
	name := ""
	for n, i := range d.mine {
		host := e.relays.at(e.try(i).relay()).name()
		if e.try(i).relay() == 0 || n > 0 && host != name {
			return ""
		}
		name = host
	}
	return name
}

// hostName is the name of the host whose log this is.
func (e *evidence) hostName() string {
	switch names := e.hostNames(); len(names) {
	case 0:
		return "this host"
	case 1:
		return names[0]
	}
	return "this fleet"
}
