package aggregate

import (
	"cmp"
	"slices"

	"tempfail/parser"
)

// spell is the time a recipient waited, from the first deferral to the end.
type spell struct {
	start, end int64 // Unix milliseconds
	dest       uint32
	cause      parser.Cause // of the last deferral
	how        uint8
}

const (
	spellDelivered = uint8(iota)
	spellBounced
	spellExpired
	spellRemoved // by an operator, or its end is not in the log
	spellWaiting // not ended: only while a snapshot is drawn
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
func recovery(all []spell) Recovery {
	r := Recovery{Deferred: int64(len(all))}
	times := make([]spell, len(all))
	copy(times, all)
	for _, s := range all {
		switch s.how {
		case spellDelivered:
			r.Delivered++
		case spellBounced, spellExpired:
			r.GivenUp++
		case spellWaiting:
			r.Waiting++
		}
	}
	slices.SortFunc(times, func(x, y spell) int {
		if c := cmp.Compare(x.end-x.start, y.end-y.start); c != 0 {
			return c
		}
		return int(x.how) - int(y.how) // deliveries before censorings at the same time
	})
	left := 1.0 // the estimated share not delivered yet
	for i, s := range times {
		if s.how != spellDelivered {
			continue
		}
		left *= 1 - 1/float64(len(times)-i)
		seconds := float64(s.end-s.start) / 1000
		if r.P50 == nil && left <= 0.5 {
			r.P50 = &seconds
		}
		if r.P90 == nil && left <= 0.1+1e-9 {
			r.P90 = &seconds
		}
	}
	return r
}
