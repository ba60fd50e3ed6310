package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tempfail/parser"
)

// served is a tempfail serve that runs in the test's process.
type served struct {
	base string
	said *lockedBuffer // on standard error
	stop func() int
}

var pageAddress = regexp.MustCompile(`page=(https?://\S+)/ metrics`)

func startServe(t *testing.T, args ...string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	said := &lockedBuffer{}
	status := make(chan int, 1)
	go func() {
		status <- run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0", "--every", "50ms", "--tz", "UTC", "--show-addresses"}, args...),
			strings.NewReader(""), io.Discard, said, time.Now)
	}()
	s := &served{said: said, stop: sync.OnceValue(func() int { cancel(); return <-status })}
	t.Cleanup(func() { s.stop() })
	waitFor(t, "the address", func() bool {
		m := pageAddress.FindStringSubmatch(said.String())
		if m != nil {
			s.base = m[1]
		}
		return m != nil
	})
	return s
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 1200 { // half a minute: CI may be busy
		if done() {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("waited in vain for %s", what)
}

func (s *served) get(t *testing.T, path string) string {
	t.Helper()
	r, err := http.Get(s.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func (s *served) totals(t *testing.T) string { return totalsOf(t, s.get(t, "/api/report")) }

func totalsOf(t *testing.T, report string) string {
	t.Helper()
	var r struct{ Totals map[string]int64 }
	if err := json.Unmarshal([]byte(report), &r); err != nil {
		return "" // there is no report yet
	}
	return fmt.Sprint(r.Totals)
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestServeEqualsAnalyze writes a log piece by piece, rotates it, and ends and
// restarts the server meanwhile: in the end it must have counted what analyze
// counts in the whole log, to the last attempt.
func TestServeEqualsAnalyze(t *testing.T) {
	dir := t.TempDir()
	log, state := filepath.Join(dir, "mail.log"), filepath.Join(dir, "state")
	lines := bytes.SplitAfter(captures(t), []byte("\n"))[:9000]
	whole := filepath.Join(dir, "whole")
	if err := os.WriteFile(whole, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if status := run(t.Context(), []string{"analyze", "--format", "json", "--tz", "UTC", "--no-progress", whole}, nil, &out, io.Discard, time.Now); status != statusDone {
		t.Fatalf("analyze ended with %d", status)
	}
	want := totalsOf(t, out.String())

	const pieces = 6
	var s *served
	for n := range pieces {
		if n%2 == 0 { // this and the next piece are one process's
			if s != nil {
				if status := s.stop(); status != statusDone {
					t.Fatalf("serve ended with %d", status)
				}
			}
			if n == 4 { // rotated while nobody was looking
				if err := os.Rename(log, log+".1"); err != nil {
					t.Fatal(err)
				}
			}
			s = startServe(t, "--log", log, "--state", state)
		}
		from, to := len(lines)*n/pieces, len(lines)*(n+1)/pieces
		f, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(bytes.Join(lines[from:to], nil)); err != nil {
			t.Fatal(err)
		}
		f.Close()
		waitFor(t, fmt.Sprintf("the lines of piece %d", n), func() bool {
			return strings.Contains(s.get(t, "/api/report"), fmt.Sprintf(`"lines": %d,`, to))
		})
	}
	if got := s.totals(t); got != want {
		t.Errorf("serve counted %s\nanalyze %s", got, want)
	}
	if ready := s.get(t, "/readyz"); !strings.Contains(ready, "ready") {
		t.Errorf("/readyz says %q", ready)
	}
	for path, sign := range map[string]string{"/": "<html", "/metrics": "tempfail_attempts_total{mta=\"postfix\"", "/healthz": "ok"} {
		if body := s.get(t, path); !strings.Contains(body, sign) {
			t.Errorf("%s holds no %s", path, sign)
		}
	}
}

// TestServeAnswersAtOnce asks for everything before a line was followed.
func TestServeAnswersAtOnce(t *testing.T) {
	env := &environment{ctx: t.Context(), stdin: strings.NewReader(""), now: time.Now}
	c := serveCmd{Log: []string{filepath.Join(t.TempDir(), "mail.log")}, Every: time.Hour, Top: 200, Mta: parser.Auto}
	live, err := c.open(env, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer live.close()
	for _, path := range []string{"/", "/api/report", "/metrics"} {
		answer := httptest.NewRecorder()
		live.handler.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		if answer.Code != http.StatusOK {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
}

// TestServeRefusesAStrangeState starts on a state that it cannot read, which it
// must neither overwrite nor pass over in silence.
func TestServeRefusesAStrangeState(t *testing.T) {
	state := t.TempDir()
	file := filepath.Join(state, stateFile)
	if err := os.WriteFile(file, []byte("strange"), 0o600); err != nil {
		t.Fatal(err)
	}
	status, _, said := tempfail(nil, "serve", "--listen", "127.0.0.1:0", "--log", "mail.log", "--state", state)
	if status != statusFailed || !strings.Contains(said, file+" cannot be used (") || strings.Count(said, "counting starts anew") != 1 {
		t.Errorf("status %d, and it said:\n%s", status, said)
	}
	if content(t, file) != "strange" {
		t.Error("the state was overwritten")
	}
}

// TestServeStateIsForOne starts a second server on the state of a first one:
// each would overwrite what the other has counted.
func TestServeStateIsForOne(t *testing.T) {
	dir := t.TempDir()
	args := []string{"serve", "--listen", "127.0.0.1:0", "--log", filepath.Join(dir, "mail.log"), "--state", filepath.Join(dir, "state")}
	first := startServe(t, args[3:]...)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	var said bytes.Buffer
	if status := run(ctx, args, nil, io.Discard, &said, time.Now); status != statusFailed {
		t.Errorf("the second ended with %d", status)
	}
	if !strings.Contains(said.String(), "another tempfail keeps its state in "+filepath.Join(dir, "state")) {
		t.Errorf("the second said:\n%s", &said)
	}
	first.stop()
	startServe(t, args[3:]...)
}

// TestServeShowsWhatItHasRead asks a server that draws once an hour: what was
// there at the start is shown and saved as soon as it has been read.
func TestServeShowsWhatItHasRead(t *testing.T) {
	dir := t.TempDir()
	log, state := filepath.Join(dir, "mail.log"), filepath.Join(dir, "state")
	if err := os.WriteFile(log, captures(t), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startServe(t, "--every", "1h", "--log", log, "--state", state)
	waitFor(t, "the end of the log", func() bool { return s.get(t, "/readyz") == "ready\n" })
	if totals := s.totals(t); totals == "" || strings.Contains(totals, "attempts:0 ") {
		t.Errorf("it is ready, and shows %s", totals)
	}
	waitFor(t, "the state", func() bool { return len(content(t, filepath.Join(state, stateFile))) > 0 })
}

// TestServeTellsThatItCannotSave takes the state directory away from a server,
// and gives it back.
func TestServeTellsThatItCannotSave(t *testing.T) {
	dir := t.TempDir()
	log, state := filepath.Join(dir, "mail.log"), filepath.Join(dir, "state")
	if err := os.WriteFile(log, captures(t), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startServe(t, "--log", log, "--state", state)
	saved := func(value string) func() bool {
		return func() bool {
			return strings.Contains(s.get(t, "/metrics"), "\ntempfail_state_last_save_successful "+value)
		}
	}
	waitFor(t, "the first state", saved("1"))
	if err := os.Rename(state, state+".away"); err != nil { // whatever is being written there
		t.Fatal(err)
	}
	f, err := os.OpenFile(log, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString("2026-03-02T10:00:00Z mx postfix/qmgr[7]: 4CCCC: removed\n"); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the fault", saved("0"))
	if said := s.said.String(); !strings.Contains(said, "could not be saved") || strings.Contains(said, " -o") {
		t.Errorf("it said:\n%s", said)
	}
	if err := os.Mkdir(state, 0o700); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the repair", saved("1"))
}
