package aggregate

import "tempfail/parser"

// Bounds of the test of a host from which nothing leaves any more. Its times
// and tries are those of stuck.
const stalledLeast = 2 // destinations, of as many operators unless one relay takes all

// stalledAt are the layers at which mail gets stuck that is stuck everywhere.
var stalledAt = set(layerOwn, layerResolve, layerConnect, layerSession, layerServer, layerRate, layerStanding, layerHouse)

// stalled is the test of a host that sends too little mail for the others, and
// gets rid of none of it: since the last delivery, whatever was tried failed,
// at several destinations, try after try. One of them alone may be down.
func (e *evidence) stalled() {
	for i := range e.findings {
		if f := &e.findings[i]; f.Ongoing && (f.Verdict.Side() != "" || f.Verdict == Unclear) {
			return // that tells of it, or is about it
		}
	}
	from := len(e.out)
	for from > 0 && e.at[e.out[from-1]] != layerNone {
		from--
	}
	d := e.dutyOf(e.out[from:], 0, latestTime, stalledAt)
	if d.failed < stuckTries*stalledLeast {
		return
	}
	since, until := e.time(d.mine[0]), e.time(d.mine[len(d.mine)-1])
	d.since, d.until = since, until
	e.describe(&d)
	waiting, at := e.triedAgain(&d)
	if until-since < stuckFor || len(at) < stalledLeast || e.smart < 0 && e.operatorsOf(&d) < stalledLeast {
		return
	}
	e.explain(&d)
	f := Finding{Verdict: Unclear, Fault: parser.FaultUnknown, Scope: Scope{"host", e.hostName()}, Confidence: 0.6,
		Evidence: []Evidence{
			{"taken", 0, 1, sentence("nothing was taken since: all %d tries failed, %s, %s", d.failed, plural(d.messages, "message"), plural(len(d.dests), "destination"))},
		},
	}
	f.Cause = e.topCause(d.causes)
	f.Says = sentence("Nothing leaves this host any more: %s at %s wait (%s), %s", plural(waiting, "recipient"), plural(len(at), "destination"), words(f.Cause), e.clock(since, until, true))
	e.report(f, d, since, until, true)
}

// triedAgain counts the recipients of a duty who wait and were tried more than
// once, and at which destinations.
func (e *evidence) triedAgain(d *duty) (n int, at map[uint32]bool) {
	at = map[uint32]bool{}
	for _, dest := range d.dests {
		for _, h := range e.held[dest] {
			if h.attempts >= stuckTries && d.hit(h.key()) {
				at[dest] = true
				n++
			}
		}
	}
	return n, at
}

// operatorsOf counts the operators at which a duty failed.
func (e *evidence) operatorsOf(d *duty) int {
	ops := map[uint32]bool{}
	for _, i := range d.mine {
		ops[e.opOf(i)] = true
	}
	return len(ops)
}
