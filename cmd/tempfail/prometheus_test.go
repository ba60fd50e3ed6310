package main

import (
	"fmt"
	"net/url"
	"strconv"
	"testing"
	"time"

	"tempfail/internal/promtest"
)

// prometheus is a real one that scrapes a server.
type prometheus struct{ *promtest.Server }

// scraping starts one that scrapes target twice a second, by TLS and with a
// password.
func scraping(t *testing.T, target, authority string) *prometheus {
	t.Helper()
	p := &prometheus{promtest.Start(t, t.TempDir(), fmt.Sprintf(`
global: {scrape_interval: 500ms, scrape_timeout: 500ms}
scrape_configs:
  - job_name: tempfail
    scheme: https
    tls_config: {ca_file: %s}
    basic_auth: {username: prometheus, password: secret}
    static_configs: [{targets: [%q]}]
`, authority, target))}
	waitFor(t, "its first scrape", func() bool { up, err := p.query("up"); return err == nil && up[" "] == 1 })
	return p
}

// scrapes waits for a scrape that begins from now on, and succeeds.
func (p *prometheus) scrapes(t *testing.T) {
	t.Helper()
	from := float64(time.Now().UnixMilli()) / 1000
	waitFor(t, "a scrape", func() bool {
		at, err := p.query("timestamp(tempfail_build_info)")
		return err == nil && at[" "] > from
	})
}

// query evaluates an expression now, and returns the values by label set.
func (p *prometheus) query(expression string) (map[string]float64, error) {
	var data struct {
		Result []struct {
			Metric map[string]string
			Value  [2]any
		}
	}
	if err := p.Ask("/api/v1/query", url.Values{"query": {expression}}, &data); err != nil {
		return nil, fmt.Errorf("%s: %w", expression, err)
	}
	values := map[string]float64{}
	for _, r := range data.Result {
		value, err := strconv.ParseFloat(fmt.Sprint(r.Value[1]), 64)
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
