package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tempfail/cmd/tempfail/internal/grafana/fake"
)

// push runs the command against a Grafana.
func push(t *testing.T, g *fake.Grafana, args ...string) (status int, out, said string) {
	t.Helper()
	server := httptest.NewServer(g)
	defer server.Close()
	var stdout, stderr bytes.Buffer
	status = run(t.Context(), append([]string{"dashboards", "push", "--url", server.URL}, args...), nil, &stdout, &stderr, time.Now)
	return status, stdout.String(), stderr.String()
}

func TestPush(t *testing.T) {
	g := fake.New()
	step := func(writes int, what string, args ...string) {
		t.Helper()
		before := g.Writes
		status, out, said := push(t, g, append([]string{"--token", fake.Token}, args...)...)
		if status != statusDone || g.Writes-before != writes || strings.Count(out, what) == 0 {
			t.Errorf("status %d, %d writes, want %d of %s:\n%s%s", status, g.Writes-before, writes, what, out, said)
		}
	}
	step(5, "created") // a folder, and four dashboards
	step(0, "unchanged")
	step(0, "unchanged")
	if g.Folders["tempfail"] == "" || g.InUID["tempfail-overview"] != "tempfail" {
		t.Errorf("folders %v, dashboards in %v", g.Folders, g.InUID)
	}
	g.Boards["tempfail-fleet"]["title"] = "changed by hand"
	step(1, "updated")
	step(0, "unchanged")
	g.Folders["tempfail"] = "Mail" // a folder is found by its uid
	step(0, "unchanged")
	step(5, "updated", "--folder", "postmasters") // another folder: they move there
	step(4, "updated", "--folder", "")
	step(0, "unchanged", "--folder", "")
}

// instead answers all requests of a path.
func instead(path string, status int, kind, body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasPrefix(r.URL.Path, path) {
			return false
		}
		w.Header().Set("Content-Type", kind)
		if status/100 == 3 {
			w.Header().Set("Location", body)
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
		return true
	}
}

// TestPushTrouble has Grafanas, and others, that do not take a dashboard. The
// reason must be told, with what to do, and the token never.
func TestPushTrouble(t *testing.T) {
	const html = "<html><body><h1>502 Bad Gateway</h1></body></html>"
	for name, c := range map[string]struct {
		prepare func(*fake.Grafana)
		args    []string
		says    []string
	}{
		"no token":    {args: []string{}, says: []string{"service account", "GRAFANA_TOKEN"}},
		"wrong token": {args: []string{"--token", "glsa_wrong"}, says: []string{"401", "Invalid API key", "role Editor"}},
		"reader":      {args: []string{"--token", fake.Reader}, says: []string{"403", "role Editor"}},
		"bad folder":  {args: []string{"--token", fake.Token, "--folder", "a b"}, says: []string{"no uid of a folder"}},
		"name is taken": {prepare: func(g *fake.Grafana) {
			g.Boards["x"] = map[string]any{"title": "tempfail / Fleet"}
			g.InUID["x"] = "tempfail"
		}, says: []string{"tempfail / Fleet", "412", "same name", "run this again"}},
		"changed meanwhile": {prepare: func(g *fake.Grafana) {
			g.Boards["tempfail-fleet"] = map[string]any{"title": "old", "version": 3.0}
			g.Instead = func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method == http.MethodPost {
					g.Boards["tempfail-fleet"]["version"] = g.Boards["tempfail-fleet"]["version"].(float64) + 1
				}
				return false
			}
		}, says: []string{"412", "changed by someone else", "somebody has saved"}},
		"502 at once":        {prepare: func(g *fake.Grafana) { g.Instead = instead("/", 502, "text/html", html) }, says: []string{"502 Bad Gateway", "proxy"}},
		"502 at folders":     {prepare: func(g *fake.Grafana) { g.Instead = instead("/api/folders", 502, "text/html", html) }, says: []string{"502 Bad Gateway", "proxy"}},
		"502 at dashboards":  {prepare: func(g *fake.Grafana) { g.Instead = instead("/api/dashboards/uid", 502, "text/html", html) }, says: []string{"502 Bad Gateway", "proxy"}},
		"502 at save":        {prepare: func(g *fake.Grafana) { g.Instead = instead("/api/dashboards/db", 502, "text/html", html) }, says: []string{"502 Bad Gateway", "proxy"}},
		"500 without a word": {prepare: func(g *fake.Grafana) { g.Instead = instead("/api/dashboards", 500, "application/json", "{}") }, says: []string{"500", "proxy"}},
		"422": {prepare: func(g *fake.Grafana) {
			g.Instead = instead("/api/dashboards/db", 422, "application/json", `{"message":"no \u001b[31mred"}`)
		}, says: []string{"422", `no \x1b[31mred`, "does not take it"}},
		"429":            {prepare: func(g *fake.Grafana) { g.Instead = instead("/api/dashboards/db", 429, "application/json", `{}`) }, says: []string{"429", "in a minute"}},
		"a login page":   {prepare: func(g *fake.Grafana) { g.Instead = instead("/", 200, "text/html", "<html>Sign in") }, says: []string{"not the answer of a Grafana", "login page"}},
		"another server": {prepare: func(g *fake.Grafana) { g.Instead = instead("/", 404, "text/html", "nothing") }, says: []string{"no Grafana at", "path"}},
		"a redirect":     {prepare: func(g *fake.Grafana) { g.Instead = instead("/", 301, "text/html", "https://grafana.example.com/") }, says: []string{"https://grafana.example.com/", "--url"}},
		"strange JSON":   {prepare: func(g *fake.Grafana) { g.Instead = instead("/api/dashboards/uid", 200, "application/json", "[1]") }, says: []string{"tempfail / "}},
	} {
		t.Run(name, func(t *testing.T) {
			g := fake.New()
			if c.prepare != nil {
				c.prepare(g)
			}
			args := c.args
			if args == nil {
				args = []string{"--token", fake.Token}
			}
			status, _, said := push(t, g, args...)
			if status != statusFailed {
				t.Errorf("status %d", status)
			}
			for _, word := range c.says {
				if !strings.Contains(said, word) {
					t.Errorf("%q does not say %q", said, word)
				}
			}
			if strings.Contains(said, "glsa_") || strings.Contains(said, "\x1b") || strings.Contains(said, "<html>") {
				t.Errorf("%q tells what it should not", said)
			}
		})
	}
}

