package fleet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"tempfail/aggregate"
	"tempfail/exporter"
	"tempfail/parser"
)

// Job is the label that Prometheus gives to all hosts of a case.
const Job = "tempfail"

// Sample is a value of a series at one time.
type Sample struct {
	Host   string
	At     time.Duration
	Metric string // the family: without _bucket, _sum, _count
	Series string // with labels, among them job and instance
	Value  float64
}

// window is how far the alert rules look back. What failed within it is
// present to them, also where something succeeded since.
const window = 15 * time.Minute

// Played is what came out of a case.
type Played struct {
	Findings map[string][]aggregate.Finding // of the window before Case.At, by host
}

// Scrape takes samples of the metrics that Keep names; nil keeps all.
type Scrape struct {
	From, Until, Step time.Duration
	Keep              map[string]bool
	Take              func(Sample)
}

// Play plays the case from a time on, and hands over what Prometheus would
// have scraped at every step.
func (c *Case) Play(begin time.Time, scrape Scrape) (*Played, error) {
	p := &Played{Findings: map[string][]aggregate.Finding{}}
	var one sync.Mutex
	take := scrape.Take
	scrape.Take = func(s Sample) {
		one.Lock()
		defer one.Unlock()
		take(s)
	}
	var hosts sync.WaitGroup
	var failed error
	for _, host := range c.Hosts {
		hosts.Go(func() {
			found, err := c.playHost(host, begin, &scrape)
			one.Lock()
			defer one.Unlock()
			p.Findings[host] = found
			failed = errors.Join(failed, err)
		})
	}
	hosts.Wait()
	return p, failed
}

// playHost returns the findings of the window.
func (c *Case) playHost(host string, begin time.Time, scrape *Scrape) ([]aggregate.Finding, error) {
	h, err := newPlayer(c, host, begin)
	if err != nil {
		return nil, err
	}
	var found []aggregate.Finding
	for t := scrape.From; t <= scrape.Until; t += scrape.Step {
		if err := h.advance(t, scrape); err != nil {
			return nil, err
		}
		if t <= c.At {
			found = slices.Clone(h.state.Snapshot.Findings)
		}
	}
	return slices.DeleteFunc(found, func(f aggregate.Finding) bool {
		return !f.Ongoing && f.Until.Before(begin.Add(c.At-window))
	}), nil
}

// player is one host, as far as it has been played.
type player struct {
	*Case
	host   string
	begin  time.Time
	lines  []line // still to be written
	parser parser.Parser
	sums   *aggregate.Aggregator
	state  exporter.State
	all    *prometheus.Registry
}

func newPlayer(c *Case, host string, begin time.Time) (*player, error) {
	grammar, err := parser.New(parser.Options{})
	if err != nil {
		return nil, err
	}
	h := &player{Case: c, host: host, begin: begin, lines: c.log(host), parser: grammar,
		sums: aggregate.New(aggregate.Options{}), state: exporter.State{Created: begin}, all: prometheus.NewRegistry()}
	e, err := exporter.New(exporter.Options{State: func() exporter.State { return h.state }, Build: exporter.Build{Version: "1.0.0"}})
	if err != nil {
		return nil, err
	}
	return h, h.all.Register(e)
}

// advance reads what is written until t, and is scraped.
func (h *player) advance(t time.Duration, scrape *Scrape) error {
	var ev parser.Event
	for ; len(h.lines) > 0 && h.lines[0].at <= t; h.lines = h.lines[1:] {
		l := h.lines[0]
		text := fmt.Appendf(nil, "%s %s %s", h.begin.Add(l.at).UTC().Format("2006-01-02T15:04:05.000000Z07:00"), h.host, l.text)
		result := h.parser.Parse(text, &ev)
		h.sums.Line(result)
		for more := result == parser.Found; more; more = h.parser.Next(&ev) {
			h.sums.Add(&ev)
		}
	}
	h.state.Now = h.begin.Add(t)
	h.state.Snapshot = h.sums.Snapshot(h.state.Now)
	h.state.Sources = []exporter.Source{h.source(t)}
	out := func(metric, series, labels string, value float64) {
		scrape.Take(Sample{h.host, t, metric, fmt.Sprintf("%s{instance=%q,job=%q%s}", series, h.host, Job, labels), value})
	}
	if h.is("gone", t) {
		out("up", "up", "", 0)
		return nil
	}
	out("up", "up", "", 1)
	families, err := h.all.Gather()
	if err != nil {
		return err
	}
	for _, f := range families {
		if scrape.Keep != nil && !scrape.Keep[f.GetName()] {
			continue
		}
		for _, m := range f.Metric {
			each(f.GetName(), m, func(series, labels string, value float64) { out(f.GetName(), series, labels, value) })
		}
	}
	return nil
}

func (h *player) source(t time.Duration) exporter.Source {
	s := exporter.Source{Name: "/var/log/mail.log", Up: true, CaughtUp: true}
	if h.is("unread", t) {
		s.Up, s.Error = false, "permission denied"
	}
	for _, state := range h.States {
		if state.What == "lost" && matches(state.Host, h.host) > 0 && t >= state.Span.From {
			s.LostBytes = 48_213
		}
	}
	return s
}

func (h *player) is(what string, t time.Duration) bool {
	return slices.ContainsFunc(h.States, func(s State) bool {
		return s.What == what && matches(s.Host, h.host) > 0 && s.Span.has(t)
	})
}

// each visits the series that a metric is in the text formats, and their
// labels, each with a comma before it.
func each(name string, m *dto.Metric, f func(series, labels string, value float64)) {
	var b strings.Builder
	for _, l := range m.Label {
		fmt.Fprintf(&b, ",%s=%q", l.GetName(), l.GetValue())
	}
	labels := b.String()
	switch {
	case m.Counter != nil:
		f(name, labels, m.Counter.GetValue())
	case m.Gauge != nil:
		f(name, labels, m.Gauge.GetValue())
	case m.Histogram != nil:
		h := m.Histogram
		for _, bucket := range h.Bucket {
			f(name+"_bucket", fmt.Sprintf("%s,le=%q", labels, fmt.Sprint(bucket.GetUpperBound())), float64(bucket.GetCumulativeCount()))
		}
		f(name+"_bucket", labels+`,le="+Inf"`, float64(h.GetSampleCount()))
		f(name+"_sum", labels, h.GetSampleSum())
		f(name+"_count", labels, float64(h.GetSampleCount()))
	}
}
