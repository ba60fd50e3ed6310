package exporter

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"tempfail/aggregate"
)

// TestHistogramSeries: both kinds of buckets hold all that was observed, with
// the time counting began and a queue ID each.
func TestHistogramSeries(t *testing.T) {
	registry := prometheus.NewPedanticRegistry()
	if err := registry.Register(fixed(t, bothSides(), Options{})); err != nil {
		t.Fatal(err)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var h *dto.Histogram
	for _, f := range families {
		if f.GetName() == "tempfail_recovery_seconds" {
			h = f.Metric[0].Histogram
		}
	}
	if h == nil {
		t.Fatal("there is no histogram of recoveries")
	}
	fine, level := h.GetZeroCount(), int64(0)
	for _, d := range h.PositiveDelta {
		level += d
		fine += uint64(level)
	}
	if fine != h.GetSampleCount() || fine != 12 {
		t.Errorf("native buckets hold %d of %d", fine, h.GetSampleCount())
	}
	if !h.GetCreatedTimestamp().AsTime().Equal(midnight) {
		t.Errorf("it began at %v", h.GetCreatedTimestamp())
	}
	for _, b := range h.Bucket {
		if b.GetUpperBound() == 300 && b.GetExemplar().GetLabel()[0].GetValue() != "4bX2kq1Zz3" {
			t.Errorf("the bucket to 300 s has the example %v", b.Exemplar)
		}
	}
}

// TestHistogramEnds: what is beyond all buckets counts, and where nobody knows
// when counting began, nobody is told.
func TestHistogramEnds(t *testing.T) {
	h := new(aggregate.Histogram)
	week := (7 * 24 * time.Hour).Seconds()
	h.Examples[h.Observe(week)] = aggregate.Example{QueueID: "4bX2kq1Zz3", Seconds: week, At: midnight}
	ch := make(chan prometheus.Metric, 1)
	sink{ch: ch, desc: describe(Metrics)[0], kind: Durations}.durations(h)
	var m dto.Metric
	if err := (<-ch).Write(&m); err == nil {
		t.Error("a histogram goes by the description of a counter with labels")
	}
	row := slices.IndexFunc(Metrics, func(m Metric) bool { return m.Type == Durations })
	sink{ch: ch, desc: describe(Metrics)[row], kind: Durations}.durations(h)
	if err := (<-ch).Write(&m); err != nil {
		t.Fatal(err)
	}
	last := m.Histogram.Bucket[len(m.Histogram.Bucket)-1]
	if m.Histogram.GetSampleCount() != 1 || !math.IsInf(last.GetUpperBound(), 1) || last.GetCumulativeCount() != 1 || last.Exemplar == nil {
		t.Errorf("a week is not counted: %v", m.Histogram)
	}
	if m.Histogram.CreatedTimestamp != nil {
		t.Errorf("it began at %v", m.Histogram.CreatedTimestamp)
	}
}
