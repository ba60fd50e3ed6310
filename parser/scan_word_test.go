package parser

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
)

// TestWordsAreBytes compares what looks at eight bytes at a time with what
// looks at each.
func TestWordsAreBytes(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 4))
	const alphabet = "0123456789..//,,:[]<>\"- azAZ@`{\x00\x80\xAE\xFF"
	for range 300_000 {
		b := make([]byte, chance.IntN(24))
		for i := range b {
			b[i] = alphabet[chance.IntN(len(alphabet))]
		}
		if got, want := index(b, ','), bytes.IndexByte(b, ','); got != want {
			t.Fatalf("%q: index %d, want %d", b, got, want)
		}
		if got, want := indexEither(b, ',', '-'), bytes.IndexAny(b, ",-"); got != want {
			t.Fatalf("%q: index of either %d, want %d", b, got, want)
		}
		if got, want := plainAddressEnd(b), bytes.IndexAny(b, `<>"`); got != want {
			t.Fatalf("%q: end of an address %d, want %d", b, got, want)
		}
		n, lower, digits := alnumRun(b)
		if want, wantLower, wantDigits := alnumRunOfBytes(b); n != want || lower != wantLower || digits != wantDigits {
			t.Fatalf("%q: %d letters and digits, %v %v, want %d, %v %v", b, n, lower, digits, want, wantLower, wantDigits)
		}
		number, rest := cutDecimal(b)
		want, wantRest := cutLongDecimal(b)
		if number != want || len(rest) != len(wantRest) {
			t.Fatalf("%q: %v and %q, want %v and %q", b, number, rest, want, wantRest)
		}
	}
}

// TestDecimalsAreExact wants the numbers that Postfix writes to be what
// strconv makes of them.
func TestDecimalsAreExact(t *testing.T) {
	for places := range 5 {
		for n := 0; n < 100_000; n += 7 {
			text := fmt.Sprintf("%.*f", places, float64(n)/powersOfTen[places])
			want, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			if got, rest := cutDecimal([]byte(text + "/1, dsn=")); got != want || len(rest) != len("/1, dsn=") {
				t.Fatalf("%s: %v and %q", text, got, rest)
			}
		}
	}
}

func alnumRunOfBytes(b []byte) (n int, lower, digits bool) {
	for ; n < len(b) && isAlnum(b[n]); n++ {
		lower = lower || 'a' <= b[n] && b[n] <= 'z'
		digits = digits || isDigit(b[n])
	}
	return n, lower, digits
}
