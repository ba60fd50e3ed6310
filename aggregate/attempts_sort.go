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
func (l *attempts) sort() {
	late := l.takeLate()
	slices.SortFunc(late, func(x, y attempt) int { return cmp.Compare(x.at, y.at) })
	n := int32(l.n())
	from, to := n-int32(len(late))-1, n-1
	for k := len(late) - 1; k >= 0; to-- {
		if from >= 0 && l.try(from).at > late[k].at {
			*l.try(to) = *l.try(from)
			from--
		} else {
			*l.try(to) = late[k]
			k--
		}
	}
	l.breakTies()
}

// takeLate takes out the attempts that come later than one of a later time;
// the others move to the front.
func (l *attempts) takeLate() (late []attempt) {
	latest, to := int64(0), int32(0)
	for _, c := range l.chunks {
		for i := range c {
			t := &c[i]
			if t.at < latest {
				late = append(late, *t)
				continue
			}
			latest = t.at
			if len(late) > 0 {
				*l.try(to) = *t
			}
			to++
		}
	}
	return late
}

// breakTies sorts those of one time.
func (l *attempts) breakTies() {
	var some []attempt
	n := int32(l.n())
	for from := int32(0); from < n; {
		to, sorted := from+1, true
		for ; to < n && l.try(to).at == l.try(from).at; to++ {
			sorted = sorted && compareAttempts(l.try(to-1), l.try(to)) <= 0
		}
		if !sorted {
			some = some[:0]
			for i := from; i < to; i++ {
				some = append(some, *l.try(i))
			}
			slices.SortFunc(some, func(x, y attempt) int { return compareAttempts(&x, &y) })
			for i := from; i < to; i++ {
				*l.try(i) = some[i-from]
			}
		}
		from = to
	}
}

// compareAttempts orders by time, and then by content, what tells most apart
// first.
func compareAttempts(x, y *attempt) int {
	switch {
	case x.at != y.at:
		return cmp.Compare(x.at, y.at)
	case x.dest != y.dest:
		return cmp.Compare(x.dest, y.dest)
	case x.reply != y.reply:
		return cmp.Compare(x.reply, y.reply)
	case x.relay != y.relay:
		return cmp.Compare(x.relay, y.relay)
	}
	return cmp.Or(cmp.Compare(x.sender, y.sender), cmp.Compare(x.size, y.size), cmp.Compare(x.flags, y.flags),
		cmp.Compare(x.message, y.message), cmp.Compare(x.recipient, y.recipient))
}
