package aggregate

import (
	"math/rand/v2"
	"testing"
)

// TestIndexIsAMap puts numbers in and takes them out, many of one hash, and
// asks for all of them.
func TestIndexIsAMap(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	x, want := newIndex[uint32](), map[uint32]uint32{} // hash by number
	for range 50_000 {
		number := 1 + chance.Uint32N(400)
		if hash, ok := want[number]; ok {
			if !x.remove(hash, number) || x.remove(hash, number) {
				t.Fatalf("%d was not in, or is so twice", number)
			}
			delete(want, number)
		} else {
			hash := chance.Uint32N(300) * 0x01000001
			x.enter(hash, number)
			want[number] = hash
		}
		if x.used != len(want) {
			t.Fatalf("%d used, want %d", x.used, len(want))
		}
		for number, hash := range want {
			if !holds(&x, hash, number) {
				t.Fatalf("%d of hash %d is not found", number, hash)
			}
			break // a random one
		}
	}
	for number, hash := range want {
		if !holds(&x, hash, number) {
			t.Fatalf("%d of hash %d is not found", number, hash)
		}
	}
	free := 0
	for _, s := range x.slots {
		free += b2i(s.value == 0)
	}
	if free != len(x.slots)-len(want) {
		t.Errorf("%d slots are free of %d, with %d used", free, len(x.slots), len(want))
	}
}

func holds(x *index[uint32], hash, number uint32) bool {
	for i := uint32(0); ; i++ {
		switch s := x.slot(hash, i); {
		case s.value == 0:
			return false
		case s.value == number:
			return s.hash == hash
		}
	}
}
