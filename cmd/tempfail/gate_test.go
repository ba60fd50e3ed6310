package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tempfail/cmd/tempfail/internal/follow"
	"tempfail/exporter"
)

// TestMetricsWaitForTheLogs: they are not shown before the logs were read to
// where they ended at the start, and always after that.
func TestMetricsWaitForTheLogs(t *testing.T) {
	sources := []exporter.Source{{Name: "mail.log"}, {Name: "journal", Error: "no journalctl"}}
	g := &gate{state: func() exporter.State { return exporter.State{Sources: sources} },
		next: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "shown") })}
	status := func(path string) int {
		w := httptest.NewRecorder()
		g.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Code
	}
	if got := status("/metrics"); got != http.StatusServiceUnavailable {
		t.Errorf("/metrics, while a log is read: %d", got)
	}
	if got := status("/"); got != http.StatusOK {
		t.Errorf("/, while a log is read: %d", got)
	}
	sources[0].CaughtUp = true
	if got := status("/metrics"); got != http.StatusOK {
		t.Errorf("/metrics, when it has been read: %d", got)
	}
	sources[0].CaughtUp = false
	if got := status("/metrics"); got != http.StatusOK {
		t.Errorf("/metrics, when another log has come: %d", got)
	}
}

// TestGateWhileTheLogIsAway: at the start the log was just rotated, and is
// not there yet; lines of its earlier generation are still to be read.
func TestGateWhileTheLogIsAway(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "mail.log")
	os.WriteFile(log, []byte(strings.Repeat("a line of the mail log, long enough\n", 100)), 0o600)
	f, err := follow.Open(context.Background(), follow.Options{Paths: []string{log}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Next(context.Background()); err != nil {
		t.Fatal(err)
	}
	cp := f.Checkpoint()
	f.Close()
	w, _ := os.OpenFile(log, os.O_APPEND|os.O_WRONLY, 0)
	w.WriteString(strings.Repeat("a line that came while nobody looked\n", 1000))
	w.Close()
	os.Rename(log, log+".1") // and the new one is not there yet
	if f, err = follow.Open(context.Background(), follow.Options{Paths: []string{log}}, &cp); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var sources []exporter.Source
	lag := int64(0)
	for _, s := range f.Sources() {
		src := exporter.Source{Name: s.Name, Up: s.Up, CaughtUp: s.CaughtUp}
		if s.Err != nil {
			src.Error = s.Err.Error()
		}
		lag += s.Lag
		sources = append(sources, src)
	}
	g := &gate{state: func() exporter.State { return exporter.State{Sources: sources} }}
	if g.isOpen() {
		t.Errorf("the gate is open, with %d bytes to read: %+v", lag, sources)
	}
}
