package report

import (
	"fmt"
	"slices"
	"strings"

	"tempfail/aggregate"
)

// spark draws the deferrals of a timeline in at most cells letters. The
// highest letter is the line's own maximum; the lowest is none at all.
func (p *page) spark(t []aggregate.Bucket, cells int) string {
	sums := resample(t, cells)
	var most float64
	for _, n := range sums {
		most = max(most, n)
	}
	if most == 0 {
		return ""
	}
	var b strings.Builder
	steps := len(p.signs.ramp) - 1
	for _, n := range sums {
		b.WriteString(p.signs.ramp[int(n/most*float64(steps)+0.999)])
	}
	return b.String()
}

// resample sums buckets into as many as cells, of equal length but for
// rounding.
func resample(t []aggregate.Bucket, cells int) []float64 {
	cells = min(cells, len(t))
	sums := make([]float64, cells)
	for i, b := range t {
		sums[i*cells/len(t)] += float64(max(0, b.Deferred))
	}
	return sums
}

// sparkBars is how many bars a picture of a row has, each three wide in 120.
const sparkBars = 40

// sparkPath draws sums as bars, 20 high where they are highest, for the path
// of an SVG; "" where there is nothing to draw. What is not nothing is high
// enough to be seen.
func sparkPath(sums []float64) string {
	if len(sums) == 0 || slices.Max(sums) == 0 {
		return ""
	}
	most, each := slices.Max(sums), 120/float64(len(sums))
	var b strings.Builder
	for i, n := range sums {
		if high := max(1.5, 20*n/most); n > 0 {
			fmt.Fprintf(&b, "M%g 20v-%gh%gv%gz", tenths(float64(i)*each), tenths(high), tenths(each*0.82), tenths(high))
		}
	}
	return b.String()
}
