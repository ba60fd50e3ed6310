package aggregate

import "slices"

// failing are the trials that failed, but for those that are explained or say
// nothing.
func (e *evidence) failing() []int32 {
	return filter(e.firsts, func(i int32) bool { return e.at[i] != layerNone && !e.explained[i] && !e.dead[e.opOf(i)] })
}

// sharing is the values of a trait that may be at fault.
type sharing struct {
	values int      // that failed often enough to be looked at
	of     []uint32 // of these, in order, those that failed at several operators
	trials [][]int32
}

// sharing gathers the trials of the values of a trait that may be at fault, if
// there is more than one value.
func (e *evidence) sharing(t *trait, failing []int32) (s sharing) {
	for _, c := range e.accused(t, failing) {
		if c.fails < minimumFails || c.value == 0 {
			continue
		}
		s.values++
		if c.operators >= traitOperators {
			s.of = append(s.of, c.value)
		}
	}
	if len(s.of) == 0 || !e.several(t) {
		return sharing{}
	}
	slices.Sort(s.of)
	numbers := newIndex[uint32]() // from 1
	for n, v := range s.of {
		numbers.enter(v, uint32(n+1))
	}
	all, ends := gathered(len(s.of), e.firsts, func(k int) uint32 {
		i := e.firsts[k]
		if e.dead[e.opOf(i)] {
			return 0
		}
		return numberOf(&numbers, t.of(e, i))
	})
	for n := range s.of {
		s.trials = append(s.trials, all[ends[n]:ends[n+1]])
	}
	return s
}

// numberOf is the number of a value; 0 for none.
func numberOf(numbers *index[uint32], v uint32) uint32 {
	for k := uint32(0); ; k++ {
		if s := numbers.slot(v, k); s.hash == v || s.value == 0 {
			return s.value
		}
	}
}

// accused is how a value of a trait fared.
type accused struct {
	value     uint32
	fails     int32
	operators int32 // that failed it, as far as they matter
	which     [traitOperators]uint32
}

// accused counts the failures of each value of a trait.
func (e *evidence) accused(t *trait, failing []int32) (all []accused) {
	var fault layers
	for _, f := range t.faults {
		fault |= f
	}
	places := map[uint32]int{}
	for _, i := range failing {
		if !fault.has(e.at[i]) {
			continue
		}
		v := t.of(e, i)
		n, ok := places[v]
		if !ok {
			n = len(all)
			places[v] = n
			all = append(all, accused{value: v})
		}
		c := &all[n]
		c.fails++
		if c.operators < traitOperators && !slices.Contains(c.which[:c.operators], e.opOf(i)) {
			c.which[c.operators] = e.opOf(i)
			c.operators++
		}
	}
	return all
}

// several tells whether the trials have more than one value of a trait.
func (e *evidence) several(t *trait) bool {
	if t.most != nil && t.most(e) < 2 {
		return false
	}
	first := uint32(0)
	for _, i := range e.firsts {
		v := t.of(e, i)
		if v == 0 || e.dead[e.opOf(i)] {
			continue
		}
		if first != 0 && v != first {
			return true
		}
		first = v
	}
	return false
}

// families counts the address families of the relays.
func (e *evidence) families() int {
	met := map[uint8]bool{}
	for i := range e.relays.rows {
		met[e.relays.rows[i].family] = true
	}
	delete(met, 0)
	return len(met)
}
