package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tempfail/parser"
)

// TestPause: what is drawn in no time is drawn when it is asked for; what takes
// long leaves the machine to others.
func TestPause(t *testing.T) {
	for _, c := range []struct{ every, took, want time.Duration }{
		{15 * time.Second, 40 * time.Millisecond, 15 * time.Second},
		{15 * time.Second, 140 * time.Millisecond, 15 * time.Second},
		{15 * time.Second, 200 * time.Millisecond, 20 * time.Second},
		{15 * time.Second, 5 * time.Second, time.Minute},
		{5 * time.Minute, 5 * time.Second, 5 * time.Minute},
		{50 * time.Millisecond, 100 * time.Millisecond, 50 * time.Millisecond},
	} {
		if got := pause(c.every, c.took); got != c.want {
			t.Errorf("every %s, taking %s: the next one in %s, want %s", c.every, c.took, got, c.want)
		}
	}
}

// TestParsersOfLogsThatAreGone: a server that leaves a log lets go of all that
// was kept for it.
func TestParsersOfLogsThatAreGone(t *testing.T) {
	const line = "2026-03-02T10:00:00Z mx postfix/qmgr[2]: 4AAAA1: removed\n"
	dir := t.TempDir()
	for _, name := range []string{"a.log", "b.log"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, b := filepath.Join(dir, "a.log"), filepath.Join(dir, "b.log")
	c := serveCmd{Log: []string{a, b}, Every: time.Hour, Top: 200, Mta: parser.Auto}
	env := &environment{ctx: t.Context(), stdin: strings.NewReader(""), now: time.Now}
	l, err := c.open(env, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	for range 2 {
		batch, err := l.follower.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		l.read(&batch)
	}
	if err := l.follower.SetPaths([]string{b}); err != nil {
		t.Fatal(err)
	}
	if l.draw(); len(l.parsers) != 1 {
		t.Errorf("%d parsers are kept for one log", len(l.parsers))
	}
}
