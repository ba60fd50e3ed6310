package exporter

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"testing"

	"tempfail/aggregate"
)

// busy is a state of many destinations and providers.
func busy(n int) State {
	s := bothSides()
	s.Snapshot.Destinations, s.Snapshot.Providers = nil, nil
	for i := range n {
		name := fmt.Sprintf("d%d.example", i)
		s.Snapshot.Destinations = append(s.Snapshot.Destinations, row(name, name, int64(1000+i), int64(i%90), aggregate.Healthy, "greylist", 0))
		s.Snapshot.Providers = append(s.Snapshot.Providers, row(name, "", int64(1000+i), int64(i%90), aggregate.Healthy, "greylist", 0))
	}
	return s
}

// BenchmarkScrape is a scrape of a busy server, in each of the formats.
func BenchmarkScrape(b *testing.B) {
	s := busy(420)
	e, err := New(Options{State: func() State { return s }})
	if err != nil {
		b.Fatal(err)
	}
	h, err := e.Handler()
	if err != nil {
		b.Fatal(err)
	}
	for name, accept := range map[string]string{
		"text": "text/plain", "openmetrics": "application/openmetrics-text; version=1.0.0",
		"protobuf": "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			series := 0
			for b.Loop() {
				r := httptest.NewRequest("GET", "/metrics", nil)
				r.Header.Set("Accept", accept)
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				b.SetBytes(int64(w.Body.Len()))
				series = bytes.Count(w.Body.Bytes(), []byte("\n")) - bytes.Count(w.Body.Bytes(), []byte("\n#"))
			}
			if name == "text" {
				b.ReportMetric(float64(series), "series")
			}
		})
	}
}

// BenchmarkUpdate counts a snapshot of 50,000 destinations.
func BenchmarkUpdate(b *testing.B) {
	s := busy(50_000)
	r := newRoster(Options{}.withDefaults())
	at := moment{now: midnight, created: midnight}
	r.update(s.Snapshot.Destinations, at)
	b.ReportAllocs()
	for b.Loop() {
		for i := 0; i < 50_000; i += 100 {
			s.Snapshot.Destinations[i].Attempts++
		}
		r.update(s.Snapshot.Destinations, at)
	}
}

// BenchmarkPage draws the status page.
func BenchmarkPage(b *testing.B) {
	s := busy(50_000)
	e, err := New(Options{State: func() State { return s }})
	if err != nil {
		b.Fatal(err)
	}
	h, err := e.Handler()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
}
