package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tempfail/aggregate"
	"tempfail/exporter"
)

// TestReload changes the configuration of a running server: a log more, other
// series, then one that is broken, then one that is whole again.
func TestReload(t *testing.T) {
	dir := t.TempDir()
	config, first, second := filepath.Join(dir, "tempfail.yml"), filepath.Join(dir, "a.log"), filepath.Join(dir, "b.log")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	line := func(id, domain string) string {
		return "2026-03-02T10:00:00Z mx postfix/smtp[7]: " + id + ": to=<u@" + domain + ">, relay=mx." + domain +
			"[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=4.0.0, status=deferred (host mx." + domain + "[192.0.2.1] said: 451 4.3.0 later (in reply to RCPT TO command))\n"
	}
	write(first, line("4AAAA", "example.com"))
	write(second, line("4BBBB", "example.org"))
	write(config, "log: "+first+"\ntop: 1\n")
	s := startServe(t, "--config", config)
	hangup := func() {
		t.Helper()
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	shows := func(sign string) func() bool {
		return func() bool { return strings.Contains(s.get(t, "/metrics"), "\n"+sign) }
	}
	const own = `tempfail_destination_attempts_total{destination="example.com",status="deferred"} 1`
	waitFor(t, "the first log", shows(own))

	write(config, "log: ["+first+", "+second+"]\nallow: example.org\nstate: "+dir+"\n")
	hangup()
	waitFor(t, "the second log", shows(`tempfail_destination_attempts_total{destination="example.org",status="deferred"} 1`))
	if !shows(own)() {
		t.Error("the count of the first log is gone")
	}
	if said := s.said.String(); !strings.Contains(said, "take a restart") || !strings.Contains(said, "settings=state") {
		t.Errorf("nobody was told that --state takes a restart:\n%s", said)
	}
	if !shows("tempfail_config_last_reload_successful 1")() {
		t.Error("a good reload is told as a bad one")
	}

	write(config, "lgo: "+first+"\n")
	hangup()
	waitFor(t, "the fault", shows("tempfail_config_last_reload_successful 0"))
	if said := s.said.String(); !strings.Contains(said, `tempfail.yml:1: unknown setting \"lgo\"`) {
		t.Errorf("the fault was not told:\n%s", said)
	}
	if !shows(own)() {
		t.Error("a broken configuration ended the counting")
	}

	write(config, "log: "+second+"\n")
	hangup()
	waitFor(t, "the repair", shows("tempfail_config_last_reload_successful 1"))
	if body := s.get(t, "/metrics"); strings.Contains(body, first) || !strings.Contains(body, own) {
		t.Error("a log that was left is still a source, or its counts are gone")
	}
}

// TestReloadKeepsPseudonyms: the series of a finding about a person goes on
// under the name that it had.
func TestReloadKeepsPseudonyms(t *testing.T) {
	w := watch(t, serveCmd{Log: []string{filepath.Join(t.TempDir(), "mail.log")}})
	w.shown.Store(&exporter.State{Created: w.clock, Snapshot: &aggregate.Snapshot{Findings: []aggregate.Finding{{
		Verdict: aggregate.RecipientTrouble, Ongoing: true, Person: "ann@example.com", Scope: aggregate.Scope{Kind: "recipient", Name: "ann@example.com"}}}}})
	series := func() string {
		r := httptest.NewRecorder()
		w.handler.ServeHTTP(r, httptest.NewRequest("GET", "/metrics", nil))
		for line := range strings.Lines(r.Body.String()) {
			if strings.HasPrefix(line, "tempfail_finding{") {
				return line
			}
		}
		t.Fatal("no finding has a series")
		return ""
	}
	before := series()
	next := w.serveCmd
	if err := w.change(&next); err != nil {
		t.Fatal(err)
	}
	if after := series(); after != before || strings.Contains(after, "ann@") {
		t.Errorf("before: %safter: %s", before, after)
	}
}
