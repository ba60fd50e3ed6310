package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// settings parses a command line with a configuration file.
func settings(t *testing.T, yaml string, args ...string) (*serveCmd, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tempfail.yml")
	if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	var cmds commands
	_, err := newApp(&cmds, io.Discard, io.Discard, nil).Parse(append([]string{"serve", "--config", file}, args...))
	return &cmds.Serve, err
}

// TestConfigPrecedence sets some things in several places: a flag wins over
// the environment, and that over the file.
func TestConfigPrecedence(t *testing.T) {
	t.Setenv("TEMPFAIL_LISTEN", "192.0.2.1:2")
	t.Setenv("TEMPFAIL_TOP", "2")
	t.Setenv("TEMPFAIL_MTA", "exim")
	got, err := settings(t, `
# all kinds of values
log:
  - /var/log/mail.log
  - /var/log/with,comma.log
allow: example.com
listen: 192.0.2.1:3
top: 3
state: /var/lib/three
every: 30s
show-addresses: true
tz: Europe/Berlin
`, "--listen", "192.0.2.1:1", "--every", "10s")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Log, []string{"/var/log/mail.log", "/var/log/with,comma.log"}) || !slices.Equal(got.Allow, []string{"example.com"}) {
		t.Errorf("lists: log %q, allow %q", got.Log, got.Allow)
	}
	if got.Listen != "192.0.2.1:1" || got.Every != 10*time.Second {
		t.Errorf("flags did not win: listen %s, every %s", got.Listen, got.Every)
	}
	if got.Top != 2 || got.Mta != "exim" {
		t.Errorf("the environment did not win: top %d, mta %s", got.Top, got.Mta)
	}
	if got.State != "/var/lib/three" || !got.ShowAddresses || got.TZ.String() != "Europe/Berlin" {
		t.Errorf("the file was not read: %+v", got)
	}
	if got.Start != "beginning" || got.Pprof {
		t.Errorf("defaults were lost: start %q, pprof %v", got.Start, got.Pprof)
	}
}

func TestConfigFaults(t *testing.T) {
	for yaml, says := range map[string]string{
		"lisen: 192.0.2.1:1":             `tempfail.yml:1: unknown setting "lisen"; there are allow, `,
		"config: other.yml":              `unknown setting "config"`,
		"unknown: x":                     `there are allow, every, journal, `,
		"top: 1\n\nlog: a\ntop: 2":       `tempfail.yml:4: "top" is set in line 1 already`,
		"log: a\ntop: many":              `tempfail.yml:2: `,
		"every: 5":                       `tempfail.yml:1: `,
		"tz: Nowhere/Land":               `tempfail.yml:1: unknown time zone "Nowhere/Land"`,
		"start: middle":                  `tempfail.yml:1: "middle" is none of beginning, end`,
		"show-addresses: perhaps":        `tempfail.yml:1: `,
		"state: [a, b]":                  `tempfail.yml:1: "state" expects a value on its line`,
		"state:":                         `tempfail.yml:1: "state" expects a value`,
		"log: [a, {b: c}]":               `tempfail.yml:1: "log" expects a list of plain values`,
		"- log\n- state":                 `tempfail.yml:1: expects lines such as`,
		"log: a\n---\nlog: b":            `second document`,
		"log: \"a":                       `tempfail.yml: `,
		"log: &here a\nstate: {x: *here": `tempfail.yml: `,
	} {
		if _, err := settings(t, yaml); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v, want one that says %s", yaml, err, says)
		}
	}
	if _, err := settings(t, "# nothing but a comment\n"); err != nil {
		t.Errorf("an empty file: %v", err)
	}
}

// TestServeChecksItsSettings tries values that fit their types and mean nothing.
func TestServeChecksItsSettings(t *testing.T) {
	for yaml, says := range map[string]string{
		"every: 5s":           "nothing to follow",
		"log: a\nevery: 0s":   "--every 0s",
		"log: a\ntop: 0":      "--top 0",
		"log: a\ntop: -5":     "--top -5",
		"log: a\nmta: mailer": "unknown MTA",
	} {
		c, err := settings(t, yaml)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.check(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v, want one that says %s", yaml, err, says)
		}
	}
}
