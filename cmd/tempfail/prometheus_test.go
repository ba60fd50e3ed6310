package main

import (
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
	"testing"
)

// prometheus is a real one that scrapes a server.
type prometheus struct{ base string }

// scraping starts a Prometheus that scrapes target twice a second, by TLS and
// with a password.
func scraping(t *testing.T, target, authority string) *prometheus {
	t.Helper()
	program, err := exec.LookPath("prometheus")
	if err != nil {
		t.Skip("prometheus is not installed (package prometheus): that it reads what we serve is not tested")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	dir := t.TempDir()
	config := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(config, fmt.Appendf(nil, `
global: {scrape_interval: 500ms, scrape_timeout: 500ms}
scrape_configs:
  - job_name: tempfail
    scheme: https
    tls_config: {ca_file: %s}
    basic_auth: {username: prometheus, password: secret}
    static_configs: [{targets: [%q]}]
`, authority, target), 0o600); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(program, "--config.file="+config, "--storage.tsdb.path="+filepath.Join(dir, "tsdb"),
		"--web.listen-address="+address, "--log.level=warn")
	said := &lockedBuffer{}
	child.Stdout, child.Stderr = said, said
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		child.Process.Kill()
		child.Wait()
		if t.Failed() {
			t.Logf("prometheus said:\n%s", said)
		}
	})
	p := &prometheus{base: "http://" + address}
	waitFor(t, "its first scrape", func() bool { up, err := p.query("up"); return err == nil && up[" "] == 1 })
	return p
}

// query evaluates an expression now, and returns the values by label set.
func (p *prometheus) query(expression string) (map[string]float64, error) {
	answer, err := http.Get(p.base + "/api/v1/query?" + url.Values{"query": {expression}}.Encode())
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	var said struct {
		Status, Error string
		Data          struct {
			Result []struct {
				Metric map[string]string
				Value  [2]any
			}
		}
	}
	if err := json.Unmarshal(body, &said); err != nil || said.Status != "success" {
		return nil, fmt.Errorf("%s: %s%s", expression, said.Error, body)
	}
	values := map[string]float64{}
	for _, r := range said.Data.Result {
		text, _ := r.Value[1].(string)
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, err
		}
		values[r.Metric["destination"]+r.Metric["provider"]+" "+r.Metric["status"]+r.Metric["code"]+r.Metric["result"]] = value
	}
	return values, nil
}

func (p *prometheus) values(t *testing.T, expression string) map[string]float64 {
	t.Helper()
	values, err := p.query(expression)
	if err != nil {
		t.Fatal(err)
	}
	return values
}
