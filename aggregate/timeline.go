package aggregate

import (
	"time"

	"tempfail/parser"
)

// timeline counts attempts in steps of a power of two seconds. When there
// are too many steps it doubles them; the step that remains depends on what
// was counted alone, not on its order.
type timeline struct {
	step    int64 // seconds
	buckets map[int64]Bucket
	now     int64  // the bucket counted last
	pending Bucket // what is not in buckets yet of it
}

const maxBuckets = 2048

func newTimeline() timeline { return timeline{step: 1, buckets: map[int64]Bucket{}} }

func (t *timeline) add(at int64, s parser.Status, n int64) {
	b := Bucket{Attempts: n}
	switch s {
	case parser.Deferred:
		b.Deferred = n
	case parser.Bounced:
		b.Bounced = n
	}
	if i := floorDiv(at/1000, t.step); i != t.now {
		t.flush()
		t.now = floorDiv(at/1000, t.step)
	}
	t.pending.Attempts += b.Attempts
	t.pending.Deferred += b.Deferred
	t.pending.Bounced += b.Bounced
}

// flush puts what was counted last in its place.
func (t *timeline) flush() {
	b := t.pending
	if t.pending = (Bucket{}); b != t.pending {
		t.plus(t.now, b)
	}
}

func (t *timeline) plus(i int64, b Bucket) {
	c := t.buckets[i]
	c.Attempts += b.Attempts
	c.Deferred += b.Deferred
	c.Bounced += b.Bounced
	t.buckets[i] = c
	for len(t.buckets) > maxBuckets {
		t.double()
	}
}

func (t *timeline) double() {
	old := t.buckets
	t.step, t.buckets = t.step*2, make(map[int64]Bucket, len(old)/2)
	for i, b := range old {
		t.plus(floorDiv(i, 2), b)
	}
}

func (t *timeline) absorb(next *timeline) {
	t.flush()
	next.flush()
	for t.step < next.step {
		t.double()
	}
	for i, b := range next.buckets {
		t.plus(floorDiv(i*next.step, t.step), b)
	}
}

// picture cuts the time between first and last into at most width steps.
func (t *timeline) picture(first, last int64, width int) Timeline {
	t.flush()
	if first == 0 {
		return Timeline{Buckets: []Bucket{}}
	}
	from, to := first/1000, last/1000
	step := t.step
	start := floorDiv(from, step) * step
	for (to-start)/step >= int64(width) {
		step *= 2
		start = floorDiv(from, step) * step
	}
	p := Timeline{Start: time.Unix(start, 0).UTC(), Step: float64(step), Buckets: make([]Bucket, (to-start)/step+1)}
	for i, b := range t.buckets {
		if j := (i*t.step - start) / step; j >= 0 && j < int64(len(p.Buckets)) {
			p.Buckets[j].Attempts += b.Attempts
			p.Buckets[j].Deferred += b.Deferred
			p.Buckets[j].Bounced += b.Bounced
		}
	}
	return p
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
