package aggregate

import (
	"slices"
	"strings"

	"tempfail/parser"
)

// stuckAt are the layers at which mail for a destination gets stuck: all but
// those of one mailbox, of one message and of this host.
var stuckAt = set(layerResolve, layerConnect, layerSession, layerServer, layerGreylist, layerRate, layerStanding, layerHouse)

// Bounds of the test of destinations that let nothing pass.
const (
	stuckLeast = 3               // messages must wait for a destination that ever answered,
	stuckDead  = 5               // or for one that may not exist,
	stuckTries = 2               // and be tried so often each,
	stuckFor   = 3600 * 1000     // for so long, in milliseconds,
	stuckLong  = 4 * 3600 * 1000 // or so long where it may not exist, or greylists

	manyGreylists = 3 // destinations, none of which lets pass, greylist what they see of this host
)

// stuck is the test of destinations that have too little mail for the others,
// and take none of it: message after message waits, try after try. Retries are
// no witness of chance, since each is of a message that failed before; but in
// an hour or more one of them would pass.
func (e *evidence) stuck() {
	var grey []failure
	for d := 1; d < len(e.held); d++ {
		f, ok := e.stuckContacts(uint32(d))
		if !ok {
			f, ok = e.stuckFor(uint32(d))
		}
		switch {
		case !ok:
		case e.topCause(f.duty.causes) == parser.Greylist:
			grey = append(grey, f)
		default:
			e.orSilent(uint32(d), &f, func() { e.reportStuck(Scope{"destination", e.dests.all[d]}, f) })
		}
	}
	e.reportSilent()
	if len(grey) >= manyGreylists {
		e.reportGreylisted(Scope{"host", e.hostName()}, grey)
		return
	}
	for _, f := range grey {
		e.reportGreylisted(Scope{"destination", e.dests.all[f.duty.dests[0]]}, []failure{f})
	}
}

// stuckFor looks at what a destination did since it took mail last.
func (e *evidence) stuckFor(dest uint32) (f failure, stuck bool) {
	if len(e.held[dest]) < stuckLeast {
		return f, false
	}
	all := e.deAll(dest)
	from := len(all)
	for from > 0 && e.at[all[from-1]] != layerNone {
		from--
	}
	bounce := e.Aggregator.senders.number("<>") // to senders that may be forged
	f.duty = e.dutyOf(filter(all[from:], func(i int32) bool { s := e.try(i).sender(); return s == 0 || s != bounce }), 0, latestTime, stuckAt)
	if f.duty.failed < stuckTries*stuckLeast {
		return f, false
	}
	e.describe(&f.duty)
	mine := f.duty.mine
	f.since, f.until = e.time(mine[0]), e.time(mine[len(mine)-1])
	f.duty.since, f.duty.until = f.since, f.until
	least, long := stuckLeast, int64(stuckFor)
	if !e.everReached(all) {
		least, long = stuckDead, stuckLong
	}
	if e.topCause(f.duty.causes) == parser.Greylist {
		long = max(stuckLong, 2*e.statedDelay(f.duty.causes))
	}
	waiting, _, _ := e.recoveryOf(&f.duty)
	if e.addressees(mine) < 2 { // it is that mailbox
		return f, false
	}
	stuck = f.duty.messages >= least && int(waiting) >= least && f.duty.failed >= int64(stuckTries*len(f.duty.recipients)) && f.until-f.since >= long
	return f, stuck
}

// stuckContacts looks for recipients whom a destination greylists, try after
// try, while it takes mail of those whom it knows: their retries come too late
// for its window, or from other addresses.
func (e *evidence) stuckContacts(dest uint32) (f failure, stuck bool) {
	waits := map[uint64]bool{}
	for _, h := range e.held[dest] {
		if h.cause == parser.Greylist && h.attempts > stuckTries && h.last-h.since >= stuckLong {
			waits[h.key()] = true
		}
	}
	refused := 0
	for _, i := range e.byDest[dest] {
		if s := &e.spells[i]; s.cause == parser.Greylist {
			refused++
			f.passed += b2i(s.how == spellDelivered)
		}
	}
	if len(waits) < stuckLeast || 2*len(waits) < refused {
		return f, false
	}
	mine := filter(e.deAll(dest), func(i int32) bool {
		t := e.try(i)
		return e.at[i] == layerGreylist && waits[t.key()]
	})
	f.duty = e.dutyOf(mine, 0, latestTime, stuckAt)
	mine = f.duty.mine
	if len(mine) == 0 || e.addressees(mine) < stuckLeast {
		return f, false
	}
	e.describe(&f.duty)
	f.since, f.until = e.time(mine[0]), e.time(mine[len(mine)-1])
	return f, f.until-f.since >= 2*e.statedDelay(f.duty.causes)
}

