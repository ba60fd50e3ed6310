package aggregate

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestFineBuckets(t *testing.T) {
	for _, v := range []float64{0.0001, FineZero, 0.0079, 0.01, 0.5, 0.99, 1, 1.01, 1.0905, 2, 5, 300, 86400, 1 << 21, 1 << 22, math.Inf(1)} {
		i := fineBucket(v)
		upper := math.Exp2(float64(FineFirst+i-1) / (1 << FineSchema))
		lower := math.Exp2(float64(FineFirst+i-2) / (1 << FineSchema))
		switch {
		case i == 0 && v > FineZero, i > 0 && v <= lower*(1-1e-12), i > 0 && i < fineBuckets-1 && v > upper*(1+1e-12):
			t.Errorf("%g is in bucket %d, from %g to %g", v, i, lower, upper)
		}
	}
}

func TestHistogramAdds(t *testing.T) {
	var whole, first, second Histogram
	for i := range 1000 {
		v := float64(i*i) / 7
		part := &first
		if i >= 600 {
			part = &second
		}
		for _, h := range []*Histogram{&whole, part} {
			b, at := h.Observe(v), time.Unix(0, 0).Add(time.Duration(i)*time.Minute)
			h.Show(b, Example{QueueID: "4bX2kq1Zz3", Seconds: v, At: at})
			if !h.Examples[b].At.Equal(at) {
				t.Fatalf("a minute later the example of bucket %d is still shown", b)
			}
		}
	}
	first.Add(&second)
	if first != whole {
		t.Error("two parts are not the whole")
	}
	for _, odd := range []float64{-1, math.NaN(), math.Inf(1)} {
		whole.Observe(odd)
	}
	if whole.Counts[0] != first.Counts[0]+2 || whole.Counts[len(Bounds)] != first.Counts[len(Bounds)]+1 {
		t.Error("what is no length of time is not counted where it does least harm")
	}
}

// TestExamplesAdd: the examples of two parts are those of the whole, wherever
// it is cut, and in whatever order they come.
func TestExamplesAdd(t *testing.T) {
	all := []Example{
		{QueueID: "4C", Seconds: 2, At: time.Unix(600, 0)}, {QueueID: "4B", Seconds: 3, At: time.Unix(600, 0)},
		{QueueID: "4B", Seconds: 2, At: time.Unix(600, 0)}, {QueueID: "4A", Seconds: 2, At: time.Unix(630, 0)},
		{QueueID: "4D", Seconds: 2, At: time.Unix(590, 0)}, {QueueID: "4E", Seconds: 2, At: time.Unix(659, 0)},
	}
	for seed := range uint64(50) {
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for cut := range len(all) + 1 {
			var first, second Histogram
			for i, x := range all {
				part := &first
				if i >= cut {
					part = &second
				}
				part.Show(1, x)
			}
			first.Add(&second)
			if got, want := first.Examples[1], (Example{QueueID: "4B", Seconds: 2, At: time.Unix(600, 0)}); got != want {
				t.Fatalf("cut at %d, the example of %v is %v, want %v", cut, all, got, want)
			}
		}
	}
}
