package exporter

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"tempfail/aggregate"
)

// Describe implements prometheus.Collector.
func (e *Exporter) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range e.descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (e *Exporter) Collect(ch chan<- prometheus.Metric) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.take()
	v := &view{State: s, Exporter: e}
	for i := range Metrics {
		m := &Metrics[i]
		m.read(v, sink{ch, e.descs[i], m.Type, s.Created})
	}
}

// view is what the rows of the table of metrics read from.
type view struct {
	State
	*Exporter
}

func describe(rows []Metric) []*prometheus.Desc {
	descs := make([]*prometheus.Desc, len(rows))
	for i, m := range rows {
		var opts []prometheus.DescOpt
		if m.Unit != "" {
			opts = append(opts, prometheus.WithUnit(m.Unit))
		}
		descs[i] = prometheus.V2.NewDesc(m.Name, m.Help, prometheus.UnconstrainedLabels(m.Labels), nil, opts...)
	}
	return descs
}

// sink takes the series of one metric.
type sink struct {
	ch      chan<- prometheus.Metric
	desc    *prometheus.Desc
	kind    Type
	created time.Time
}

// put sends a series; the label values come in the order of Metric.Labels.
func (s sink) put(value float64, labels ...string) {
	for i, value := range labels {
		labels[i] = label(value)
	}
	var m prometheus.Metric
	var err error
	switch {
	case s.kind == Gauge:
		m, err = prometheus.NewConstMetric(s.desc, prometheus.GaugeValue, value, labels...)
	case s.created.IsZero():
		m, err = prometheus.NewConstMetric(s.desc, prometheus.CounterValue, value, labels...)
	default:
		m, err = prometheus.NewConstMetricWithCreatedTimestamp(s.desc, prometheus.CounterValue, value, s.created, labels...)
	}
	if err != nil {
		m = prometheus.NewInvalidMetric(s.desc, err)
	}
	s.ch <- m
}

// since is s for series that began at another time.
func (s sink) since(created time.Time) sink {
	s.created = created
	return s
}

// durations sends a histogram; nil is an empty one.
func (s sink) durations(h *aggregate.Histogram) {
	if h == nil {
		h = new(aggregate.Histogram)
	}
	upTo, all := map[float64]uint64{}, uint64(0)
	for i, bound := range aggregate.Bounds {
		all += uint64(h.Counts[i])
		upTo[bound] = all
	}
	all += uint64(h.Counts[len(aggregate.Bounds)])
	fine := map[int]int64{}
	for i, n := range h.Fine[1:] {
		if n > 0 {
			fine[aggregate.FineFirst+i] = n
		}
	}
	seconds := float64(h.Milliseconds) / 1000
	classic, err := prometheus.NewConstHistogramWithCreatedTimestamp(s.desc, all, seconds, upTo, s.created)
	if err != nil {
		classic = prometheus.NewInvalidMetric(s.desc, err)
	}
	native, err := prometheus.NewConstNativeHistogram(s.desc, all, seconds, fine, nil, uint64(h.Fine[0]), aggregate.FineSchema, aggregate.FineZero, s.created)
	if err != nil {
		native = prometheus.NewInvalidMetric(s.desc, err)
	}
	s.ch <- withExamples(histogram{classic, native, s.created.IsZero()}, h)
}

// withExamples gives the buckets the queue IDs of messages that fell there.
func withExamples(m prometheus.Metric, h *aggregate.Histogram) prometheus.Metric {
	var all []prometheus.Exemplar
	for _, x := range h.Examples {
		if x.QueueID != "" {
			id := []rune(label(x.QueueID))
			all = append(all, prometheus.Exemplar{Value: x.Seconds, Timestamp: x.At,
				Labels: prometheus.Labels{"queue_id": string(id[:min(len(id), maxQueueID)])}})
		}
	}
	if len(all) == 0 {
		return m
	}
	with, err := prometheus.NewMetricWithExemplars(m, all...)
	if err != nil {
		return m // the times matter more than the examples
	}
	return with
}

// maxQueueID is longer than any mail server's queue ID, and with its label's
// name within prometheus.ExemplarMaxRunes.
const maxQueueID = 64

// histogram is one with classic and with native buckets: text formats show
// the first, the protobuf format carries both.
type histogram struct {
	classic, native prometheus.Metric
	ageless         bool // nobody knows when it began
}

func (h histogram) Desc() *prometheus.Desc { return h.classic.Desc() }

func (h histogram) Write(out *dto.Metric) error {
	if err := h.classic.Write(out); err != nil {
		return err
	}
	var native dto.Metric
	if err := h.native.Write(&native); err != nil {
		return err
	}
	to, from := out.Histogram, native.Histogram
	to.Schema, to.ZeroThreshold, to.ZeroCount = from.Schema, from.ZeroThreshold, from.ZeroCount
	to.PositiveSpan, to.PositiveDelta = from.PositiveSpan, from.PositiveDelta
	if h.ageless {
		to.CreatedTimestamp = nil
	}
	return nil
}