func TestPushEnvironment(t *testing.T) {
	g := fake.New()
	t.Setenv("GRAFANA_TOKEN", fake.Token)
	if status, _, said := push(t, g); status != statusDone {
		t.Errorf("status %d: %s", status, said)
	}
	server := httptest.NewServer(http.StripPrefix("/grafana", g)) // behind a path
	defer server.Close()
	t.Setenv("GRAFANA_URL", server.URL+"/grafana/")
	var out bytes.Buffer
	if status := run(t.Context(), []string{"dashboards", "push"}, nil, &out, &out, time.Now); status != statusDone || !strings.Contains(out.String(), server.URL+"/grafana/d/tempfail-overview") {
		t.Errorf("status %d: %s", status, out.String())
	}
}

// TestWriteAllOrNothing has a directory in the place of the last file.
func TestWriteAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "provisioning", "datasources", "tempfail.yml"), 0o755); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if status := run(t.Context(), []string{"dashboards", "write", dir}, nil, io.Discard, &said, time.Now); status != statusFailed || !strings.Contains(said.String(), "it is a directory; move it away") {
		t.Errorf("status %d: %s", status, said.String())
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("%s was written", path)
		}
		if strings.HasPrefix(d.Name(), ".tempfail") {
			t.Errorf("%s was left", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWrittenLinks: what a written file links to is written, too, and each alert
// has its heading there.
func TestWrittenLinks(t *testing.T) {
	dir := t.TempDir()
	if status := run(t.Context(), []string{"dashboards", "write", dir}, nil, io.Discard, io.Discard, time.Now); status != statusDone {
		t.Fatalf("status %d", status)
	}
	guide := content(t, filepath.Join(dir, runbookFile))
	for _, link := range regexp.MustCompile(`\]\(([^)]*)\)`).FindAllStringSubmatch(guide, -1) {
		if _, err := os.Stat(filepath.Join(dir, link[1])); err != nil && !strings.Contains(link[1], "://") {
			t.Errorf("a dead link: %v", err)
		}
	}
	for _, alert := range regexp.MustCompile(`alert: (\w+)`).FindAllStringSubmatch(content(t, filepath.Join(dir, rulesFile)), -1) {
		if !strings.Contains(guide, "\n### "+alert[1]+"\n") {
			t.Errorf("%s is not told of", alert[1])
		}
	}
}
