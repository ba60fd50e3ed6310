package main

import (
	"net/http"
	"sync/atomic"

	"tempfail/cmd/tempfail/internal/follow"
	"tempfail/exporter"
)

// gate answers for /metrics until what was there at the start has been read.
// After a crash the counts restored are those of the last save, and lower than
// what was last scraped: Prometheus would take that for a counter that began
// anew, and count everything once more. A scrape that fails leaves a gap.
type gate struct {
	next  http.Handler
	state func() exporter.State
	open  atomic.Bool // and stays so
}

// ServeHTTP implements http.Handler.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/metrics" && !g.isOpen() {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "the logs are still being read; see /readyz for which", http.StatusServiceUnavailable)
		return
	}
	g.next.ServeHTTP(w, r)
}

func (g *gate) isOpen() bool {
	if g.open.Load() {
		return true
	}
	for _, s := range g.state().Sources {
		if !s.CaughtUp && (s.Error == "" || s.Name != string(follow.KindJournal)) { // a journal that cannot be read is waited for by nobody
			return false
		}
	}
	g.open.Store(true)
	return true
}
