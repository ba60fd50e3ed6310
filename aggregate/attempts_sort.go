package aggregate

import (
	"cmp"
	"slices"
)

// sort brings the attempts into the order of time. Ties are broken by
// content, so that the order does not depend on how the log was cut.
//
// Note: a log is written nearly in order: what is not, the attempts that
// lasted long, is taken out, sorted, and merged in again from the end. To sort
// all of a gigabyte's attempts takes four times as long, and to sort their
// places half as much memory again. They are moved, not pointed to: all tests
// read them by place.
func (l *attempts) sort(beside func(...func())) {
	late := l.takeLate()
	slices.SortFunc(late, func(x, y packed) int { return cmp.Compare(x.at(), y.at()) })
	n := int32(l.n())
	from, to := n-int32(len(late))-1, n-1
	for k := len(late) - 1; k >= 0; to-- {
		if from >= 0 && l.try(from).at() > late[k].at() {
			*l.try(to) = *l.try(from)
			from--
		} else {
			*l.try(to) = late[k]
			k--
		}
	}
	l.breakTies(beside)
}

// takeLate takes out the attempts that come later than one of a later time;
// the others move to the front.
func (l *attempts) takeLate() (late []packed) {
	latest, to := int64(0), int32(0)
	for _, c := range l.chunks {
		for i := range c {
			t := &c[i]
			if t.at() < latest {
				late = append(late, *t)
				continue
			}
			latest = t.at()
			if len(late) > 0 {
				*l.try(to) = *t
			}
			to++
		}
	}
	return late
}

// breakTies sorts those of one time, in shares that begin with a time.
func (l *attempts) breakTies(beside func(...func())) {
	var tasks []func()
	n, to := int32(l.n()), int32(0)
	for to < n {
		from := to
		to = min(from+max(n/shares, attemptChunk), n)
		for to < n && l.tied(to) {
			to++
		}
		until := to
		tasks = append(tasks, func() { l.breakTiesOf(from, until) })
	}
	beside(tasks...)
}

// tied tells whether an attempt has the time of the one before.
func (l *attempts) tied(i int32) bool { return l.try(i-1).at() == l.try(i).at() }

func (l *attempts) breakTiesOf(from, to int32) {
	for from < to {
		i, sorted := from+1, true
		for ; i < to && l.tied(i); i++ {
			sorted = sorted && compareAttempts(l.try(i-1), l.try(i)) <= 0
		}
		if !sorted {
			l.sortSome(from, i)
		}
		from = i
	}
}

// sortSome sorts the attempts between two places, which have one time.
func (l *attempts) sortSome(from, to int32) {
	some := l.chunks[from>>chunkBits][from&(attemptChunk-1):]
	if to-from > fewAttempts || int(to-from) > len(some) {
		some = nil
		for i := from; i < to; i++ {
			some = append(some, *l.try(i))
		}
		slices.SortFunc(some, func(x, y packed) int { return compareAttempts(&x, &y) })
		for i := from; i < to; i++ {
			*l.try(i) = some[i-from]
		}
		return
	}
	sortFew(some[:to-from])
}

// fewAttempts are sorted by sortFew.
const fewAttempts = 32

// sortFew sorts attempts of one time where they are.
//
// Note: a second's attempts are a dozen, and most differ in their destination.
// Numbers of that and of their places are sorted, and then the attempts are
// moved once: that takes a third of the steps of moving each down.
func sortFew(some []packed) {
	var keys [fewAttempts]uint64
	for k := range some {
		key := some[k].where&^(1<<16-1) | uint64(k)
		at := k
		for ; at > 0 && keys[at-1] > key; at-- {
			keys[at] = keys[at-1]
		}
		keys[at] = key
	}
	var sorted [fewAttempts]packed
	for k := range some {
		t, at := &some[uint16(keys[k])], k
		for ; at > 0 && sorted[at-1].where>>16 == t.where>>16 && compareAttempts(&sorted[at-1], t) > 0; at-- {
			sorted[at] = sorted[at-1]
		}
		sorted[at] = *t
	}
	copy(some, sorted[:])
}

// compareAttempts orders by time, and then by content, what tells most apart
// first: destination, reply, relay, sender.
func compareAttempts(x, y *packed) int {
	switch {
	case x.at() != y.at():
		return cmp.Compare(x.at(), y.at())
	case x.where>>16 != y.where>>16:
		return cmp.Compare(x.where, y.where)
	}
	return cmp.Or(cmp.Compare(x.sender(), y.sender()), cmp.Compare(x.size(), y.size()), cmp.Compare(x.flags(), y.flags()),
		cmp.Compare(x.message, y.message), cmp.Compare(x.recipient, y.recipient),
		cmp.Compare(x.from, y.from), cmp.Compare(x.how, y.how), cmp.Compare(x.where, y.where))
}
