package exporter

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	answerTime = 10 * time.Second // for a request, before it is told 503
	atOneTime  = 4                // requests of one kind; further ones are told 503
)

// Handler serves
//
//	/            the status page
//	/metrics     OpenMetrics or the Prometheus formats, as asked for
//	/api/report  the snapshot as JSON
//	/healthz     200 while the program serves
//	/readyz      200 once every source has been read to where it ends, else 503 and why not
//
// It registers the Exporter, and the Go runtime's and the process's own
// metrics, with a registry of its own.
func (e *Exporter) Handler() (http.Handler, error) {
	registry := prometheus.NewRegistry()
	own := []prometheus.Collector{e, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})}
	for _, c := range own {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("registering the metrics: %w", err)
		}
	}
	metrics := promhttp.HandlerFor(registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, Registry: registry, EnableOpenMetrics: true,
		MaxRequestsInFlight: atOneTime, Timeout: answerTime, CoalesceGather: true,
	})
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics)
	mux.Handle("GET /{$}", few(e.servePage))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", e.serveReady)
	if e.opt.Report != nil {
		mux.HandleFunc("GET /api/report", e.serveReport)
	}
	return guarded(mux), nil
}

// guarded tells browsers to trust nothing of what is served but what the
// program itself has put there.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy())
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// few has a few answers drawn at a time. They are sent when they are whole: who
// does not read his own keeps no other waiting.
func few(draw http.HandlerFunc) http.Handler {
	room := make(chan struct{}, atOneTime)
	return http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case room <- struct{}{}:
			defer func() { <-room }()
			draw(w, r)
		default:
			crowded(w)
		}
	}), answerTime, "the answer takes too long: this host is busy; try again in a few seconds\n")
}

var errCrowded = errors.New("too many requests at one time; try again in a few seconds")

func crowded(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "5")
	plain(w, http.StatusServiceUnavailable, errCrowded.Error()+"\n")
}

func (e *Exporter) serveReady(w http.ResponseWriter, _ *http.Request) {
	s := e.opt.State()
	var missing []string
	if s.Snapshot == nil {
		missing = append(missing, "nothing has been counted yet")
	}
	for _, source := range s.Sources {
		if !source.CaughtUp {
			missing = append(missing, short(source.Name)+" is still being read")
		}
	}
	if len(missing) > 0 {
		plain(w, http.StatusServiceUnavailable, strings.Join(missing, "\n")+"\n")
		return
	}
	plain(w, http.StatusOK, "ready\n")
}

func (e *Exporter) servePage(w http.ResponseWriter, _ *http.Request) {
	s := e.public()
	var b bytes.Buffer
	if err := pageTemplate().Execute(&b, newPage(&s, e.opt)); err != nil {
		plain(w, http.StatusInternalServerError, fmt.Sprintf("drawing the page: %v\n", err))
		return
	}
	send(w, "text/html; charset=utf-8", b.Bytes())
}

// plain and send answer; a reader who has left is no error.
func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text))
}

func send(w http.ResponseWriter, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(body)
}
