package aggregate

import "slices"

// contact is how a sender fared with a recipient who was refused at first.
type contact struct {
	first, last int64 // the first and the last refusal
	passed      int64 // when it was accepted; 0 for not yet
	refusal     int32 // the first
	astray      bool  // its last try met another fault
}

// saying tells whether an attempt failed with one kind of reply.
func (e *evidence) saying(row uint16) func(i int32) bool {
	return func(i int32) bool { return e.at[i] != layerNone && e.try(i).reply() == row }
}

// contacts follows every recipient who was refused so, and gathers the
// refusals. The next call writes over both.
func (e *evidence) contacts(chains []chain, refused func(i int32) bool) ([]contact, []int32) {
	out, refusals := e.met[:0], e.refused[:0]
	for _, ch := range chains {
		var c *contact // the last of out
		for _, i := range e.chains.of(ch) {
			switch t := e.time(i); {
			case e.explained[i]:
			case refused(i):
				if c == nil {
					out = append(out, contact{first: t, refusal: i})
					c = &out[len(out)-1]
				}
				c.last, c.astray = t, false
				refusals = append(refusals, i)
			case c != nil && (e.at[i] == layerNone || e.at[i] > layerServer && e.at[i] != layerOwn):
				c.passed = t // accepted, or refused for what comes after greylisting
				c = nil      // a later refusal is another story
			case c != nil:
				c.astray = true
			}
		}
	}
	e.met, e.refused = out, refusals
	return out, refusals
}

// pairs counts the pairs of sender and recipient that met.
func (e *evidence) pairs(all []int32) int {
	met := map[pair]bool{}
	for _, i := range all {
		t := e.try(i)
		met[pair{t.from, t.recipient}] = true
	}
	return len(met)
}

func passedOf(cs []contact) (n int) {
	for _, c := range cs {
		if c.passed > 0 {
			n++
		}
	}
	return n
}

// welcomed tells whether nearly all who were refused were accepted later, and
// none refused again after the time in which others passed.
func (e *evidence) welcomed(cs []contact) bool {
	delay := learned(cs)
	if delay == 0 {
		return false
	}
	late, due, through := 0, 0, 0
	for _, c := range cs {
		late += b2i(c.last-c.first >= delay)
		through += b2i(c.passed > 0)
		due += b2i(c.passed > 0 || !c.astray && e.end-c.first > 4*delay)
	}
	// A few refusals by chance come later than the greylister's delay; in a
	// partial outage as many retries fail as first attempts.
	return 10*late <= 3*len(cs) && 10*through >= 9*due
}

// turns tells whether refused first contacts and accepted later tries
// alternate: in an outage nothing is accepted between two refusals.
func (e *evidence) turns(all []int32, cs []contact) bool {
	turns, pass := 0, false
	refusal := map[int32]bool{}
	starts := make([]int64, 0, len(cs))
	for _, c := range cs {
		refusal[c.refusal] = true
		starts = append(starts, c.first)
	}
	// Contacts of one burst, as a newsletter makes them, can turn but once.
	slices.Sort(starts)
	bursts, delay := 1, learned(cs)
	for n := 1; n < len(starts); n++ {
		if starts[n]-starts[n-1] >= delay {
			bursts++
		}
	}
	for _, i := range all {
		if refusal[i] {
			if pass {
				turns++
			}
			pass = false
		} else if l := e.at[i]; (l == layerNone || l > layerServer && l != layerOwn) && !e.is(i, flagFirst) {
			pass = true
		}
	}
	return turns >= 2 && (4*turns >= len(cs) || 2*turns >= bursts)
}

// learned is the time in milliseconds after which refused contacts pass: nine
// of ten of those that passed had waited so long. The shortest wait would be
// that of a chance failure now and then.
func learned(cs []contact) int64 {
	var waits []int64
	for _, c := range cs {
		if c.passed > 0 {
			waits = append(waits, c.passed-c.first)
		}
	}
	if len(waits) == 0 {
		return 0
	}
	slices.Sort(waits)
	return waits[len(waits)/10]
}

// mostlyPass tells whether at least half of those who were refused long enough
// ago were accepted since.
func (e *evidence) mostlyPass(cs []contact) bool {
	due, through := 0, 0
	for _, c := range cs {
		through += b2i(c.passed > 0)
		due += b2i(c.passed > 0 || !c.astray && e.end-c.first > 3600*1000)
	}
	return 2*through >= due
}
