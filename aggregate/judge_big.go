package aggregate

import (
	"math"
	"slices"

	"tempfail/parser"
)

const (
	onlyBigChance = 1e-3 // that the messages which fail are the biggest of all by accident
	onlyBigSpared = 2    // smaller ones must pass while the big ones are tried
)

// onlyBig files what looks like an outage as a matter of size, where little
// mail shows it: the few that failed are bigger than any that was ever taken,
// and smaller ones pass while those are tried again and again. All that decides
// is their order, so it needs no number of small messages at that time.
func (e *evidence) onlyBig(scope Scope, fail *failure) bool {
	m := &measures[0]
	c := cutting{least: e.leastFailed(fail, m), most: onlyBigChance}
	if c.least == 0 {
		return false
	}
	is := func(i int32) bool { return m.of(e.try(i)) >= c.least }
	if slices.ContainsFunc(fail.all, func(i int32) bool { return e.at[i] == layerNone && is(i) }) { // or a later try passed
		return false
	}
	for _, i := range fail.trials {
		switch v := e.vote(i, down); {
		case v == abstain:
		case is(i):
			c.big, c.bigFails = c.big+1, c.bigFails+1
		default:
			c.small++
			c.fails += b2i(v == failed)
		}
	}
	c.tail = math.Exp(-lchoose(c.big+c.small, c.big))
	if c.tail > c.most || float64(c.fails) > smallShare*float64(c.small) {
		return false
	}
	ep, bigs := fail.episode, filter(fail.all, is)
	e.extend(&ep, bigs, sizeFaults)
	spared := 0
	for _, i := range e.between(fail.all, ep.since, ep.until) {
		spared += b2i(e.at[i] == layerNone)
	}
	if spared < onlyBigSpared {
		return false
	}
	e.sizeFinding(scope, bigs, m, &c, &ep, sizeFaults)
	return true
}

// leastFailed is the least class of what failed; 0 where one is of no known
// size, or failed before the other side could know it (RFC 1870: MAIL tells).
func (e *evidence) leastFailed(fail *failure, m *measure) uint8 {
	least := uint8(math.MaxUint8)
	for _, i := range fail.trials[fail.from : fail.to+1] {
		if e.vote(i, down) != failed {
			continue
		}
		t := e.try(i)
		if phase := e.replies.rows[t.reply()].phase; !sizeFaults.has(e.at[i]) || phase != parser.PhaseUnknown && phase < parser.PhaseMail {
			return 0
		}
		least = min(least, m.of(t))
	}
	return least
}
