package aggregate

import "slices"

// suspicion is when this host may have been at fault at some layers.
type suspicion struct {
	fault layers
	filed int // findings, when it was drawn
	votes []vote
	// Where mail is dense, one operator that has most of it must not decide, so
	// rounds are scanned; where it is thin, a round would be longer than the
	// fault, so trials are.
	rounds         []round
	broad          []segment // of places in rounds
	dense, partial []segment // of trials
}

// suspect looks at all trials; it changes nothing.
func (e *evidence) suspect(fault layers) *suspicion {
	s := &suspicion{fault: fault, votes: make([]vote, len(e.firsts))}
	for n, i := range e.firsts {
		s.votes[n] = e.witness(i, fault)
	}
	s.rounds = e.rounds(s.votes)
	voices := func(i int) vote { return s.rounds[i/roundOperators].voice(i % roundOperators) }
	s.broad = segments(len(s.rounds)*roundOperators, voices, odds{breadthRate, breadthFault}, breadthChance)
	s.look(e)
	return s
}

// stale tells whether findings were filed since: what they explain has no vote.
func (s *suspicion) stale(e *evidence) bool { return s.filed != len(e.findings) }

// look scans the trials.
func (s *suspicion) look(e *evidence) {
	s.filed = len(e.findings)
	trials := func(i int) vote {
		if v := s.votes[i]; v == abstain || e.by[e.firsts[i]] == 0 {
			return v
		}
		return abstain
	}
	s.dense = segments(len(e.firsts), trials, odds{0.05, breadthFault}, chanceMost)
	if s.fault.lowest() <= layerSession {
		s.partial = segments(len(e.firsts), trials, odds{0.05, partialFault}, chanceMost)
	}
}

// A round is a stretch of trials in which several operators were tried: each
// has one voice in it, however much mail it gets.
type round struct {
	from, to int32 // attempts
	failed   int   // operators
	passed   int
}

// voice spreads a round's operators over its places, failures first, so that
// rounds can be scanned like trials.
func (r *round) voice(i int) vote {
	switch {
	case i < r.failed:
		return failed
	case i < r.failed+r.passed:
		return passed
	}
	return abstain
}

// rounds cuts the trials into rounds.
func (e *evidence) rounds(votes []vote) []round {
	size := min(roundOperators, max(breadthLeast, e.operatorsTried()*2/3))
	type voice struct {
		op             uint32
		failed, passed int
	}
	var out []round
	var voices []voice
	var r round
	for n, i := range e.firsts {
		if v := votes[n]; v != abstain {
			if len(voices) == 0 {
				r.from = i
			}
			k := slices.IndexFunc(voices, func(c voice) bool { return c.op == e.op[i] })
			if k < 0 {
				k, voices = len(voices), append(voices, voice{op: e.op[i]})
			}
			voices[k].failed += b2i(v == failed)
			voices[k].passed += b2i(v == passed)
			r.to = i
		}
		if len(voices) < size && n < len(e.firsts)-1 {
			continue
		}
		for _, c := range voices {
			if c.failed > c.passed {
				r.failed++
			} else {
				r.passed++
			}
		}
		if len(voices) > 0 {
			out = append(out, r)
		}
		r, voices = round{}, voices[:0]
	}
	return out
}

// looks looks at each of some things, side by side: nothing may change by it.
func looks[T, R any](e *evidence, all []T, look func(T) R) []R {
	found, tasks := make([]R, len(all)), make([]func(), len(all))
	for n := range tasks {
		tasks[n] = func() { found[n] = look(all[n]) }
	}
	e.opt.Beside(tasks...)
	return found
}
