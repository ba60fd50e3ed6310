package aggregate

import "math/bits"

// tries is attempts of which each stands for all that are the same in some
// way: of one message, say, and to one recipient.
//
// Note: what is the same is read from the attempts, so that a place in the
// table is 8 bytes, whatever it is; with the numbers in it, it would be 16.
type tries struct {
	index[uint32]         // places in all, from 1
	all           []int32 // the first of each kind
}

// newTries has room for so many.
func newTries(n int) tries {
	t := tries{all: make([]int32, 0, n)}
	t.index.slots = freeSlots[uint32](1 << bits.Len(uint(max(n, 48)*4/3)))
	return t
}

// find is the place of an attempt with a hash that is the same, or -1.
func (s *tries) find(hash uint32, same func(j int32) bool) int {
	for k := uint32(0); ; k++ {
		switch x := s.slot(hash, k); {
		case x.value == 0:
			return -1
		case x.hash == hash && same(s.all[x.value-1]):
			return int(x.value - 1)
		}
	}
}

// add puts an attempt in, if none is the same, and tells the place.
func (s *tries) add(i int32, hash uint32, same func(j int32) bool) (place int, fresh bool) {
	if place = s.find(hash, same); place >= 0 {
		return place, false
	}
	return s.put(i, hash), true
}

// put puts in an attempt that is new, and tells its place.
func (s *tries) put(i int32, hash uint32) (place int) {
	s.all = append(s.all, i)
	s.enter(hash, uint32(len(s.all)))
	return len(s.all) - 1
}
