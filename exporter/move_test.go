package exporter

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"tempfail/aggregate"
	"tempfail/parser"
)

// feed reads logs as the sidecar does, and has the state that they make.
type feed struct {
	parser parser.Parser
	sums   *aggregate.Aggregator
	state  State
}

func newFeed(t *testing.T) *feed {
	t.Helper()
	p, err := parser.New(parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &feed{parser: p, sums: aggregate.New(aggregate.Options{}), state: State{Created: midnight}}
}

func (f *feed) read(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "move", file))
	if err != nil {
		t.Fatal(err)
	}
	var ev parser.Event
	for line := range bytes.Lines(text) {
		result := f.parser.Parse(bytes.TrimSuffix(line, []byte("\n")), &ev)
		f.sums.Line(result)
		for more := result == parser.Found; more; more = f.parser.Next(&ev) {
			f.sums.Add(&ev)
		}
	}
	f.state.Snapshot = f.sums.Snapshot(time.Time{})
	f.state.Now = *f.state.Snapshot.Input.Until
}

// TestEveryMetricMoves reads a log in two parts. A metric that the second
// part does not change is one that nobody counts.
func TestEveryMetricMoves(t *testing.T) {
	f := newFeed(t)
	f.state.Sources = []Source{{Name: "mail.log", Up: true, CaughtUp: true}}
	e, err := New(Options{State: func() State { return f.state }, Names: 3})
	if err != nil {
		t.Fatal(err)
	}
	f.read(t, "1.log")
	before := gathered(t, e)
	f.read(t, "2.log")
	f.state.Sources = []Source{{Name: "mail.log", Lag: time.Minute, LostBytes: 17}}
	f.state.Misread, f.state.Unsaved = true, true
	after := gathered(t, e)
	for _, m := range Metrics {
		moved := false
		for series, value := range after[m.Name] {
			was, there := before[m.Name][series]
			moved = moved || value != was
			if there && m.Type != Gauge && value < was {
				t.Errorf("%s{%s} went down from %g to %g", m.Name, series, was, value)
			}
		}
		if moved == (m.Name == "tempfail_build_info") {
			t.Errorf("%s: moved is %v", m.Name, moved)
		}
		for series := range before[m.Name] {
			if _, there := after[m.Name][series]; !there && m.Type != Gauge {
				t.Errorf("%s{%s} is gone", m.Name, series)
			}
		}
	}
	e.agrees(t, f.state.Snapshot)
}

// agrees holds the series to the report they come from.
func (e *Exporter) agrees(t *testing.T, s *aggregate.Snapshot) {
	t.Helper()
	got := gathered(t, e)
	sum := func(metric string) (all float64) {
		for _, v := range got[metric] {
			all += v
		}
		return all
	}
	for metric, want := range map[string]int64{
		"tempfail_attempts_total":             s.Totals.Attempts,
		"tempfail_destination_attempts_total": s.Totals.Attempts,
		"tempfail_provider_attempts_total":    s.Totals.Attempts,
		"tempfail_replies_total":              s.Totals.Deferred + s.Totals.Bounced,
		"tempfail_destination_replies_total":  s.Totals.Deferred + s.Totals.Bounced,
		"tempfail_lines_total":                s.Input.Lines,
		"tempfail_provider_replies_total":     s.Totals.Deferred + s.Totals.Bounced,
		"tempfail_sender_attempts_total":      s.Totals.Attempts,
		"tempfail_waiting_recipients":         s.Totals.Waiting,
		"tempfail_expired_total":              s.Totals.Expired,
		"tempfail_refused_inbound_total":      s.Totals.RefusedInbound,
	} {
		if sum(metric) != float64(want) {
			t.Errorf("%s adds up to %g; the report has %d", metric, sum(metric), want)
		}
	}
}

// gathered returns the values of all series: of histograms, how many were
// observed.
func gathered(t *testing.T, c prometheus.Collector) map[string]map[string]float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	if err := registry.Register(c); err != nil {
		t.Fatal(err)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]float64{}
	for _, family := range families {
		all[family.GetName()] = map[string]float64{}
		for _, m := range family.Metric {
			all[family.GetName()][fmt.Sprint(m.Label)] = valueOf(m)
		}
	}
	return all
}

func valueOf(m *dto.Metric) float64 {
	switch {
	case m.Counter != nil:
		return m.Counter.GetValue()
	case m.Gauge != nil:
		return m.Gauge.GetValue()
	}
	return float64(m.Histogram.GetSampleCount())
}
