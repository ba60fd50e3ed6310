package aggregate

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestAttemptsAreSorted sorts attempts that come nearly in order, in no order,
// and all at one time.
func TestAttemptsAreSorted(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 100, attemptChunk, 3*attemptChunk + 17} {
		for _, late := range []int64{0, 1, 50, 1 << 40} {
			for _, step := range []int64{0, 1, 10} {
				var l attempts
				var want []packed
				l.limit = 1 << 30
				for i := range int64(n) {
					x := attempt{at: 1<<41 + i*step/3, dest: chance.Uint32N(3), message: chance.Uint32N(4)}
					if late > 0 && chance.IntN(5) == 0 {
						x.at -= chance.Int64N(late)
					}
					l.add(x.pack())
					want = append(want, x.pack())
				}
				slices.SortFunc(want, func(x, y packed) int { return compareAttempts(&x, &y) })
				l.sort(oneByOne)
				if got := slices.Concat(l.chunks...); !slices.Equal(got, want) {
					t.Errorf("%d attempts, up to %d late, %d apart: not in order, or not all", n, late, step)
				}
			}
		}
	}
}
