package aggregate

import "math/bits"

// sieve lets pass what was added to it, and of everything else one in sixteen
// at most: what it holds back was never added.
//
// Note: it is two bytes for each, so that it stays in the cache where a table
// does not, and most of what is asked for was never added.
type sieve struct {
	words []uint64 // a power of two
}

// newSieve is one for so many hashes. For more, it holds back less.
func newSieve(n int) sieve { return sieve{make([]uint64, 1<<bits.Len(uint(n/4)))} }

// place is where a hash has its bit.
func (s *sieve) place(hash uint32) (word *uint64, bit uint64) {
	return &s.words[hash>>6&uint32(len(s.words)-1)], 1 << (hash & 63)
}

// add adds a hash, and tells whether it may have been added before.
func (s *sieve) add(hash uint32) (maybe bool) {
	word, bit := s.place(hash)
	maybe = *word&bit != 0
	*word |= bit
	return maybe
}

// may tells whether a hash may have been added.
func (s *sieve) may(hash uint32) bool {
	word, bit := s.place(hash)
	return *word&bit != 0
}
