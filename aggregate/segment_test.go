package aggregate

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestSegments reads trials as text: x failed, . passed, blank abstained.
func TestSegments(t *testing.T) {
	for _, c := range []struct {
		trials, want string // the runs found, in brackets
	}{
		{"......................................", "......................................"},
		{".........x........x...................", ".........x........x..................."},
		{"............xxxxxxxx..................", "............[xxxxxxxx].................."},
		{"xxxxxxxx..............................", "[xxxxxxxx].............................."},
		{"..............................xxxxxxxx", "..............................[xxxxxxxx]"},
		{"..........xxxxx.xxxx.xxx..............", "..........[xxxxx.xxxx.xxx].............."},
		{"..........xxxx  xxxx..................", "..........[xxxx  xxxx].................."},
		{"..x...xxxxxxxxxxxxxxx.................", "..x...[xxxxxxxxxxxxxxx]................."},
		{"...xxxxxxxx....................................xxxxxxxx......", "...[xxxxxxxx]....................................[xxxxxxxx]......"},
		{"....x.x.xx.xx.x.xx..xx.x.xx.x.........", "....[x.x.xx.xx.x.xx..xx.x.xx.x]........."},
	} {
		got := c.trials
		votes := make([]vote, len(got))
		for i := range votes {
			votes[i] = map[byte]vote{'x': failed, '.': passed}[got[i]]
		}
		found := segments(votes, odds{0.02, 0.6}, 1e-4)
		for i := len(found) - 1; i >= 0; i-- {
			s := found[i]
			got = got[:s.from] + "[" + got[s.from:s.to+1] + "]" + got[s.to+1:]
		}
		if got != c.want {
			t.Errorf("\n%s, want\n%s", got, c.want)
		}
	}
}

// TestSegmentCounts: what trim takes off the ends, and what joinNear joins, is
// counted as it stands in the trials.
func TestSegmentCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	trimmed, joined := 0, 0
	for range 300 {
		e, votes, trials := flickering(r)
		o := odds{0.05, faultRate}
		found := segments(votes, o, 1)
		for _, s := range found {
			if again := trim(segment{from: s.from, to: s.to}, votes, o); again != s {
				t.Fatalf("%+v, trimmed again: %+v", s, again)
			}
		}
		out := joinNear(found, votes, trials, e)
		trimmed, joined = trimmed+len(found), joined+len(found)-len(out)
		for _, s := range append(found, out...) {
			if fails, n := tallyVotes(votes[s.from : s.to+1]); fails != s.fails || n != s.n {
				t.Fatalf("a run of %d trials, %d of them failed, is counted as %d, %d", n, fails, s.n, s.fails)
			}
		}
	}
	if trimmed == 0 || joined == 0 {
		t.Errorf("%d runs were found, %d joined", trimmed, joined)
	}
}

// flickering makes trials whose failures are dense at times, a second apart.
func flickering(r *rand.Rand) (e *evidence, votes []vote, trials []int32) {
	e = &evidence{picture: &picture{Aggregator: New(Options{})}}
	share := 0.0
	for i := range int64(2000) {
		if r.IntN(30) == 0 {
			share = []float64{0.02, 0.3, 0.6, 0.99}[r.IntN(4)]
		}
		v := abstain
		if r.Float64() < 0.9 {
			v = passed
			if r.Float64() < share {
				v = failed
			}
		}
		x := attempt{at: 1000 * i}
		e.attempts.add(x.pack())
		votes, trials = append(votes, v), append(trials, int32(i))
	}
	return e, votes, trials
}

// TestChance: where nothing is wrong, a segment is found no more often than
// its bound says.
func TestChance(t *testing.T) {
	const runs, trials, bound = 4000, 500, 0.01
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range runs {
		votes := make([]vote, trials)
		for i := range votes {
			votes[i] = passed
			if r.Float64() < 0.02 {
				votes[i] = failed
			}
		}
		if len(segments(votes, odds{0.02, 0.6}, bound)) > 0 {
			found++
		}
	}
	if found > runs*bound {
		t.Errorf("found a fault in %d of %d healthy runs; the bound is %v", found, runs, bound)
	}
}

// TestRecovery compares with estimates worked out by hand.
func TestRecovery(t *testing.T) {
	minutes := func(m float64) int64 { return int64(m * 60_000) }
	of := func(how uint8, waits ...float64) (out []spell) {
		for _, w := range waits {
			out = append(out, spell{end: minutes(w), how: how})
		}
		return out
	}
	for _, c := range []struct {
		name     string
		spells   []spell
		p50, p90 float64 // minutes; 0 for none
	}{
		{"none", nil, 0, 0},
		{"all delivered", of(spellDelivered, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 5, 9},
		{"nobody delivered", of(spellWaiting, 1, 2, 3), 0, 0},
		// 4 of 8 at risk are delivered before anyone is censored.
		{"half wait on", append(of(spellDelivered, 1, 2, 3, 4), of(spellWaiting, 60, 60, 60, 60)...), 4, 0},
		// Those given up early leave the risk set: 1, then (1 of 2), then (1 of 1).
		{"given up early", append(of(spellDelivered, 10, 20), of(spellExpired, 1, 1)...), 10, 20},
	} {
		got := (&picture{spells: c.spells}).recovery(count(len(c.spells)))
		for _, q := range []struct {
			name string
			got  *float64
			want float64
		}{{"p50", got.P50, c.p50}, {"p90", got.P90, c.p90}} {
			switch {
			case q.got == nil && q.want == 0:
			case q.got == nil || *q.got != q.want*60:
				t.Errorf("%s: %s is %v seconds, want %v minutes", c.name, q.name, q.got, q.want)
			}
		}
	}
}

// TestTimelineForgetsOrder: the steps depend on what was counted alone.
func TestTimelineForgetsOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	times := make([]int64, 9000)
	for i := range times {
		times[i] = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli() + r.Int64N(400*24*3600*1000)
	}
	whole, first, second := newTimeline(), newTimeline(), newTimeline()
	for i, at := range times {
		whole.add(at, 0, 1)
		if i%2 == 0 {
			first.add(at, 0, 1)
		} else {
			second.add(at, 0, 1)
		}
	}
	first.absorb(&second)
	whole.flush()
	if whole.step != first.step || len(whole.buckets) != len(first.buckets) {
		t.Fatalf("%d steps of %d s, merged %d of %d s", len(whole.buckets), whole.step, len(first.buckets), first.step)
	}
	for i, b := range whole.buckets {
		if first.buckets[i] != b {
			t.Fatalf("step %d: %+v, merged %+v", i, b, first.buckets[i])
		}
	}
}
