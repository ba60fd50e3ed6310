package aggregate

import (
	"cmp"
	"slices"

	"tempfail/parser"
)

const (
	newcomerOperators = 3   // must greylist alike
	newcomerFresh     = 0.9 // of those they refuse must be new to them
)

// newcomers is the test of greylisting by many who get little mail each, as a
// newsletter to new domains meets it: they refuse with the same words those
// that they never met, pass them later, and meanwhile others take mail.
func (e *evidence) newcomers(byOp [][]chain) {
	rows := map[uint16]map[uint32]bool{} // operators by the reply they gave
	for op, chains := range byOp {
		for _, c := range chains {
			i := e.chains.first(c)
			row := e.try(i).reply()
			if e.explained[i] || !maybeGreylist.has(e.at[i]) || e.replies.rows[row].origin != parser.Remote {
				continue
			}
			if rows[row] == nil {
				rows[row] = map[uint32]bool{}
			}
			rows[row][uint32(op)] = true
		}
	}
	for _, row := range sortedKeys(rows) {
		if len(rows[row]) < newcomerOperators {
			continue
		}
		var chains []chain
		var all []int32
		for _, op := range sortedKeys(rows[row]) {
			chains = append(chains, byOp[op]...)
			all = append(all, e.opAll(op)...)
		}
		cs, mine := e.contacts(chains, e.saying(row))
		if len(cs) <= minimumFails || !e.welcomed(cs) {
			continue
		}
		slices.SortFunc(cs, func(x, y contact) int { return cmp.Compare(x.first, y.first) })
		slices.Sort(all)
		if 2*len(cs) >= e.pairs(all) && e.metBefore(all, cs) <= (1-newcomerFresh)*float64(len(cs)) && e.othersPass(rows[row], cs) {
			e.greylisted(cs, mine, false)
		}
	}
}

// metBefore counts the refused whom the receiver had accepted before.
func (e *evidence) metBefore(all []int32, cs []contact) (n float64) {
	accepted := map[pair]int64{}
	for _, i := range all {
		t := e.try(i)
		if k := (pair{t.from, t.recipient}); e.at[i] == layerNone && accepted[k] == 0 {
			accepted[k] = t.at()
		}
	}
	for _, c := range cs {
		t := e.try(c.refusal)
		if when := accepted[pair{t.from, t.recipient}]; when != 0 && when < c.first {
			n++
		}
	}
	return n
}

// othersPass tells whether operators that do not refuse so took mail meanwhile.
func (e *evidence) othersPass(refusing map[uint32]bool, cs []contact) bool {
	since, until := cs[0].first, cs[len(cs)-1].last
	passing := map[uint32]bool{}
	for _, i := range e.between(e.firsts, since, until) {
		if e.at[i] == layerNone && !refusing[e.opOf(i)] {
			passing[e.opOf(i)] = true
		}
	}
	return len(passing) >= newcomerOperators
}
