package aggregate

import (
	"hash/maphash"
	"strings"
)

// names gives each distinct name a small number, up to a limit. Number 0 is
// for the names that found no place, and for no name at all.
//
// Note: names are told apart by a hash of 64 bits whose seed nobody knows. Two
// of a hundred thousand are taken for one in one run of four thousand million;
// to compare the names themselves costs two more lines of cache for each
// attempt, which was a tenth of the counting.
type names struct {
	index[named]
	all    []string
	chunk  *strings.Builder // holds the latest of them: see keep
	hashes []uint64         // of each name
	uses   []uint32         // of each name, since the last reset
	met    []uint32         // the names that have any, in the order in which they were met
	limit  int
	folded int64 // uses of names that found no place
}

// named is the number of a name, with the other half of its hash.
type named struct{ check, id uint32 }

// seed is one for all tables, so that a name has the same hash in a part of
// the log and in the whole.
var seed = maphash.MakeSeed()

func newNames(limit int) names {
	return names{index: newIndex[named](), all: []string{""}, hashes: []uint64{0}, uses: []uint32{0}, limit: limit}
}

// find is the place of a name's number; nil where it has none.
func (n *names) find(hash uint64) *named {
	for i := uint32(0); ; i++ {
		s := n.slot(uint32(hash), i)
		if s.value.id == 0 {
			return nil
		}
		if s.hash == uint32(hash) && s.value.check == uint32(hash>>32) {
			return &s.value
		}
	}
}

// id returns the number of a name, and gives it one if it is new.
func (n *names) id(name []byte) uint32 {
	if len(name) == 0 {
		return 0
	}
	hash := maphash.Bytes(seed, name)
	if x := n.find(hash); x != nil {
		return n.use(x.id, 1)
	}
	return n.insert(string(name), hash, 1)
}

// use counts uses of a name.
func (n *names) use(id, uses uint32) uint32 {
	if n.uses[id] == 0 {
		n.met = append(n.met, id)
	}
	n.uses[id] += uses
	return id
}

// number is the number of a name that has one; else 0.
func (n *names) number(name string) uint32 {
	if x := n.find(maphash.String(seed, name)); x != nil {
		return x.id
	}
	return 0
}

// insert gives a new name its number, as long as there is a place for it.
func (n *names) insert(name string, hash uint64, uses uint32) uint32 {
	if len(n.all) > n.limit {
		n.folded += int64(uses)
		return 0
	}
	return n.append(name, hash, uses)
}

func (n *names) append(name string, hash uint64, uses uint32) uint32 {
	id := uint32(len(n.all))
	n.enter(uint32(hash), named{uint32(hash >> 32), id})
	n.all, n.hashes, n.uses = append(n.all, n.keep(name)), append(n.hashes, hash), append(n.uses, 0)
	return n.use(id, uses)
}

// nameChunk is how many bytes of names lie together: so few, since a chunk
// lives as long as somebody holds a name that lies in it.
const nameChunk = 4096

// keep copies a name.
//
// Note: as strings of their own, a hundred thousand names are that many things
// for the garbage collector to visit each time.
func (n *names) keep(name string) string {
	if n.chunk == nil || n.chunk.Len()+len(name) > n.chunk.Cap() {
		n.chunk = new(strings.Builder)
		n.chunk.Grow(max(len(name), nameChunk))
	}
	from := n.chunk.Len()
	n.chunk.WriteString(name)
	return n.chunk.String()[from:]
}

// adopt is id for a name that another table has used so often.
func (n *names) adopt(name string, hash uint64, uses uint32) uint32 {
	if x := n.find(hash); x != nil {
		return n.use(x.id, uses)
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

// absorb adds the rows of the names that next has met to t, and returns the
// number that each of them has in t.
func (t *table[T]) absorb(next *table[T], add func(dst, src *T)) []uint32 {
	to := t.names.absorb(&next.names)
	add(&t.rows[0], &next.rows[0])
	for _, i := range next.met {
		t.extend(to[i])
		add(&t.rows[to[i]], &next.rows[i])
	}
	return to
}
