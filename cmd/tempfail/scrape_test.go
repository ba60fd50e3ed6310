package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tempfail/exporter"
)

// TestPrometheusEqualsAnalyze replays a day's log while a Prometheus scrapes.
// The log is rotated, and the server ended and started again. The series must
// then say what analyze says, to the last count, and must never have gone
// down.
func TestPrometheusEqualsAnalyze(t *testing.T) {
	dir := t.TempDir()
	log, whole := filepath.Join(dir, "mail.log"), filepath.Join(dir, "whole")
	lines := bytes.SplitAfter(captures(t), []byte("\n"))[:12000]
	if err := os.WriteFile(whole, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if status := run(t.Context(), []string{"analyze", "--format", "json", "--tz", "UTC", "--no-progress", whole}, nil, &out, io.Discard, time.Now); status != statusDone {
		t.Fatalf("analyze ended with %d", status)
	}
	web, _, authority := webConfig(t)
	serve := func(listen string) *served {
		return startServe(t, "--log", log, "--state", filepath.Join(dir, "state"), "--web-config", web, "--listen", listen)
	}
	s := serve("127.0.0.1:0")
	target := s.base[len("https://"):]
	p := scraping(t, target, authority)
	const pieces = 12
	for n := range pieces {
		switch n {
		case 4:
			if err := os.Rename(log, log+".1"); err != nil {
				t.Fatal(err)
			}
		case 8:
			s.stop()
			s = serve(target)
		}
		f, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.Write(bytes.Join(lines[len(lines)*n/pieces:len(lines)*(n+1)/pieces], nil))
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		p.scrapes(t)
	}
	expected := seriesOf(t, out.Bytes())
	var differs []string
	for range 120 { // a scrape too slow for a busy machine leaves a gap until the next
		if differs = p.differs(t, expected); len(differs) == 0 {
			break
		}
		time.Sleep(250 * time.Millisecond)
	}
	for _, d := range differs {
		t.Error(d)
	}
	for _, m := range exporter.Metrics {
		if n := p.values(t, "sum(resets("+m.Name+"[10m]))"); m.Type == exporter.Counter && n[" "] != 0 {
			t.Errorf("%s went down %g times", m.Name, n[" "])
		}
	}
	if n := p.values(t, "count(count_over_time(tempfail_attempts_total[10m]) >= 10)"); n[" "] < 3 {
		t.Errorf("%g series were scraped ten times; the replay was too quick to prove anything", n[" "])
	}
}

// expectation is what an expression must yield: a value for each label set.
type expectation struct {
	expression string
	values     map[string]float64
}

// differs says where the series are not as expected.
func (p *prometheus) differs(t *testing.T, expected []expectation) (all []string) {
	t.Helper()
	for _, e := range expected {
		got := p.values(t, e.expression)
		for labels, n := range e.values {
			if got[labels] != n {
				all = append(all, fmt.Sprintf("%s{%s} is %g; analyze says %g", e.expression, labels, got[labels], n))
			}
			delete(got, labels)
		}
		for labels, n := range got {
			if n != 0 {
				all = append(all, fmt.Sprintf("%s{%s} is %g; analyze has no such row", e.expression, labels, n))
			}
		}
	}
	return all
}

type reportRow struct {
	Name                    string
	Sent, Deferred, Bounced float64
	Expired, Waiting        float64
	Replies451              float64 `json:"replies_451"`
	RefusedInbound          float64 `json:"refused_inbound"`
	Recovery                struct{ Delivered float64 }
}

// seriesOf is what a report says of the series.
func seriesOf(t *testing.T, report []byte) []expectation {
	t.Helper()
	var r struct {
		Input                   struct{ Lines float64 }
		Totals                  reportRow
		Destinations, Providers []reportRow
	}
	if err := json.Unmarshal(report, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Destinations) < 20 || r.Totals.Deferred < 100 || r.Totals.Waiting == 0 || r.Totals.Expired == 0 {
		t.Fatalf("the log proves little: %d destinations, %+v", len(r.Destinations), r.Totals)
	}
	byStatus := func(rows ...reportRow) map[string]float64 {
		all := map[string]float64{}
		for _, r := range rows {
			all[r.Name+" sent"], all[r.Name+" deferred"], all[r.Name+" bounced"] = r.Sent, r.Deferred, r.Bounced
		}
		return all
	}
	replies, waiting := map[string]float64{}, map[string]float64{}
	recovered := 0.0
	for _, d := range r.Destinations {
		recovered += d.Recovery.Delivered
		replies[d.Name+" 451"], waiting[d.Name+" "] = d.Replies451, d.Waiting
	}
	return []expectation{
		{"sum(tempfail_lines_total)", map[string]float64{" ": r.Input.Lines}},
		{"sum by (status) (tempfail_attempts_total)", byStatus(r.Totals)},
		{"tempfail_destination_attempts_total", byStatus(r.Destinations...)},
		{"tempfail_provider_attempts_total", byStatus(r.Providers...)},
		{`tempfail_destination_replies_total{code="451"}`, replies},
		{`sum by (code) (tempfail_replies_total{code="451"})`, map[string]float64{" 451": r.Totals.Replies451}},
		{"tempfail_waiting_recipients", waiting},
		{"tempfail_expired_total", map[string]float64{" ": r.Totals.Expired}},
		{"sum(tempfail_refused_inbound_total)", map[string]float64{" ": r.Totals.RefusedInbound}},
		{"tempfail_recovery_seconds_count", map[string]float64{" ": recovered}},
	}
}
