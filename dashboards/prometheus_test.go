package dashboards_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// prometheus is a real one, which runs until the test ends.
type prometheus struct{ base string }

// target is what it scrapes.
type target struct{ instance, address string }

// startPrometheus starts one that scrapes the targets every second, and
// evaluates the rules as often. data is where its blocks are.
func startPrometheus(t *testing.T, data string, targets []target) *prometheus {
	t.Helper()
	program, err := exec.LookPath("prometheus")
	if err != nil {
		t.Skip("prometheus is not installed; apt-get install prometheus brings it, and the CI has it")
	}
	rules, err := filepath.Abs("tempfail.rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [%q]\nscrape_configs:\n  - job_name: tempfail\n    static_configs:\n", rules)
	for _, target := range targets {
		fmt.Fprintf(&b, "      - {targets: [%q], labels: {instance: %q}}\n", target.address, target.instance)
	}
	config := filepath.Join(data, "prometheus.yml")
	if err := os.WriteFile(config, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "--config.file", config, "--storage.tsdb.path", data, "--web.listen-address", address, "--log.level", "warn")
	log, err := os.Create(filepath.Join(data, "prometheus.log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
		log.Close()
	})
	p := &prometheus{"http://" + address}
	await(t, "Prometheus", func() bool {
		answer, err := http.Get(p.base + "/-/ready")
		if err != nil {
			return false
		}
		answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	})
	return p
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 1200 {
		if done() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("waited in vain for %s", what)
}

// ask returns the data of an answer of the API.
func (p *prometheus) ask(path string, parameters url.Values, data any) error {
	answer, err := http.PostForm(p.base+path, parameters)
	if parameters == nil {
		answer, err = http.Get(p.base + path)
	}
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	said := struct {
		Status, Error string
		Data          any
	}{Data: data}
	if err := json.Unmarshal(body, &said); err != nil {
		return err
	}
	if said.Status != "success" {
		return fmt.Errorf("%s", said.Error)
	}
	return nil
}

// values counts the finite values that a query has in a span of time.
func (p *prometheus) values(expr string, from, until time.Time, step time.Duration) (n int, err error) {
	var data struct {
		Result []struct{ Values [][2]any }
	}
	err = p.ask("/api/v1/query_range", url.Values{"query": {expr}, "start": {fmt.Sprint(from.Unix())}, "end": {fmt.Sprint(until.Unix())}, "step": {fmt.Sprint(step.Seconds())}}, &data)
	for _, series := range data.Result {
		for _, v := range series.Values {
			if f, err := strconv.ParseFloat(fmt.Sprint(v[1]), 64); err == nil && f == f && f-f == 0 {
				n++
			}
		}
	}
	return n, err
}
