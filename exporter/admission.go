package exporter

import (
	"cmp"
	"slices"
	"time"
)

// admit gives places to newcomers, the heaviest first.
func (r *roster) admit(newcomers []newcomer, at moment) {
	for i := range newcomers {
		newcomers[i].cell = r.sketch.find(newcomers[i].row.Name)
	}
	slices.SortStableFunc(newcomers, func(x, y newcomer) int {
		return cmp.Or(cmp.Compare(y.weight(), x.weight()), cmp.Compare(x.row.Name, y.row.Name))
	})
	taken := r.tracked()
	for _, n := range newcomers {
		earned := r.Members[n.row.Name] != nil || n.weight() > 0 && n.weight() >= r.sketch.total/float64(2*r.limit)
		if taken >= r.limit || taken >= r.places && !earned {
			r.Folded += int64(count(n.fresh))
			continue
		}
		taken++
		r.open(n, at)
	}
}

func (n *newcomer) weight() float64 {
	if n.cell == nil {
		return 0
	}
	return n.cell.sure()
}

// open gives a name its series. What a fresh one brings is its own; what any
// other brings goes to other, as all that it had before.
func (r *roster) open(n newcomer, at moment) {
	m := r.Members[n.row.Name]
	if m == nil {
		m = &member{row: n.row, now: countsOf(n.row), waiting: n.row.Waiting, Created: at.now}
		if n.fresh {
			m.Created = earlier(at)
		} else {
			m.Last = m.now
		}
		r.Members[n.row.Name] = m
	}
	m.Shown, m.Active = true, at.now
}

// earlier is when the series of a name began that is met for the first time:
// with everything else in the first snapshot, and later now.
func earlier(at moment) time.Time {
	if at.created.IsZero() || at.created.After(at.now) {
		return at.now
	}
	return at.created
}
