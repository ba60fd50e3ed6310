package aggregate

// index finds things by a hash of what they are: their number, or a pointer to
// them. The zero value stands for none.
//
// Note: it is an open-addressing table, and with numbers it holds no pointer:
// a look-up costs one line of cache less than in a map, and the garbage
// collector passes it by. Who asks walks the slots himself and compares the
// thing; a function to do that would cost more than the rest.
type index[V comparable] struct {
	slots []slot[V] // a power of two, at most three quarters full
	used  int
}

// slot is a thing and its hash; the zero thing is a free slot.
type slot[V comparable] struct {
	hash  uint32
	value V
}

func newIndex[V comparable]() index[V] { return index[V]{slots: make([]slot[V], 64)} }

// freeSlots makes so many slots.
//
// Note: clearing writes what is zero already. Without it the first look into a
// page of new memory maps a page of zeros there, for reading; the first entry
// then maps another one, and has to interrupt all other cores to make them
// forget the first. That was a twentieth of reading a log on two cores.
func freeSlots[V comparable](n int) []slot[V] {
	slots := make([]slot[V], n)
	clear(slots)
	return slots
}

// slot is where a search comes to after some steps.
func (x *index[V]) slot(hash, steps uint32) *slot[V] {
	return &x.slots[(hash+steps)&uint32(len(x.slots)-1)]
}

// enter puts a thing in that is new.
func (x *index[V]) enter(hash uint32, value V) {
	var none V
	if old := x.slots; 4*(x.used+1) > 3*len(old) {
		x.slots = freeSlots[V](2 * len(old))
		for _, s := range old {
			if s.value != none {
				x.place(s)
			}
		}
	}
	x.place(slot[V]{hash, value})
	x.used++
}

// place puts a slot into the first free one.
func (x *index[V]) place(s slot[V]) {
	var none V
	i := uint32(0)
	for x.slot(s.hash, i).value != none {
		i++
	}
	*x.slot(s.hash, i) = s
}

// remove takes a thing out, and tells whether it was in.
func (x *index[V]) remove(hash uint32, value V) bool {
	var none V
	i := uint32(0)
	for x.slot(hash, i).value != value {
		if x.slot(hash, i).value == none {
			return false
		}
		i++
	}
	x.used--
	// Those after it move up, as far as their search comes by here: so a
	// search may end at the first free slot.
	mask := uint32(len(x.slots) - 1)
	hole := (hash + i) & mask
	for at := (hole + 1) & mask; x.slots[at].value != none; at = (at + 1) & mask {
		if (at-x.slots[at].hash)&mask >= (at-hole)&mask {
			x.slots[hole], hole = x.slots[at], at
		}
	}
	x.slots[hole] = slot[V]{}
	return true
}

func (x *index[V]) reset() {
	clear(x.slots)
	x.used = 0
}