// addressees counts the addresses that some attempts were for. Where the log
// names the domain or the host alone, each message is for somebody else.
func (e *evidence) addressees(some []int32) int {
	to := make([]uint32, len(some))
	for n, i := range some {
		t := e.try(i)
		if to[n] = t.recipient; e.nobody(t.recipient) {
			to[n] = ^t.message
		}
	}
	return len(distinct(to))
}

// nobody tells whether a recipient stands for all at a domain, or behind a host,
// since the log names nobody.
func (e *evidence) nobody(recipient uint32) bool {
	return strings.HasPrefix(e.people.name(recipient), "@")
}

// neverReached is against an outage: there may be nothing that is down.
var neverReached = Evidence{"reached", 0, 1, "its servers were not reached in this log: the name may be wrong, or nobody is there any more"}

// reportStuck files a destination that takes nothing. Whose fault it is only
// the others can tell.
func (e *evidence) reportStuck(scope Scope, fail failure) {
	d := fail.duty
	e.explain(&d)
	f := Finding{Verdict: Unclear, Fault: parser.FaultUnknown, Scope: scope, Cause: e.topCause(d.causes), Confidence: 0.6,
		Evidence: []Evidence{
			{"taken", 0, 1, sentence("nothing was taken since: all %d tries failed, %d messages", d.failed, d.messages)},
		},
	}
	passedN, failedN, operators := e.control.others(e, e.opOf(d.mine[0]), fail.since, fail.until)
	control := othersPassing(operators, passedN, failedN)
	reached := e.everReached(e.deAll(d.dests[0]))
	if operators >= 3 && passedN >= 3*failedN && reached && down.has(layerOf[f.Cause]) {
		f.Verdict, f.Fault = RemoteOutage, parser.FaultRemote
		f.Evidence = append(f.Evidence, control)
	} else {
		f.Against = append(f.Against, control)
	}
	if !reached {
		f.Against = append(f.Against, neverReached)
	}
	f.Says = sentence("%s takes nothing: %d messages wait (%s), %s", scope.Name, d.messages, f.Cause.Means(), e.clock(fail.since, fail.until, true))
	e.report(f, d, fail.since, fail.until, true)
}

// reportGreylisted files those who delay first contacts, and let no later try
// pass.
func (e *evidence) reportGreylisted(scope Scope, all []failure) {
	var mine []int32
	passed, some, since, until := 0, false, int64(latestTime), int64(0)
	for _, f := range all {
		mine = append(mine, f.duty.mine...)
		passed += f.passed
		some = some || slices.ContainsFunc(e.between(e.deAll(f.duty.dests[0]), f.since, f.until), func(i int32) bool { return e.at[i] == layerNone })
		since, until = min(since, f.since), max(until, f.until)
	}
	slices.Sort(mine)
	d := e.cover(mine, since, until, stuckAt)
	who := scope.Name + " greylists"
	if len(all) > 1 {
		who = sentence("%d destinations greylist", len(all))
	}
	f := Finding{Verdict: Unclear, Fault: parser.FaultUnknown, Scope: scope, Cause: parser.Greylist, Confidence: 0.6,
		Evidence: []Evidence{
			{"passed-on-retry", 0, 0.5, sentence("none of %d recipients was accepted on a later try, of %d tries", len(d.recipients), d.failed)},
		},
		Advice: []string{
			"See that retries leave from the address of the first try: who greylists waits for the same one. A pool of addresses, or IPv4 and IPv6 in turn, begins anew each time.",
			"See that retries come within their window, often 5 minutes to some hours; then ask their postmaster to allow this host.",
		},
		Says: sentence("%s and lets nothing pass: %d messages wait, %s", who, d.messages, e.clock(since, until, true)),
	}
	if len(all) > 1 {
		f.Says = sentence("%s and let nothing pass: %d messages wait, %s", who, d.messages, e.clock(since, until, true))
	}
	if n := len(d.recipients); passed > 0 {
		f.Evidence[0] = Evidence{"passed-on-retry", float64(passed) / float64(passed+n), 0.5, sentence("%d recipients were accepted on a later try, %d were not, in %d tries", passed, n, d.failed)}
	}
	if some {
		f.Says = sentence("%s: %d messages were refused at every try, and wait, %s", who, d.messages, e.clock(since, until, true))
	}
	e.report(f, d, since, until, true)
}
