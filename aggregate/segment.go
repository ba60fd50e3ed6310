package aggregate

import "math"

// vote is what one trial says about a fault: it failed so, it passed, or it
// never came so far as to tell.
type vote int8

const (
	abstain vote = iota
	passed
	failed
)

// segment is a run of trials in which failures are dense: from its first
// failure to its last.
type segment struct {
	from, to int // positions in the scanned slice, both of failures, inclusive
	fails, n int
	score    float64 // log-likelihood ratio, nats
}

func (s *segment) share() float64 { return float64(s.fails) / float64(s.n) }

// odds are the two hypotheses about a trial: that it fails at the usual rate,
// and that it fails at the fault's.
type odds struct{ usual, fault float64 }

func (o odds) of(v vote) float64 {
	switch v {
	case failed:
		return math.Log(o.fault / o.usual)
	case passed:
		return math.Log((1 - o.fault) / (1 - o.usual))
	}
	return 0
}

// needed is the score at which a segment is no accident: among n trials, a
// score of s arises by chance with a probability below n e^-s (Karlin and
// Altschul 1990), so every trial at which a fault could begin is counted as
// a look.
func needed(n int, alpha float64) float64 { return math.Log(float64(max(n, 2)) / alpha) }

// segments finds all maximal runs of dense failures (Ruzzo and Tompa 1999):
// no run can be made better by growing or shrinking it. Chance is the bound
// on finding one in so many trials where there is none.
func segments(votes []vote, o odds, alpha float64) (out []segment) {
	type run struct {
		left, right float64 // the score's running sum before and after
		from, to    int32
		lower       int32 // the last run before it with a lower left; -1 for none
	}
	var runs []run
	forFailed, forPassed := o.of(failed), o.of(passed)
	fails, trials := tallyVotes(votes)
	least := needed(trials, alpha)
	if float64(fails)*forFailed < least {
		return nil
	}
	flush := func(some []run) {
		for _, r := range some {
			if r.right-r.left >= least {
				out = append(out, trim(segment{from: int(r.from), to: int(r.to)}, votes, o))
			}
		}
	}
	sum := 0.0
	for i, v := range votes {
		if v == abstain {
			continue
		}
		before := sum
		if v != failed {
			sum += forPassed
			continue
		}
		sum += forFailed
		r := run{from: int32(i), to: int32(i), left: before, right: sum}
		for {
			// Note: whatever lies between a run and its lower one has a left
			// above both, so that the search passes over it. Step by step it
			// is quadratic, and took a tenth of the judging of a large log.
			j := int32(len(runs) - 1)
			for j >= 0 && runs[j].left >= r.left {
				j = runs[j].lower
			}
			if r.lower = j; j < 0 || runs[j].right >= r.right {
				break
			}
			r.from, r.left = runs[j].from, runs[j].left
			runs = runs[:j]
		}
		if r.lower < 0 { // no later search comes by those before it
			flush(runs)
			runs = runs[:0]
		}
		runs = append(runs, r)
	}
	flush(runs)
	return out
}

// trim takes lone failures off the ends: a fault that fails nearly always
// does not begin with one failure and a row of passes.
//
// Note: what goes is taken off the counts. To count the rest anew for each was
// quadratic: a fault that flickered 6,000 times as it began took 24 s.
func trim(s segment, votes []vote, o odds) segment {
	s.fails, s.n = tallyVotes(votes[s.from : s.to+1])
	for s.fails > 3 {
		if gap, next := passesAfter(s.from, s.to, +1, votes); math.Pow(1-s.share(), float64(gap)) < 0.02 {
			s.from, s.fails, s.n = next, s.fails-1, s.n-1-gap
		} else if gap, next := passesAfter(s.to, s.from, -1, votes); math.Pow(1-s.share(), float64(gap)) < 0.02 {
			s.to, s.fails, s.n = next, s.fails-1, s.n-1-gap
		} else {
			break
		}
	}
	s.score = float64(s.fails)*o.of(failed) + float64(s.n-s.fails)*o.of(passed)
	return s
}

func tallyVotes(votes []vote) (fails, n int) {
	for _, v := range votes {
		fails += b2i(v == failed)
		n += b2i(v != abstain)
	}
	return fails, n
}

// passesAfter counts the passes between a failure and the next one in a
// direction.
func passesAfter(from, to, step int, votes []vote) (passes, next int) {
	for i := from + step; i != to+step; i += step {
		switch votes[i] {
		case passed:
			passes++
		case failed:
			return passes, i
		}
	}
	return 0, from
}
