package aggregate

import "math/bits"

// pair is two numbers that were met together: of a destination and the relay
// that served it, 0 where none was reached; of a destination and a reply; of a
// sender and a recipient.
type pair struct{ dest, relay uint32 }

func (k pair) hash() uint32 { return fold(mix(uint64(k.dest)<<32 | uint64(k.relay))) }

// pairSet is the pairs that were met.
type pairSet struct {
	index[placed]
	all []pair
}

// placed is a pair and its place in all, from 1.
type placed struct {
	pair
	at uint32
}

func newPairSet() pairSet { return pairSet{index: newIndex[placed]()} }

// pairSetFor is a new one that has room for so many.
func pairSetFor(n int) pairSet {
	return pairSet{index: index[placed]{slots: freeSlots[placed](1 << bits.Len(uint(max(n, 48)*4/3)))}, all: make([]pair, 0, n)}
}

// find is the place of a pair, or -1.
func (p *pairSet) find(k pair, hash uint32) int {
	for i := uint32(0); ; i++ {
		if s := p.slot(hash, i); s.value.at == 0 || s.value.pair == k {
			return int(s.value.at) - 1
		}
	}
}

// add puts a pair in, and tells whether it is new.
func (p *pairSet) add(k pair) bool {
	hash := k.hash()
	if p.find(k, hash) >= 0 {
		return false
	}
	p.put(k, hash)
	return true
}

// put puts in a pair that is new.
func (p *pairSet) put(k pair, hash uint32) {
	p.all = append(p.all, k)
	p.enter(hash, placed{k, uint32(len(p.all))})
}

func (p *pairSet) reset() {
	p.index.reset()
	p.all = p.all[:0]
}

// pairs counts the attempts of every pair of destination and relay: the sums
// of a destination, a relay or a provider are sums of these.
type pairs struct {
	pairSet
	rows   []tally
	limit  int   // pairs; those without a relay have a place always
	folded int64 // uses of pairs that found no place
}

// pairsPerName bounds the pairs: a destination has relays in the plural, and
// a large provider gives another of its hundreds to each connection.
const pairsPerName = 8

func newPairs(limit int) pairs { return pairs{pairSet: newPairSet(), limit: limit} }

// at is the row of a pair; where there is no place, that of the destination
// without a relay. It moves when a pair is added.
func (p *pairs) at(dest, relay uint32) *tally {
	k := pair{dest, relay}
	hash := k.hash()
	i := p.find(k, hash)
	if i < 0 && relay != 0 && len(p.rows) >= p.limit {
		p.folded++
		return p.at(dest, 0)
	}
	if i < 0 {
		i = len(p.rows)
		p.put(k, hash)
		p.rows = append(p.rows, tally{})
	}
	return &p.rows[i]
}
