package aggregate

import "testing"

// TestSieve adds half of the hashes there are: all of them pass, and of the
// others no more than one in sixteen.
func TestSieve(t *testing.T) {
	const n = 100_000
	hash := func(i int) uint32 { return pair{uint32(i), 7}.hash() }
	s := newSieve(n / 2)
	for i := 0; i < n; i += 2 {
		s.add(hash(i))
	}
	passing := 0
	for i := range n {
		switch may := s.may(hash(i)); {
		case i%2 == 0 && !may:
			t.Fatalf("%d was added, and is held back", i)
		case i%2 == 1 && may:
			passing++
		}
	}
	if passing > n/2/16 {
		t.Errorf("%d of %d pass that were never added", passing, n/2)
	}
	if empty := newSieve(0); empty.may(1) || empty.add(1) || !empty.add(1) {
		t.Error("a sieve for nothing holds nothing back, or all")
	}
}
