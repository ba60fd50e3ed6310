package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

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
