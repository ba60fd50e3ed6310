package aggregate

import (
	"math/rand/v2"
	"testing"
)

// TestCensus counts the operators that passed a trial, in a short time and
// from mark to mark.
func TestCensus(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	const n = 8*leastStride + 100
	for _, ops := range []int{1, 3, 20, 50_000} {
		e := &evidence{picture: &picture{Aggregator: &Aggregator{}}, at: make([]layer, n), op: make([]uint32, n), explained: make([]bool, n), firsts: count(n)}
		e.ops.all = make([]string, ops)
		for i := range n {
			e.op[i] = chance.Uint32N(uint32(ops))
			e.attempts.add(packed{})
			if chance.IntN(3) > 0 {
				e.at[i] = layerConnect
			}
		}
		e.opFirsts = groups(ops, e.firsts, e.opOf)
		c := e.takeCensus(down)
		for range 100 {
			from := chance.IntN(n)
			to := from + chance.IntN(n-from+1)
			want, passes := map[uint32]bool{}, 0
			for _, i := range e.firsts[from:to] {
				if e.at[i] == layerNone {
					want[e.opOf(i)] = true
					passes++
				}
			}
			if got := c.passed(from, to); got != passes {
				t.Errorf("%d trials of %d to %d passed, want %d", got, from, to, passes)
			}
			if got := c.operators(from, to); got != len(want) {
				t.Errorf("%d of %d operators passed %d to %d of %d, want %d", got, ops, from, to, n, len(want))
			}
		}
	}
}
