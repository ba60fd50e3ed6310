package dashboards_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"tempfail/dashboards/internal/fleet"
)

func cases(t testing.TB) []fleet.Case {
	t.Helper()
	f, err := os.Open("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := fleet.Read(f)
	if err != nil {
		t.Fatalf("testdata/cases.txt: %v", err)
	}
	return all
}

// playedCase is a case with what Prometheus and tempfail saw of it.
type playedCase struct {
	fleet.Case
	series fleet.Series
	played *fleet.Played
}

// played has every case played once, for all tests that look at it.
var played = sync.OnceValues(func() ([]playedCase, error) {
	f, err := os.Open("testdata/cases.txt")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := fleet.Read(f)
	if err != nil {
		return nil, err
	}
	keep, err := inRules()
	if err != nil {
		return nil, err
	}
	out := make([]playedCase, len(all))
	for i := range all {
		out[i].Case = all[i]
		if out[i].series, out[i].played, err = all[i].Scraped(keep); err != nil {
			return nil, fmt.Errorf("%s: %w", all[i].Name, err)
		}
	}
	return out, nil
})

func playedCases(t testing.TB) []playedCase {
	t.Helper()
	all, err := played()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var metricName = regexp.MustCompile(`\btempfail_[a-z0-9_]+`)

// inRules are the metrics that the rules ask for.
func inRules() (map[string]bool, error) {
	text, err := os.ReadFile("tempfail.rules.yml")
	all := map[string]bool{"up": true}
	for _, name := range metricName.FindAll(text, -1) {
		all[string(name)] = true
	}
	return all, err
}

// TestFindingsOfCases holds the program's own verdicts to the table that the
// alerts are tested with.
func TestFindingsOfCases(t *testing.T) {
	for _, c := range playedCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			var got []string
			for _, host := range c.Hosts {
				for _, f := range c.played.Findings[host] {
					finding := fmt.Sprintf("%s %s %s %s", host, f.Verdict, f.Scope.Kind, f.Scope.Name)
					maybe := slices.Contains(c.Maybe, fmt.Sprintf("%s %s", host, f.Verdict)) || slices.Contains(c.Maybe, "* "+string(f.Verdict))
					if !maybe || slices.Contains(c.Findings, finding) {
						got = append(got, finding)
					}
				}
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(c.Findings))
			if !slices.Equal(got, want) {
				t.Errorf("found\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
			}
		})
	}
}

func promtool(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed; apt-get install prometheus brings it, and the CI has it")
	}
	return path
}

// TestRulesAreValid asks Prometheus' own checker.
func TestRulesAreValid(t *testing.T) {
	if out, err := exec.Command(promtool(t), "check", "rules", "tempfail.rules.yml").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestAlerts plays every case and asks Prometheus' own evaluator: the alerts
// that the table lists must fire, and no others.
func TestAlerts(t *testing.T) {
	tool := promtool(t)
	rules, err := filepath.Abs("tempfail.rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	labels := staticLabels(t)
	for _, c := range playedCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			scraping := c.Scraping()
			fmt.Fprintf(&b, "rule_files: [%q]\nevaluation_interval: 1m\ntests:\n  - interval: %s\n    input_series:\n", rules, scraping.Step)
			c.series.Write(&b)
			fmt.Fprint(&b, "    promql_expr_test:\n")
			for name := range labels {
				fmt.Fprintf(&b, "      - expr: count by (alertname, instance, job, provider, source) (ALERTS{alertstate=\"firing\", alertname=%q})\n        eval_time: %dm\n", name, int((c.At - scraping.From).Minutes()))
				fmt.Fprint(&b, "        exp_samples:\n")
				for _, alert := range c.Alerts {
					if first, rest, _ := strings.Cut(alert, " "); first == name {
						fmt.Fprintf(&b, "          - {labels: '{alertname=%q, job=%q%s}', value: 1}\n", name, fleet.Job, quoted(rest))
					}
				}
			}
			file := filepath.Join(t.TempDir(), "test.yml")
			if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command(tool, "test", "rules", file).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestDescriptionOfALocalFault has a host that says of itself that it is broken,
// while no provider fails: nothing is said of their share.
func TestDescriptionOfALocalFault(t *testing.T) {
	rules, err := filepath.Abs("tempfail.rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "test.yml")
	if err := os.WriteFile(file, fmt.Appendf(nil, `rule_files: [%q]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {series: 'tempfail_finding{job="tempfail", instance="mx1", verdict="local-fault", cause="local"}', values: 1+0x40}
      - {series: 'tempfail_provider_attempts_total{job="tempfail", instance="mx1", provider="big.test", status="sent"}', values: 0+10x40}
      - {series: 'tempfail_provider_replies_total{job="tempfail", instance="mx1", provider="big.test", fault="local"}', values: 0+0x40}
    alert_rule_test:
      - alertname: TempfailLocalFault
        eval_time: 30m
        exp_alerts:
          - exp_labels: {job: tempfail, instance: mx1, severity: critical, fault: local}
            exp_annotations:
              summary: mx1 is itself the cause of its deferrals
              description: 'Its own finding: local. Repair what its status page names.'
              status_page: http://mx1/
              runbook_url: README.md#tempfaillocalfault
`, rules), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(promtool(t), "test", "rules", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// quoted makes labels of name=value pairs.
func quoted(pairs string) string {
	var b strings.Builder
	for _, pair := range strings.Fields(pairs) {
		name, value, _ := strings.Cut(pair, "=")
		fmt.Fprintf(&b, ", %s=%q", name, value)
	}
	return b.String()
}

var alertName = regexp.MustCompile(`(?m)^\s+- alert: (\w+)$`)

// staticLabels has the alerts of the rules.
func staticLabels(t testing.TB) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("tempfail.rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, m := range alertName.FindAllSubmatch(text, -1) {
		all[string(m[1])] = true
	}
	if len(all) == 0 {
		t.Fatal("tempfail.rules.yml has no alert")
	}
	return all
}

// TestEveryAlertHasItsCases holds the table to the rules: each alert fires in
// a case, and stays quiet in another.
func TestEveryAlertHasItsCases(t *testing.T) {
	fired := map[string]int{}
	all := cases(t)
	for _, c := range all {
		for _, alert := range c.Alerts {
			name, _, _ := strings.Cut(alert, " ")
			fired[name]++
		}
	}
	known := staticLabels(t)
	for name := range known {
		if n := fired[name]; n == 0 || n == len(all) {
			t.Errorf("%s fires in %d of %d cases of testdata/cases.txt", name, n, len(all))
		}
	}
	for name := range fired {
		if !known[name] {
			t.Errorf("testdata/cases.txt has an alert %s, which tempfail.rules.yml has not", name)
		}
	}
}
