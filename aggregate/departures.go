package aggregate

import (
	"cmp"
	"slices"
)

// departures are the messages that left the queue and are kept for late
// lines. Most leave in the order of the log; a message whose end is awaited
// leaves an hour ahead of it, and one whose line has a wrong stamp, years.
type departures struct {
	stretches []departed // those that come first last
	spare     []departed // empty, for their memory
	n         int
}

// departed are those of one stretch of time.
type departed struct {
	number int64 // the time, in stretchLength
	gone   []departure
}

// stretchLength is how far apart in time those of a stretch may be, in
// milliseconds: so much longer may a message be kept.
const stretchLength = 8192

// departure is when a message left the queue.
type departure struct {
	key messageKey
	at  int64
	m   *message // nil where it must be looked for
}

func (l *departures) add(d departure) {
	number := d.at / stretchLength
	i, found := 0, len(l.stretches) > 0 && l.stretches[0].number == number // as nearly always
	if !found {
		i, found = slices.BinarySearchFunc(l.stretches, number, func(s departed, number int64) int { return cmp.Compare(number, s.number) })
	}
	if !found {
		var s departed
		if n := len(l.spare); n > 0 {
			s, l.spare = l.spare[n-1], l.spare[:n-1]
		}
		s.number = number
		l.stretches = slices.Insert(l.stretches, i, s)
	}
	l.stretches[i].gone = append(l.stretches[i].gone, d)
	l.n++
}

// before hands out those whose stretch has ended before a time, and forgets
// them; and the earliest for as long as there are more than a limit.
func (l *departures) before(at int64, limit int, f func(*departure)) {
	for n := len(l.stretches); n > 0 && (l.stretches[n-1].number < at/stretchLength || l.n > limit); n = len(l.stretches) {
		s := l.stretches[n-1]
		l.stretches = slices.Delete(l.stretches, n-1, n)
		l.n -= len(s.gone)
		for i := range s.gone {
			f(&s.gone[i])
		}
		l.free(s)
	}
}

// free keeps the memory of a stretch for the next one.
func (l *departures) free(s departed) {
	if len(l.spare) == maxSpareStretches {
		return
	}
	clear(s.gone)
	s.gone = s.gone[:0]
	l.spare = append(l.spare, s)
}

// maxSpareStretches bounds what is kept for its memory: two minutes of a log.
const maxSpareStretches = lateLines/stretchLength + 2

// rest are those that have not been handed out, the latest stretch first: in
// this order, adding each moves none.
func (l *departures) rest() []departure {
	var all []departure
	for _, s := range l.stretches {
		all = append(all, s.gone...)
	}
	return all
}

func (l *departures) reset() {
	for _, s := range l.stretches {
		l.free(s)
	}
	clear(l.stretches)
	l.stretches, l.n = l.stretches[:0], 0
}
