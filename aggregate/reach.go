package aggregate

import (
	"cmp"
	"slices"

	"tempfail/parser"
)

// expirySoon is how near the end of a queue lifetime is that a person should
// act, in milliseconds.
const expirySoon = 12 * 3600 * 1000

// recoveryOf tells how the recipients that a fault hit fared, how many wait
// still, and how many of these expire soon. The spells that began while it
// lasted are its own. Who waits for it without a try is noted as put off:
// Postfix and Exim do not try again a host that failed a moment ago.
func (e *evidence) recoveryOf(d *duty) (waiting, soon int64, r Recovery) {
	d.putOff, d.expired = nil, 0
	if d.failed == 0 {
		return 0, 0, r
	}
	var mine []int32
	about := map[parser.Cause]bool{}
	for r := range d.causes {
		about[e.replies.rows[r].Cause] = true
	}
	for _, r := range e.reachOf(d) {
		for _, h := range r.held { // the longest first
			if h.since-longestAttempt*1000 > d.until {
				break
			}
			if h.last != 0 && h.last < d.since || !about[h.cause] { // what it waits for now is something else
				continue
			}
			if h.attempts == 0 {
				d.putOff = append(d.putOff, h.dest)
			} else if !d.hit(h.key()) {
				continue
			}
			waiting++
			expires := e.expires(h.recipient)
			soon += int64(b2i(expires != 0 && expires-e.end < expirySoon))
		}
		for _, i := range e.begunIn(r.spells, d.since, d.until) {
			if s := &e.spells[i]; about[s.cause] && (s.who == 0 || d.hit(s.who)) {
				mine = append(mine, i)
				d.expired += int64(b2i(s.how == spellExpired))
			}
		}
	}
	return waiting, soon, e.recovery(mine)
}

// begunIn is those of some spells, in the order of their begin, that began in a
// time.
func (e *evidence) begunIn(some []int32, since, until int64) []int32 {
	began := func(i int32, t int64) int { return cmp.Compare(e.spells[i].began(), t) }
	from, _ := slices.BinarySearchFunc(some, since, began)
	to, _ := slices.BinarySearchFunc(some, until+1, began)
	return some[from:to]
}

// bouncedOf counts the recipients of a duty whose mail was refused for good.
func (e *evidence) bouncedOf(d *duty) int64 {
	var who []uint64
	for _, i := range d.mine {
		if t := e.try(i); t.is(flagBounced) {
			who = append(who, t.key())
		}
	}
	return int64(len(distinct(who)))
}

// hit tells whether an attempt failed for a message and its recipient.
func (d *duty) hit(who uint64) bool {
	_, found := slices.BinarySearch(d.recipients, who)
	return found
}

// reach are those whom a fault may have hit at a destination: who waits, the
// longest first, and the places of spells, by when they began.
type reach struct {
	held   []held
	spells []int32
}

// reachOf is that of a duty: all of its destinations, unless it has its own.
func (e *evidence) reachOf(d *duty) []reach {
	if d.reach != nil {
		return d.reach
	}
	dests := d.dests
	if d.wayOut {
		dests = make([]uint32, len(e.held))
		for dest := range dests {
			dests[dest] = uint32(dest)
		}
	}
	out := make([]reach, len(dests))
	for n, dest := range dests {
		out[n] = reach{e.held[dest], e.byDest[dest]}
	}
	return out
}
