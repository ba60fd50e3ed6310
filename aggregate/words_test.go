package aggregate

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// TestWordsAreBytes compares what looks at eight bytes at a time with what
// looks at each.
func TestWordsAreBytes(t *testing.T) {
	chance := rand.New(rand.NewPCG(5, 6))
	const small = "az.-@`{[019\x00\xC1\xDA\xFF"
	for i := range 200_000 {
		b := make([]byte, chance.IntN(24))
		from := []string{small, small + "AZ"}[i%2]
		for i := range b {
			b[i] = from[chance.IntN(len(from))]
		}
		if got, want := lastAt(b), bytes.LastIndexByte(b, '@'); got != want {
			t.Fatalf("%q: last @ at %d, want %d", b, got, want)
		}
		if got, want := hasUpper(b), bytes.ContainsAny(b, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"); got != want {
			t.Fatalf("%q: has a capital: %v, want %v", b, got, want)
		}
		n := min(len(b), chance.IntN(9))
		var tail [8]byte
		copy(tail[:], b[len(b)-n:])
		if got, want := word(b, len(b)-n), binary.BigEndian.Uint64(tail[:]); got != want {
			t.Fatalf("%q: the last %d are %x, want %x", b, n, got, want)
		}
	}
}
