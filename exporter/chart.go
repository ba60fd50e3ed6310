package exporter

import (
	"fmt"
	"math"
	"strings"
	"time"

	"tempfail/aggregate"
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
	bars := s.resample(buckets)
	var most, failed int64
	for _, b := range bars {
		most = max(most, b.Attempts, b.Deferred+b.Bounced)
		failed += b.Deferred + b.Bounced
	}
	if most <= 0 {
		return nil
	}
	c := &chart{Width: s.width, Height: s.height, Says: fmt.Sprintf("%s failed, at most %s at a time", number(failed), many(most, "attempt"))}
	var all, bad strings.Builder
	each := float64(s.width) / float64(len(bars))
	for i, b := range bars {
		x := float64(i) * each
		s.bar(&all, x, each, float64(b.Attempts)/float64(most))
		s.bar(&bad, x, each, float64(b.Deferred+b.Bounced)/float64(most))
	}
	c.All, c.Failed = all.String(), bad.String()
	return c
}

// bar adds a bar; what is not nothing is high enough to be seen.
func (s shape) bar(to *strings.Builder, x, each, share float64) {
	if share <= 0 {
		return
	}
	high := max(1.5, share*float64(s.height))
	fmt.Fprintf(to, "M%s %dv-%sh%sv%sz", coord(x), s.height, coord(high), coord(each*0.82), coord(high))
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
	return coord(from), coord(math.Max(to-from, least))
}

// coord is a coordinate in tenths.
func coord(v float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
}
