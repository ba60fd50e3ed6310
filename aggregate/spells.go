package aggregate

import (
	"slices"

	"tempfail/parser"
)

// spell is the time a recipient waited, from the first deferral to the end.
type spell struct {
	start, end int64  // Unix milliseconds
	who        uint64 // the message's hash and the address's; 0 where no attempt was made
	dest       uint32
	cause      parser.Cause // of the last deferral
	how        uint8
	took       uint16 // the attempt that was deferred first, in seconds
}

// began is when the attempt began that was deferred first: an episode is of
// the times at which attempts began.
func (s *spell) began() int64 { return s.start - int64(s.took)*1000 }

const (
	spellDelivered = uint8(iota)
	spellBounced
	spellExpired
	spellRemoved // by an operator, or its end is not in the log
	spellWaiting // not ended: only while a snapshot is drawn

	howBits = 3 // hold any of these
)

// spells are the latest that ended. When there are too many, the older half
// goes.
type spells struct {
	all       []spell
	limit     int
	forgotten int64
}

func (l *spells) add(s spell) {
	if len(l.all) >= l.limit {
		half := len(l.all) / 2
		l.forgotten += int64(half)
		l.all = append(l.all[:0], l.all[half:]...)
	}
	l.all = append(l.all, s)
}

// recovery draws the picture of some spells. The quantiles are Kaplan-Meier's:
// a recipient who waits still, or was given up, has waited at least so long,
// and counts as at risk until then (Kaplan and Meier 1958).
func (p *picture) recovery(some []int32) Recovery {
	r := Recovery{Deferred: int64(len(some))}
	// A time and its end in one number, deliveries before censorings at the
	// same time.
	times := make([]int64, 0, len(some))
	for _, i := range some {
		s := &p.spells[i]
		switch s.how {
		case spellDelivered:
			r.Delivered++
		case spellBounced, spellExpired:
			r.GivenUp++
		case spellWaiting:
			r.Waiting++
		}
		times = append(times, (s.end-s.start)<<howBits|int64(s.how))
	}
	slices.Sort(times)
	left := 1.0 // the estimated share not delivered yet
	for i, t := range times {
		if uint8(t&(1<<howBits-1)) != spellDelivered {
			continue
		}
		left *= 1 - 1/float64(len(times)-i)
		seconds := float64(t>>howBits) / 1000
		if r.P50 == nil && left <= 0.5 {
			r.P50 = &seconds
		}
		if r.P90 == nil && left <= 0.1+1e-9 {
			r.P90 = &seconds
		}
	}
	return r
}
