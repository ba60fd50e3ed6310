package exporter

import (
	"context"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tempfail/aggregate"
)

// browse opens a page in a real browser and returns what became of it after
// wait, by the page's own clock. The browser must find nothing to complain
// of: no policy broken, no error of the script.
func browse(t *testing.T, o Options, wait string) string {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed; apt-get install chromium brings it, and the CI has it")
	}
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	h, err := e.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+t.TempDir(),
		"--enable-logging=stderr", "--virtual-time-budget="+wait, "--dump-dom", server.URL+"/")
	var complaints strings.Builder
	cmd.Stderr = &complaints
	dom, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	for line := range strings.Lines(complaints.String()) {
		if strings.Contains(line, "CONSOLE") {
			t.Errorf("the browser says: %s", line)
		}
	}
	return string(dom)
}

func TestBrowser(t *testing.T) {
	for name, s := range map[string]State{"usual": bothSides(), "hostile": poisoned(0)} {
		t.Run(name, func(t *testing.T) {
			dom := browse(t, Options{State: func() State { return s }}, "1000")
			if got := strings.Count(dom, "<script"); got != 1 {
				t.Errorf("the page has %d scripts", got)
			}
			if !strings.Contains(dom, `<h2 id="sources">`) {
				t.Errorf("the page ends before its last table:\n%.300s", dom)
			}
		})
	}
}

// TestBrowserRefreshes: what changes is shown, and told to those who listen.
func TestBrowserRefreshes(t *testing.T) {
	var asked atomic.Int64
	state := func() State {
		s := bothSides()
		if asked.Add(1) > 1 {
			s.Snapshot.Answer = aggregate.Answer{Side: aggregate.SideClear, Says: "It is over."}
			s.Sources = s.Sources[:1] // those that can be read
		}
		return s
	}
	dom := browse(t, Options{State: state}, "20000")
	for _, want := range []string{`<h1 id="answer">It is over.</h1>`, `role="status">All clear: It is over.</p>`, `<title>All clear`, `id="offline" class="offline" role="alert" hidden=""`} {
		if !strings.Contains(dom, want) {
			t.Errorf("after the refresh %s is not there (asked %d times):\n%.1500s", want, asked.Load(), dom[max(0, strings.Index(dom, "<header")):])
		}
	}
}
