package dashboards_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tempfail/dashboards/internal/fleet"
	"tempfail/internal/replay"
)

// captured are the logs that are replayed, each on a host of its own: runs of
// a real Postfix in which something else goes wrong.
var captured = []string{"provider_outage", "local_dns_down", "local_reputation", "ratelimit", "greylist_sink", "kinds"}

// replaySpeed makes a run of 40 s one of 5 s.
const replaySpeed = 8

// TestOnRealPrometheus has a real Prometheus scrape real tempfail serve over
// captured logs, beside a day of history of three hosts. Every query of every
// panel and every rule must run, and find data; every alert is told in words.
func TestOnRealPrometheus(t *testing.T) {
	if _, err := exec.LookPath("prometheus"); err != nil {
		t.Skip("prometheus is not installed; apt-get install prometheus brings it, and the CI has it")
	}
	data := t.TempDir()
	begun := time.Now()
	backfill(t, data, begun.Truncate(time.Minute), 5*time.Minute)
	program := filepath.Join(t.TempDir(), "tempfail")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/tempfail").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	targets := []target{{"mx1", "127.0.0.1:1"}, {"mx2", "127.0.0.1:1"}} // have history, and are gone
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	written := make(chan error, len(captured))
	for _, name := range captured {
		log := filepath.Join(t.TempDir(), "mail.log")
		targets = append(targets, target{name, serve(t, program, log)})
		go func() { written <- replayInto(ctx, log, filepath.Join("../testdata/captures", name+".log.gz")) }()
	}
	p := startPrometheus(t, data, targets)
	for range captured {
		if err := <-written; err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(3 * time.Second) // a picture, a scrape and two evaluations
	t.Run("rules", func(t *testing.T) { checkRules(t, p) })
	t.Run("alerts", func(t *testing.T) { checkAlerts(t, p) })
	t.Run("panels", func(t *testing.T) { checkPanels(t, p, begun) })
}

// backfill puts the day of testdata/day.txt where Prometheus keeps its data.
func backfill(t *testing.T, data string, end time.Time, step time.Duration) {
	t.Helper()
	f, err := os.Open("testdata/day.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	day, err := fleet.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "history.om")
	out, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := day[0].History(out, end, step); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(promtool(t), "tsdb", "create-blocks-from", "openmetrics", name, data).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
}

var servedAt = regexp.MustCompile(`metrics=http://(\S+)/metrics`)

// serve starts tempfail over a log, and over one that cannot be read.
func serve(t *testing.T, program, log string) (address string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "serve", "--log", log, "--log", filepath.Join(filepath.Dir(log), "missing", "mail.log"), "--listen", "127.0.0.1:0", "--every", "500ms", "--tz", "UTC")
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if m := servedAt.FindStringSubmatch(lines.Text()); m != nil {
			go func() {
				for lines.Scan() { // what it says must not wait for a reader
				}
			}()
			return m[1]
		}
	}
	t.Fatalf("tempfail serve ended without an address: %v", lines.Err())
	return ""
}

func replayInto(ctx context.Context, log, capture string) error {
	f, err := os.Open(capture)
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	lines, err := replay.Read(text)
	if err != nil {
		return fmt.Errorf("%s: %w", capture, err)
	}
	out, err := os.Create(log)
	if err != nil {
		return err
	}
	defer out.Close()
	return replay.Play(ctx, out, lines, replaySpeed)
}

func checkRules(t *testing.T, p *prometheus) {
	var data struct {
		Groups []struct {
			Name           string
			EvaluationTime float64
			Rules          []struct{ Name, Type, Health, LastError string }
		}
	}
	if err := p.Ask("/api/v1/rules", nil, &data); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range data.Groups {
		t.Logf("%s: evaluated in %.3f s", g.Name, g.EvaluationTime)
		for _, r := range g.Rules {
			n++
			if r.Health != "ok" {
				t.Errorf("%s: %s: %s", r.Name, r.Health, r.LastError)
			}
			if r.Type != "recording" {
				continue
			}
			if found, err := p.values(r.Name, time.Now().Add(-time.Minute), time.Now(), time.Second); err != nil || found == 0 {
				t.Errorf("%s has no value (%v)", r.Name, err)
			}
		}
	}
	if want, _ := ruleQueries(t); n != len(want) {
		t.Errorf("%d rules of %d", n, len(want))
	}
}

// checkAlerts reads what the alerts say: every one is at least pending.
func checkAlerts(t *testing.T, p *prometheus) {
	var data struct {
		Alerts []struct {
			Labels, Annotations map[string]string
		}
	}
	if err := p.Ask("/api/v1/alerts", nil, &data); err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, a := range data.Alerts {
		name := a.Labels["alertname"]
		told[name] = true
		for key, text := range a.Annotations {
			if text == "" || strings.ContainsAny(text, "<{}") || strings.Contains(text, "error") || strings.Contains(text, "  ") || strings.Contains(text, "NaN") {
				t.Errorf("%s: %s is %q", name, key, text)
			}
		}
		if !strings.ContainsAny(a.Annotations["description"], "0123456789") && name != "TempfailGone" && name != "TempfailLogNotRead" {
			t.Errorf("%s: %q tells no number", name, a.Annotations["description"])
		}
		t.Logf("%s %v\n\t%s. %s", name, a.Labels, a.Annotations["summary"], a.Annotations["description"])
	}
	for name := range staticLabels(t) {
		if !told[name] {
			t.Errorf("%s is not even pending", name)
		}
	}
}

// variables are what Grafana puts into queries, with all hosts chosen.
var variables = strings.NewReplacer("$__rate_interval", "15m", "$__range", "24h", "$__interval", "5m",
	"$job", ".*", "$instance", ".*", "$provider", ".*", "$destination", ".*", "$sender", ".*")

func checkPanels(t *testing.T, p *prometheus, now time.Time) {
	queries := boardQueries(t)
	if len(queries) < 80 {
		t.Errorf("%d queries were found", len(queries))
	}
	for _, q := range queries {
		if strings.HasPrefix(q.expr, "label_values(") {
			continue // Grafana's own; see below
		}
		if q.where == "Names without series of their own" {
			// Nothing is folded with 200 places; the counters are there.
			q.expr = strings.NewReplacer("> 0", "").Replace(q.expr)
		}
		past, err := p.values(variables.Replace(q.expr), now.Add(-26*time.Hour), now, 5*time.Minute)
		if err != nil {
			t.Errorf("%s: %s: %v\n%s", q.file, q.where, err, q.expr)
			continue
		}
		present, err := p.values(variables.Replace(q.expr), now, time.Now(), time.Second)
		if err != nil || past+present == 0 {
			t.Errorf("%s: %s has no data (%v)\n%s", q.file, q.where, err, q.expr)
		}
	}
	for _, q := range queries {
		m := regexp.MustCompile(`^label_values\(([^,{]+)(\{[^}]*\})?, (\w+)\)$`).FindStringSubmatch(q.expr)
		if m == nil {
			continue
		}
		var values []string
		err := p.Ask("/api/v1/label/"+m[3]+"/values", url.Values{"match[]": {m[1] + variables.Replace(m[2])}}, &values)
		if err != nil || len(values) == 0 {
			t.Errorf("%s: the variable %s has no values (%v)", q.file, q.where, err)
		}
	}
}
