package traffic

import (
	"math"
	"time"
)

// rng is splitmix64 (Steele, Lea and Flood 2014): math/rand does not promise
// the same numbers for ever.
type rng struct{ state uint64 }

func (r *rng) next64() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (r *rng) n(n int) int           { return int(r.next64() % uint64(n)) }
func (r *rng) float() float64        { return float64(r.next64()>>11) / (1 << 53) }
func (r *rng) chance(p float64) bool { return r.float() < p }

// wait is a time between two events that come at random.
func (r *rng) wait(mean time.Duration) time.Duration {
	return time.Duration(-float64(mean) * math.Log(1-r.float()))
}

// text makes n characters out of an alphabet.
func (r *rng) text(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.n(len(alphabet))]
	}
	return string(b)
}

func (r *rng) hex(n int) string { return r.text("0123456789abcdef", n) }

// word is a name that can be spoken.
func (r *rng) word(syllables int) string {
	s := ""
	for range syllables {
		s += r.text("bdfghklmnprstvz", 1) + r.text("aeiou", 1)
	}
	return s
}

func (r *rng) person() string {
	if r.chance(0.3) {
		return r.word(2) + "." + r.word(3)
	}
	return r.word(3)
}

var networks = [...]string{"192.0.2.", "198.51.100.", "203.0.113."}
