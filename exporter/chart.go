package exporter

import (
	"fmt"
	"math"
	"time"

	"tempfail/aggregate"
	"tempfail/internal/bars"
)

// chart is a timeline as bars: what failed, before all attempts. Its paths
// are data of an SVG path element.
type chart struct {
	Width, Height int
	All, Failed   string
	Says          string // for those who do not see it
	From, Until   string
	Bands         []band
}

// band is the time of a finding in a chart.
type band struct {
	X, Width string
	Tone     string
	Says     string
}

// shape is how large a chart is, and how many bars it has at most.
type shape struct{ width, height, bars int }

var (
	wide  = shape{960, 120, 96}
	spark = shape{120, 24, 40}
)

// draw returns nil where there is nothing to see.
func (s shape) draw(buckets []aggregate.Bucket) *chart {
	some := s.resample(buckets)
	var most, failed int64
	for _, b := range some {
		most = max(most, b.Attempts, b.Deferred+b.Bounced)
		failed += b.Deferred + b.Bounced
	}
	if most <= 0 {
		return nil
	}
	c := &chart{Width: s.width, Height: s.height, Says: fmt.Sprintf("%s failed, at most %s at a time", number(failed), many(most, "attempt"))}
	all, bad := make([]float64, len(some)), make([]float64, len(some))
	for i, b := range some {
		all[i], bad[i] = float64(b.Attempts)/float64(most), float64(b.Deferred+b.Bounced)/float64(most)
	}
	c.All, c.Failed = s.path(all), s.path(bad)
	return c
}

func (s shape) path(shares []float64) string {
	return bars.Path(float64(s.width), float64(s.height), shares)
}

// resample sums buckets into at most s.bars, of equal length but for
// rounding.
func (s shape) resample(buckets []aggregate.Bucket) []aggregate.Bucket {
	bars := make([]aggregate.Bucket, min(s.bars, len(buckets)))
	for i, b := range buckets {
		bar := &bars[i*len(bars)/len(buckets)]
		bar.Attempts += max(0, b.Attempts)
		bar.Deferred += max(0, b.Deferred)
		bar.Bounced += max(0, b.Bounced)
	}
	return bars
}

// within returns where the time from since to until lies between two others,
// as x and width on a line of the given length.
func within(t *aggregate.Timeline, since, until time.Time, length int) (x, width string) {
	whole := min(t.Step, 1e9) * float64(len(t.Buckets))
	if whole <= 0 {
		return "0", "0"
	}
	place := func(at time.Time) float64 {
		return float64(length) * math.Min(1, math.Max(0, at.Sub(t.Start).Seconds()/whole))
	}
	from, to := place(since), place(until)
	least := float64(length) / 200 // that can be seen
	from = math.Min(from, float64(length)-least)
	return bars.Coord(from), bars.Coord(math.Max(to-from, least))
}
