package dashboards_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tempfail/dashboards"
	"tempfail/exporter"
)

// query is an expression of a panel or a rule, and where it stands.
type query struct{ file, where, expr string }

var (
	ruleHead = regexp.MustCompile(`^\s+- (record|alert): (\S+)$`)
	ruleExpr = regexp.MustCompile(`^(\s+)expr: (.*)$`)
)

// ruleQueries are the expressions of the rules. It knows as much of YAML as
// that file uses; promtool reads all of it.
func ruleQueries(t testing.TB) (all []query, recorded []string) {
	t.Helper()
	text, err := os.ReadFile("tempfail.rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	name, indent := "", ""
	for line := range strings.SplitSeq(string(text), "\n") {
		if m := ruleHead.FindStringSubmatch(line); m != nil {
			if name, indent = m[2], ""; m[1] == "record" {
				recorded = append(recorded, name)
			}
			continue
		}
		if m := ruleExpr.FindStringSubmatch(line); m != nil {
			indent = m[1]
			all = append(all, query{"tempfail.rules.yml", name, strings.TrimPrefix(m[2], "|")})
			continue
		}
		if indent != "" && strings.HasPrefix(line, indent+"  ") {
			all[len(all)-1].expr += line + "\n"
		} else {
			indent = ""
		}
	}
	return all, recorded
}

// boardQueries are the expressions of the panels, annotations and variables.
func boardQueries(t testing.TB) (all []query) {
	t.Helper()
	files, err := fs.Glob(dashboards.Files, "*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no dashboards", err)
	}
	for _, file := range files {
		text, err := dashboards.Files.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var b struct {
			Annotations struct{ List []struct{ Name, Expr string } }
			Templating  struct {
				List []struct {
					Name  string
					Query any
				}
			}
			Panels []struct {
				Title   string
				Targets []struct{ Expr string }
			}
		}
		if err := json.Unmarshal(text, &b); err != nil {
			t.Fatal(err)
		}
		for _, a := range b.Annotations.List {
			all = append(all, query{file, a.Name, a.Expr})
		}
		for _, v := range b.Templating.List {
			if q, ok := v.Query.(map[string]any); ok {
				all = append(all, query{file, v.Name, q["query"].(string)})
			}
		}
		for _, p := range b.Panels {
			for _, target := range p.Targets {
				all = append(all, query{file, p.Title, target.Expr})
			}
		}
	}
	return all
}

var (
	named    = regexp.MustCompile(`(?:\w+:)?tempfail_\w+(?::\w+)?|\bup\b`)
	matchers = regexp.MustCompile(`((?:\w+:)?tempfail_\w+(?::\w+)?)\{([^}]*)\}`)
	matcher  = regexp.MustCompile(`(\w+)\s*(?:=~|!~|!=|=)\s*"`)
	grouped  = regexp.MustCompile(`\b(?:by|on|without|ignoring|group_left|group_right) ?\(([^)]*)\)`)
	replaced = regexp.MustCompile(`label_replace\([^"]*"(\w+)"|, "(\w+)", "\$1"`)
)

// given are the labels that Prometheus adds.
var given = []string{"job", "instance"}

// TestNames holds every query to the table of metrics: names and labels.
func TestNames(t *testing.T) {
	labels := map[string][]string{"up": given}
	for _, m := range exporter.Metrics {
		labels[m.Name] = slices.Concat(given, m.Labels)
		if m.Type == exporter.Durations {
			for _, suffix := range []string{"_bucket", "_sum", "_count"} {
				labels[m.Name+suffix] = slices.Concat(given, m.Labels, []string{"le"})
			}
		}
	}
	rules, recorded := ruleQueries(t)
	if len(rules) < 15 || len(recorded) < 8 {
		t.Fatalf("%d rules were found, %d of them recording", len(rules), len(recorded))
	}
	for _, name := range recorded {
		level, _, _ := strings.Cut(name, ":")
		labels[name] = append([]string{"job"}, strings.Split(level, "_")...)
	}
	asked := map[string]bool{}
	for _, q := range slices.Concat(rules, boardQueries(t)) {
		known := map[string]bool{}
		for _, name := range named.FindAllString(q.expr, -1) {
			if labels[name] == nil {
				t.Errorf("%s: %s: there is no metric %s", q.file, q.where, name)
			}
			for _, l := range labels[name] {
				known[l] = true
			}
			if q.file != "tempfail.rules.yml" {
				asked[strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_count")] = true
			}
		}
		for _, m := range matchers.FindAllStringSubmatch(q.expr, -1) {
			for _, l := range matcher.FindAllStringSubmatch(m[2], -1) {
				if !slices.Contains(labels[m[1]], l[1]) {
					t.Errorf("%s: %s: %s has no label %s", q.file, q.where, m[1], l[1])
				}
			}
		}
		for _, m := range replaced.FindAllStringSubmatch(q.expr, -1) {
			known[m[1]], known[m[2]] = true, true
		}
		for _, m := range grouped.FindAllStringSubmatch(q.expr, -1) {
			for l := range strings.SplitSeq(strings.ReplaceAll(m[1], " ", ""), ",") {
				if l != "" && !known[l] {
					t.Errorf("%s: %s: nothing there has a label %s", q.file, q.where, l)
				}
			}
		}
	}
	guide, err := dashboards.Files.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range exporter.Metrics {
		if told := strings.Contains(string(guide), "\n| `"+m.Name+"` | "); asked[m.Name] == told {
			t.Errorf("%s: it is on a panel: %v; it is told in README.md why it is not: %v", m.Name, asked[m.Name], told)
		}
	}
}

// TestRunbooks holds the alerts to the README.
func TestRunbooks(t *testing.T) {
	rules, err := dashboards.Files.ReadFile("tempfail.rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	guide, err := dashboards.Files.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range staticLabels(t) {
		_, alert, _ := strings.Cut(string(rules), "- alert: "+name+"\n")
		alert, _, _ = strings.Cut(alert, "- alert: ")
		for _, part := range []string{"runbook_url: README.md#" + strings.ToLower(name) + "\n", "summary: ", "description: ", "severity: ", "fault: "} {
			if !strings.Contains(alert, part) {
				t.Errorf("%s has no %s", name, part)
			}
		}
		if !strings.Contains(string(guide), "\n### "+name+"\n") {
			t.Errorf("README.md does not tell what to do about %s", name)
		}
	}
}
