package aggregate

import (
	"cmp"
	"slices"
	"strings"

	"tempfail/parser"
)

// placing is what decides where a row stands among others: most deferred
// first, then most attempts, then by name.
//
// Note: rows are made in their order, for they are half a kilobyte each: to
// sort them took two fifths of their making.
type placing struct {
	deferred, attempts int64
	name               string
	row                int
}

func place(t *tally, name string, row int) placing {
	return placing{t.deferred, t.attempts(), name, row}
}

// rowsOf makes rows in their order.
func rowsOf(order []placing, fill func(row *Row, i int)) []Row {
	slices.SortFunc(order, func(x, y placing) int {
		switch {
		case x.deferred != y.deferred:
			return cmp.Compare(y.deferred, x.deferred)
		case x.attempts != y.attempts:
			return cmp.Compare(y.attempts, x.attempts)
		}
		return cmp.Compare(x.name, y.name)
	})
	rows := make([]Row, len(order))
	for n, o := range order {
		rows[n].Name = o.name
		fill(&rows[n], o.row)
	}
	return rows
}

func (p *picture) destinations() []Row {
	sums := make([]tally, len(p.dests.rows))
	for i, q := range p.pairs.all {
		sums[q.dest].plus(&p.pairs.rows[i])
	}
	order := make([]placing, 0, len(sums))
	for i := range sums {
		name := p.dests.all[i]
		if i == 0 {
			name = otherName
		}
		if t := &sums[i]; t.attempts()+t.notTried+p.dests.rows[i].expired != 0 {
			order = append(order, place(t, name, i))
		}
	}
	return rowsOf(order, func(row *Row, i int) {
		d := &p.dests.rows[i]
		if i != 0 {
			row.Provider = p.operator[i]
		}
		row.Counts, row.TopCause, row.Causes, row.Recovery = sums[i].counts(), topCause(&d.causes), causeCounts(&d.causes), p.recovery(p.byDest[i])
		row.Waiting, row.Expired = row.Recovery.Waiting, d.expired
	})
}

func topCause(causes *[parser.NumCauses]uint32) string {
	top, n := parser.CauseUnknown, uint32(0)
	for c, m := range causes {
		if m > n {
			top, n = parser.Cause(c), m
		}
	}
	if n == 0 {
		return ""
	}
	return top.String()
}

// causeCounts are the causes that there are.
//
// Note: most rows have none or one. A place for each cause in every row made
// up two fifths of a picture.
func causeCounts(causes *[parser.NumCauses]uint32) []CauseCount {
	some := 0
	for _, n := range causes {
		some += b2i(n > 0)
	}
	if some == 0 {
		return nil
	}
	all := make([]CauseCount, 0, some)
	for c, n := range causes {
		if n > 0 {
			all = append(all, CauseCount{parser.Cause(c), int64(n)})
		}
	}
	return all
}

// provider is what the attempts at one operator sum up to.
type provider struct {
	tally
	expired int64
	causes  [parser.NumCauses]uint32
}

func (p *picture) providers() []Row {
	numbers, of := map[string]uint32{}, make([]uint32, len(p.pairs.all)) // of providers, from 1; by pair
	for i, q := range p.pairs.all {
		name := p.operatorOf(q.dest, q.relay)
		if of[i] = numbers[name]; of[i] == 0 {
			of[i] = uint32(len(numbers) + 1)
			numbers[name] = of[i]
		}
	}
	sums := make([]provider, len(numbers)+1)
	for i, n := range of {
		sums[n].plus(&p.pairs.rows[i])
	}
	ofDest := make([]uint32, len(p.dests.rows))
	for i := range p.dests.rows {
		ofDest[i] = numbers[p.operator[i]]
		s, d := &sums[ofDest[i]], &p.dests.rows[i]
		s.expired += d.expired
		for c, n := range d.causes {
			s.causes[c] += n
		}
	}
	spells := p.spellsBy(len(sums), func(s *spell) uint32 { return ofDest[s.dest] })
	pairs := groups(len(sums), count(len(of)), func(i int32) uint32 { return of[i] })
	order := make([]placing, 0, len(sums))
	for name, i := range numbers {
		order = append(order, place(&sums[i].tally, name, int(i)))
	}
	return rowsOf(order, func(row *Row, i int) {
		s := &sums[i]
		row.Provider, row.Counts, row.TopCause, row.Causes, row.Recovery = row.Name, s.counts(), topCause(&s.causes), causeCounts(&s.causes), p.recovery(spells[i])
		row.Waiting, row.Expired = row.Recovery.Waiting, s.expired
		row.Destinations, row.Relays = p.served(pairs[i]), p.busiest(pairs[i], 4)
	})
}

// served counts the destinations of some pairs.
func (p *picture) served(pairs []int32) int {
	if len(pairs) == 1 {
		return 1
	}
	dests := make([]uint32, len(pairs))
	for n, i := range pairs {
		dests[n] = p.pairs.all[i].dest
	}
	return len(distinct(dests))
}

// busiest names the relays of some pairs with most attempts.
func (p *picture) busiest(pairs []int32, n int) []string {
	type use struct {
		relay    uint32
		attempts int64
	}
	uses := make([]use, 0, len(pairs))
	for _, i := range pairs {
		if r := p.pairs.all[i].relay; r != 0 {
			uses = append(uses, use{r, p.pairs.rows[i].attempts()})
		}
	}
	slices.SortFunc(uses, func(x, y use) int { return cmp.Compare(x.relay, y.relay) })
	sums := uses[:0]
	for _, u := range uses {
		if k := len(sums) - 1; k >= 0 && sums[k].relay == u.relay {
			sums[k].attempts += u.attempts
		} else {
			sums = append(sums, u)
		}
	}
	slices.SortFunc(sums, func(x, y use) int {
		return cmp.Or(cmp.Compare(y.attempts, x.attempts), cmp.Compare(p.relays.all[x.relay], p.relays.all[y.relay]))
	})
	names := make([]string, min(len(sums), n))
	for k := range names {
		names[k] = strings.TrimSuffix(p.relays.all[sums[k].relay], "[]") // of which no address is known
	}
	return names
}

func (p *picture) senders() []Row {
	sums := p.Aggregator.senders.rows
	order := make([]placing, 0, len(sums))
	for i := range sums {
		if t := &sums[i]; i > 0 && t.attempts()+t.notTried > 0 {
			order = append(order, place(t, p.Aggregator.senders.all[i], i))
		}
	}
	return rowsOf(order, func(row *Row, i int) { row.Counts = sums[i].counts() })
}
