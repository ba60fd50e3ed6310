package exporter

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// TestMetricsFile holds METRICS.md to the table.
func TestMetricsFile(t *testing.T) {
	var b bytes.Buffer
	fmt.Fprint(&b, "# Metrics\n\nWritten from the table in [metrics.go](metrics.go) by `go generate ./exporter`; change it there.\n",
		"Names and labels are a promise to dashboards and rules: more may come, none is renamed.\n\n",
		"Counters go on over a restart, with the time they began. `destination`, `provider` and `sender` have the names with most mail, and `other`;\n",
		"every other label has a fixed set of values, all of which are there from the start.\n",
		"Histograms have classic buckets, and native ones where the scrape asks for them; their examples name a queue ID.\n\n",
		"| metric | type | unit | labels | tells |\n|---|---|---|---|---|\n")
	for _, m := range Metrics {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", m.Name, m.Type, m.Unit, strings.Join(m.Labels, ", "), strings.ReplaceAll(m.Help, "|", `\|`))
	}
	golden(t, "METRICS.md", b.Bytes())
}

func TestMetricsTable(t *testing.T) {
	if !slices.IsSortedFunc(Metrics, func(x, y Metric) int { return strings.Compare(x.Name, y.Name) }) {
		t.Error("the table is not sorted by name")
	}
	for _, m := range Metrics {
		if !strings.HasPrefix(m.Name, "tempfail_") {
			t.Errorf("%s has not the prefix tempfail_", m.Name)
		}
		if (m.Type == Counter) != strings.HasSuffix(m.Name, "_total") {
			t.Errorf("%s is a %s: counters, and they alone, end in _total", m.Name, m.Type)
		}
		if m.Unit != "" && !strings.HasSuffix(strings.TrimSuffix(m.Name, "_total"), "_"+m.Unit) {
			t.Errorf("%s has the unit %s, but does not end in it", m.Name, m.Unit)
		}
	}
}

// TestLint asks the linter of client_golang, and a registry that holds every
// series to its description.
func TestLint(t *testing.T) {
	for name, s := range map[string]State{"full": bothSides(), "empty": {}} {
		registry := prometheus.NewPedanticRegistry()
		if err := registry.Register(fixed(t, s, Options{Build: Build{"1.0.0", "abc", "go1.26"}})); err != nil {
			t.Fatal(err)
		}
		problems, err := testutil.GatherAndLint(registry)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, p := range problems {
			t.Errorf("%s: %s: %s", name, p.Metric, p.Text)
		}
	}
}

// TestPromtool asks Prometheus' own checker.
func TestPromtool(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed; apt-get install prometheus brings it, and the CI has it")
	}
	_, body := get(t, fixed(t, bothSides(), Options{}), "/metrics")
	cmd := exec.Command(promtool, "check", "metrics")
	cmd.Stdin = strings.NewReader(ours(body))
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("promtool check metrics: %v\n%s", err, out)
	}
}

// ours are the lines of an exposition about metrics of the table, without
// the mail servers that wrote no line: there may be more of them some day.
func ours(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		silent := strings.Contains(line, "mta=") && !strings.Contains(line, `mta="postfix"`)
		if strings.Contains(line, "tempfail_") && !silent {
			b.WriteString(line)
		}
	}
	return b.String()
}

// TestClosedSets shows that an alert has a zero to rise from.
func TestClosedSets(t *testing.T) {
	_, body := get(t, fixed(t, State{}, Options{Allow: []string{"Example.COM"}}), "/metrics")
	for _, series := range []string{
		`tempfail_attempts_total{mta="postfix",status="deferred"} 0`,
		`tempfail_lines_total{result="malformed"} 0`,
		`tempfail_replies_total{cause="greylist",code="451",fault="policy"} 0`,
		`tempfail_replies_total{cause="connect",code="none",fault="network"} 0`,
		`tempfail_refused_inbound_total{code="5xx"} 0`,
		`tempfail_local_faults_total{cause="dns"} 0`,
		`tempfail_local_troubles_total{trouble="disk"} 0`,
		`tempfail_findings{verdict="local-fault"} 0`,
		`tempfail_destination_attempts_total{destination="other",status="sent"} 0`,
		`tempfail_destination_attempts_total{destination="example.com",status="sent"} 0`,
		`tempfail_destination_replies_total{code="451",destination="other"} 0`,
		`tempfail_provider_attempts_total{provider="other",status="bounced"} 0`,
		`tempfail_provider_replies_total{cause="greylist",fault="policy",provider="other"} 0`,
		`tempfail_sender_attempts_total{sender="other",status="deferred"} 0`,
		`tempfail_waiting_recipients{destination="other"} 0`,
		`tempfail_expiring_recipients 0`,
		`tempfail_oldest_waiting_seconds 0`,
		`tempfail_delivery_seconds_count 0`,
		`tempfail_recovery_seconds_bucket{le="300"} 0`,
		`tempfail_destinations_folded_total 0`,
	} {
		if !strings.Contains(body, series+"\n") {
			t.Errorf("%s is missing before the first line is read", series)
		}
	}
}

func TestSeries(t *testing.T) {
	s := bothSides()
	_, body := get(t, fixed(t, s, Options{Names: 4}), "/metrics", "Accept", "application/openmetrics-text; version=1.0.0")
	golden(t, "testdata/metrics.txt", []byte(ours(body)))
}
