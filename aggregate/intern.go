package aggregate

import "hash/maphash"

// names gives each distinct name a small number, up to a limit. Number 0 is
// for the names that found no place, and for no name at all.
type names struct {
	index[uint32]
	seed   maphash.Seed
	all    []string
	uses   []int64 // of each name; of number 0, those of no name at all are not counted
	limit  int
	folded int64 // uses of names that found no place
}

func newNames(limit int) names {
	return names{index: newIndex[uint32](), seed: maphash.MakeSeed(), all: []string{""}, uses: []int64{0}, limit: limit}
}

// find returns the number of a name; 0 where it has none.
func (n *names) find(name string, hash uint32) uint32 {
	for i := uint32(0); ; i++ {
		if s := n.slot(hash, i); s.id == 0 || s.hash == hash && n.all[s.id] == name {
			return s.id
		}
	}
}

// findBytes is find.
func (n *names) findBytes(name []byte, hash uint32) uint32 {
	for i := uint32(0); ; i++ {
		if s := n.slot(hash, i); s.id == 0 || s.hash == hash && n.all[s.id] == string(name) {
			return s.id
		}
	}
}

// id returns the number of a name, and gives it one if it is new.
func (n *names) id(name []byte) uint32 {
	if len(name) == 0 {
		return 0
	}
	hash := uint32(maphash.Bytes(n.seed, name))
	if id := n.findBytes(name, hash); id != 0 {
		n.uses[id]++
		return id
	}
	return n.insert(string(name), hash, 1)
}

// number is the number of a name that has one; else 0.
func (n *names) number(name string) uint32 {
	return n.find(name, uint32(maphash.String(n.seed, name)))
}

// insert gives a new name its number.
func (n *names) insert(name string, hash uint32, uses int64) uint32 {
	if len(n.all) > n.limit {
		n.folded += uses
		return 0
	}
	id := uint32(len(n.all))
	n.enter(hash, id)
	n.all = append(n.all, name)
	n.uses = append(n.uses, uses)
	return id
}

// adopt is id for a name that another table has used so often.
func (n *names) adopt(name string, uses int64) uint32 {
	hash := uint32(maphash.String(n.seed, name))
	if id := n.find(name, hash); id != 0 {
		n.uses[id] += uses
		return id
	}
	return n.insert(name, hash, uses)
}

// table is names with a row of T for each.
type table[T any] struct {
	names
	rows []T
}

func newTable[T any](limit int) table[T] {
	return table[T]{names: newNames(limit), rows: make([]T, 1)}
}

// put returns the number of a name, and whether it is new.
func (t *table[T]) put(name []byte) (id uint32, fresh bool) {
	id = t.names.id(name)
	return id, t.extend(id)
}

// extend makes the row of a name, if it has none.
func (t *table[T]) extend(id uint32) bool {
	if int(id) < len(t.rows) {
		return false
	}
	var zero T
	t.rows = append(t.rows, zero)
	return true
}

func (t *table[T]) id(name []byte) uint32 {
	id, _ := t.put(name)
	return id
}

// at is the row of a name; it moves when the table grows.
func (t *table[T]) at(id uint32) *T { return &t.rows[id] }

// absorb adds the rows of next to t and returns the number that each of
// next's names has in t.
func (t *table[T]) absorb(next *table[T], add func(dst, src *T)) []uint32 {
	to := make([]uint32, len(next.rows))
	add(&t.rows[0], &next.rows[0])
	for i := 1; i < len(next.rows); i++ {
		id := t.adopt(next.all[i], next.uses[i])
		t.extend(id)
		to[i] = id
		add(&t.rows[id], &next.rows[i])
	}
	t.folded += next.folded
	return to
}
