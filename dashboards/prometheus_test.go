package dashboards_test

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tempfail/internal/promtest"
)

// prometheus is a real one, which runs until the test ends.
type prometheus struct{ *promtest.Server }

// target is what it scrapes.
type target struct{ instance, address string }

// startPrometheus starts one that scrapes the targets every second, and
// evaluates the rules as often. data is where its blocks are.
func startPrometheus(t *testing.T, data string, targets []target) *prometheus {
	t.Helper()
	rules, err := filepath.Abs("tempfail.rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [%q]\nscrape_configs:\n  - job_name: tempfail\n    static_configs:\n", rules)
	for _, target := range targets {
		fmt.Fprintf(&b, "      - {targets: [%q], labels: {instance: %q}}\n", target.address, target.instance)
	}
	return &prometheus{promtest.Start(t, data, b.String())}
}

// values counts the finite values that a query has in a span of time.
func (p *prometheus) values(expr string, from, until time.Time, step time.Duration) (n int, err error) {
	var data struct {
		Result []struct{ Values [][2]any }
	}
	err = p.Ask("/api/v1/query_range", url.Values{"query": {expr}, "start": {fmt.Sprint(from.Unix())}, "end": {fmt.Sprint(until.Unix())}, "step": {fmt.Sprint(step.Seconds())}}, &data)
	for _, series := range data.Result {
		for _, v := range series.Values {
			if f, err := strconv.ParseFloat(fmt.Sprint(v[1]), 64); err == nil && f == f && f-f == 0 {
				n++
			}
		}
	}
	return n, err
}
