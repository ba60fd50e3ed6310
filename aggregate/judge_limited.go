package aggregate

import "tempfail/parser"

// An operator that says of few messages that they are too many, but to many
// recipients or for long: there are no trials enough for chance to speak, and
// its own words need none.
const (
	limitedLeast = 10           // recipients,
	limitedTimes = 3            // and so many a message: else its messages are trials
	limitedTime  = 10 * 60_000  // from the first time to the last, in milliseconds
	limitedPause = 120 * 60_000 // after it, it is another limit
)

// limitedFew is the test of operators by what they say of few messages.
func (e *evidence) limitedFew() {
	by := map[uint32][]int32{}
	for i := range int32(len(e.at)) {
		if e.at[i] == layerRate && !e.explained[i] && e.try(i).aimed() {
			by[e.opOf(i)] = append(by[e.opOf(i)], i)
		}
	}
	for _, op := range sortedKeys(by) {
		for some := by[op]; len(some) >= limitedLeast; {
			n := 1
			for n < len(some) && e.time(some[n])-e.time(some[n-1]) <= limitedPause {
				n++
			}
			if since, until := e.time(some[0]), e.time(some[n-1]); until-since >= limitedTime {
				e.limitedFor(op, since, until)
			}
			some = some[n:]
		}
	}
}

// limitedFor files a time in which an operator limited the rate of few messages.
func (e *evidence) limitedFor(op uint32, since, until int64) {
	all := e.opAll(op)
	d := e.dutyOf(all, since, until, set(layerRate))
	e.describe(&d)
	if len(d.recipients) < max(limitedLeast, limitedTimes*d.messages) || float64(d.failed) < chronicRate*float64(d.attempts) {
		return
	}
	e.explain(&d)
	ep := episode{segment: segment{n: int(d.attempts), fails: int(d.failed)}, since: since, until: until}
	e.extend(&ep, all, set(layerRate))
	f := Finding{Verdict: Throttled, Fault: parser.FaultRate, Cause: parser.RateLimit, Scope: e.commonScope(d.mine), Confidence: 0.9,
		Evidence: []Evidence{
			{"recipients-limited", float64(len(d.recipients)), limitedLeast, sentence("it said so of %d recipients of %s, for %s", len(d.recipients), plural(d.messages, "message"), span(until-since))},
			{"attempts-limited", float64(d.failed), minimumFails, sentence("%d of %d attempts were answered with a rate limit", d.failed, d.attempts)},
		},
	}
	f.Says = sentence("%s limits our rate: %s to %d recipients, %s", f.Scope.Name, plural(d.messages, "message"), len(d.recipients), e.clock(ep.since, ep.until, ep.ongoing))
	if passed := d.attempts - d.failed; passed > 0 {
		f.Against = append(f.Against, Evidence{"passed", float64(passed), 0, sentence("%s there passed meanwhile", plural(int(passed), "attempt"))})
	}
	e.nameBurst(&f, &d)
	e.report(f, d, ep.since, ep.until, ep.ongoing)
}
