package aggregate

// suspicion is when this host may have been at fault at some layers.
type suspicion struct {
	fault layers
	filed int    // findings, when it was drawn
	votes []vote // of the trials
	// Where mail is dense, one operator that has most of it must not decide, so
	// rounds are scanned; where it is thin, a round would be longer than the
	// fault, so trials are.
	broad          []stretch
	dense, partial []segment // of trials
}

// stretch is from one attempt to another.
type stretch struct{ from, to int32 }

// suspect looks at all trials; it changes nothing.
func (e *evidence) suspect(fault layers) *suspicion {
	s := &suspicion{fault: fault, filed: len(e.findings)}
	if e.fails.in(fault) < minimumFails {
		return s
	}
	s.votes = e.witnesses(e.firsts, fault)
	rounds, voices := e.rounds(s.votes)
	for _, r := range segments(voices, odds{breadthRate, breadthFault}, breadthChance) {
		s.broad = append(s.broad, stretch{rounds[r.from/roundOperators].from, rounds[r.to/roundOperators].to})
	}
	if s.look(); s.idle() {
		s.votes = nil // nobody will look again
	}
	return s
}

// idle tells that there is nothing to suspect. Nor will there be after findings
// of other faults: what they explain are failures.
func (s *suspicion) idle() bool { return len(s.broad)+len(s.dense)+len(s.partial) == 0 }

// stale tells whether findings were filed since: what they explain has no vote.
func (s *suspicion) stale(e *evidence) bool { return s.filed != len(e.findings) }

// again looks once more at the trials, but for those explained since.
func (s *suspicion) again(e *evidence) {
	s.filed = len(e.findings)
	for n := range s.votes {
		if e.explained[e.firsts[n]] {
			s.votes[n] = abstain
		}
	}
	s.look()
}

// look scans the trials.
func (s *suspicion) look() {
	s.dense = segments(s.votes, odds{0.05, breadthFault}, chanceMost)
	if s.fault.lowest() <= layerSession {
		s.partial = segments(s.votes, odds{0.05, partialFault}, chanceMost)
	}
}

// rounds cuts the trials into rounds. A round is a stretch of trials in which
// several operators were tried: each has one voice in it, however much mail it
// gets. The voices of a round have roundOperators places, failures first, so
// that rounds can be scanned like trials.
func (e *evidence) rounds(votes []vote) (rounds []stretch, voices []vote) {
	size := int32(min(roundOperators, max(breadthLeast, e.tried*2/3)))
	// Note: an operator's place in a round is counted from the log's first
	// voice, so that the places of earlier rounds need no clearing.
	place := make([]int32, len(e.ops.all)) // from 1
	var failing [roundOperators]int32      // trials more than passed, by place
	most := len(votes)/int(size) + 1
	rounds, voices = make([]stretch, 0, most), make([]vote, 0, most*roundOperators)
	var r stretch
	n, before := int32(0), int32(0) // voices in this round, and before it
	end := func() {
		rounds, voices = append(rounds, r), spread(voices, failing[:n])
		n, before = 0, before+n
	}
	for k, v := range votes {
		if v == abstain {
			continue
		}
		i := e.firsts[k]
		if r.to = i; n == 0 {
			r.from = i
		}
		at := place[e.opOf(i)] - before - 1
		if at < 0 {
			at = n
			n++
			failing[at], place[e.opOf(i)] = 0, before+n
		}
		failing[at] += int32(b2i(v == failed) - b2i(v == passed))
		if n == size {
			end()
		}
	}
	if n > 0 {
		end()
	}
	return rounds, voices
}

// spread adds the voices of a round.
func spread(voices []vote, failing []int32) []vote {
	var round [roundOperators]vote
	fails := 0
	for n, more := range failing {
		round[n] = passed
		fails += b2i(more > 0)
	}
	for n := range fails {
		round[n] = failed
	}
	return append(voices, round[:]...)
}
