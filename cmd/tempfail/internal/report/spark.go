package report

import (
	"slices"
	"strings"

	"tempfail/aggregate"
	"tempfail/internal/bars"
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

// The picture of a row, and how many bars it has.
const (
	sparkWidth, sparkHeight = 120, 20
	sparkBars               = 40
)

// sparkPath draws sums as bars, the full height where they are highest, for
// the path of an SVG; "" where there is nothing to draw.
func sparkPath(sums []float64) string {
	if len(sums) == 0 || slices.Max(sums) == 0 {
		return ""
	}
	most, shares := slices.Max(sums), make([]float64, len(sums))
	for i, n := range sums {
		shares[i] = n / most
	}
	return bars.Path(sparkWidth, sparkHeight, shares)
}
