package aggregate

import (
	"math"
	"slices"
)

// episode is a time in which the trials of some scope failed.
type episode struct {
	segment
	trials       []int32 // the scope's trials, in the order of time
	since, until int64   // of the first failed trial, and of the last failed attempt
	ongoing      bool
	usual        float64 // the scope's failure rate outside the episode
}

// Thresholds of the tests. They are judged by the simulated days of the
// tests: recall and precision of 0.97 and better.
const (
	faultRate    = 0.6  // a fault fails most trials; partial ones as low as a third are found too
	rateFloor    = 0.02 // no scope is trusted to fail less often than this
	ratePrior    = 0.06 // the failure rate of a scope that little is known of
	priorWeight  = 10   // in trials
	chronicRate  = 0.3  // a scope that always fails so often has no episodes
	chanceTotal  = 0.01 // of one false finding in a whole log, over all scopes of one test
	chanceMost   = 1e-4 // of a false finding in one scope
	minimumFails = 3
)

// chance is the bound on a false finding in one of n scopes.
func chance(n int) float64 { return min(chanceMost, chanceTotal/float64(max(n, 1))) }

// usualRate is a failure rate estimated from k failures in n trials, drawn
// to the prior where there are few.
func usualRate(k, n int) float64 {
	return max(rateFloor, (float64(k)+ratePrior*priorWeight)/(float64(n)+priorWeight))
}

// episodes finds the times in which the trials of a scope fail in the layers
// of a fault. What is usual is learned from the trials outside of them, so
// that a long fault does not pass for usual.
func (e *evidence) episodes(trials []int32, fault layers, alpha float64) []episode {
	votes := e.votes(trials, fault)
	fails, n := tallyVotes(votes)
	if fails < minimumFails {
		return nil
	}
	usual := min(usualRate(fails, n), 0.05)
	var found []segment
	// The first pass only learns what is usual outside of what may be a fault.
	for _, least := range []float64{1, alpha} {
		found = segments(votes, odds{usual, faultRate}, least)
		in, inFails := 0, 0
		for _, s := range found {
			in += s.n
			inFails += s.fails
		}
		usual = min(usualRate(fails-inFails, n-in), chronicRate)
	}
	found = joinNear(found, votes, trials, e)
	out := make([]episode, 0, len(found))
	for _, s := range found {
		if s.fails < minimumFails || s.share() < chronicRate {
			continue
		}
		out = append(out, episode{segment: s, trials: trials, usual: usual,
			since: e.time(trials[s.from]), until: e.time(trials[s.to])})
	}
	return out
}

// joinNear makes one of neighbours that a chance pass or two divided: when
// the time between is short against both, and most trials still fail.
func joinNear(all []segment, votes []vote, trials []int32, e *evidence) []segment {
	var out []segment
	for _, s := range all {
		if n := len(out); n > 0 {
			last := &out[n-1]
			gap := e.time(trials[s.from]) - e.time(trials[last.to])
			length := max(e.time(trials[s.to])-e.time(trials[s.from]), e.time(trials[last.to])-e.time(trials[last.from]))
			fails, total := tallyVotes(votes[last.to+1 : s.from])
			fails, total = fails+last.fails+s.fails, total+last.n+s.n
			if float64(fails) >= chronicRate*float64(total) && gap <= length {
				last.to, last.fails, last.n, last.score = s.to, fails, total, last.score+s.score
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

func (e *evidence) time(i int32) int64 { return e.try(i).at() }

// overChance is how unlikely the successes since an episode must be, if it
// still went on, for it to be over.
const overChance = 0.05

// extend carries an episode's end on to the last failed attempt, retries
// included, before the scope's first success after it, and tells whether it
// lasts. all are the scope's attempts.
func (e *evidence) extend(ep *episode, all []int32, fault layers) {
	passed := 0
	gap := int64(0)
	last := ep.since
	from, _ := slices.BinarySearch(all, e.before(ep.since))
	many := 1 + int(math.Log(overChance)/math.Log1p(-ep.share())) // successes prove its end
	for _, i := range all[from:] {
		l := e.at[i]
		if passed > 0 { // only more of them can change anything
			if passed += b2i(l == layerNone); passed >= many {
				break
			}
			continue
		}
		switch t := e.time(i); {
		case t <= ep.until:
			gap = max(gap, t-last)
			last = t
		case l == layerNone:
			passed++
		case fault.has(l):
			gap = max(gap, t-last)
			ep.until, last = t, t
		}
	}
	// It lasts when no more has passed since than does while it fails (of a
	// rate limit half may; of an outage, nothing), and the silence is no longer
	// than the scope's own pauses while it failed, or than a retry takes where
	// nothing was tried since and somebody waits.
	quiet, patience := e.end-ep.until, max(2*gap, (ep.until-ep.since)/4, 1000)
	if passed == 0 && e.waitsFrom(ep, all[from:]) {
		patience = max(patience, retryPause)
	}
	ep.ongoing = math.Pow(1-ep.share(), float64(passed)) >= overChance && quiet <= patience
}

// retryPause is how long a deferred message rests, in milliseconds, before it
// is tried again for the first time: five minutes and more in Postfix, half an
// hour where a queue is run so often (Exim, Sendmail).
const retryPause = 1_800_000

// waitsFrom tells whether somebody waits who was deferred in an episode, of
// some attempts from its begin on.
func (e *evidence) waitsFrom(ep *episode, some []int32) bool {
	seen := map[uint32]bool{}
	for _, i := range some {
		if e.time(i) > ep.until {
			return false
		}
		dest := e.try(i).dest()
		if seen[dest] {
			continue
		}
		seen[dest] = true
		for _, h := range e.held[dest] {
			if ep.since <= h.last && h.since-longestAttempt*1000 <= ep.until {
				return true
			}
		}
	}
	return false
}

// lasting finds the episodes of a scope and carries each on to its end, through
// those that begin before it; all are the scope's attempts, where it has
// episodes.
func (e *evidence) lasting(firsts, rest []int32, fault layers, alpha float64) (found []episode, all []int32) {
	if found = e.episodes(firsts, fault, alpha); len(found) == 0 {
		return nil, nil
	}
	all = merged(firsts, rest)
	// Note: where nothing passes, each of many would be carried over all of the
	// others, which is quadratic.
	lasting := found[:0]
	for _, ep := range found {
		if n := len(lasting); n == 0 || ep.until > lasting[n-1].until {
			e.extend(&ep, all, fault)
			lasting = append(lasting, ep)
		}
	}
	return lasting, all
}

// duty is what an episode covers: the scope's attempts in it, counted.
type duty struct {
	since, until int64
	attempts     int64
	mine         []int32 // the attempts that failed
	failed       int64   // how many
	messages     int
	recipients   []uint64         // the message's hash and the address's, in order
	dests        []uint32         // in order
	senders      []uint32         // likewise; 0 where the log names none
	causes       map[uint32]int64 // failed attempts by row of replies
	wayOut       bool             // all mail is hit, wherever it goes
	expired      int64            // recipients given up who were deferred for it
	reach        []reach          // whom it may have hit, where that is not all who wait for its destinations
	putOff       []uint32         // destinations of recipients who wait for its end and were never tried, one each
}

// dutyOf counts the attempts of an episode that nothing explains so far.
func (e *evidence) dutyOf(all []int32, since, until int64, fault layers) duty {
	d := duty{since: since, until: until}
	for _, i := range e.between(all, since, until) {
		if e.explained[i] {
			continue
		}
		d.attempts++
		if fault.has(e.at[i]) {
			d.mine = append(d.mine, i)
		}
	}
	d.failed = int64(len(d.mine))
	return d
}

// describe fills in whom a duty hit, and why.
func (e *evidence) describe(d *duty) {
	d.recipients, d.causes = make([]uint64, len(d.mine)), map[uint32]int64{}
	d.dests, d.senders = make([]uint32, len(d.mine)), make([]uint32, len(d.mine))
	for n, i := range d.mine {
		t := e.try(i)
		d.recipients[n], d.dests[n], d.senders[n] = t.key(), t.dest(), t.sender()
		d.causes[uint32(t.reply())]++
	}
	d.recipients, d.dests, d.senders = distinct(d.recipients), distinct(d.dests), distinct(d.senders)
	for n, r := range d.recipients {
		d.messages += b2i(n == 0 || d.recipients[n-1]>>32 != r>>32)
	}
}

// cover counts the attempts of an episode and marks those that failed in its
// layers as explained.
func (e *evidence) cover(all []int32, since, until int64, fault layers) duty {
	d := e.dutyOf(all, since, until, fault)
	e.describe(&d)
	e.explain(&d)
	return d
}
