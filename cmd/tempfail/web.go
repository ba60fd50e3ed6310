package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"time"

	"github.com/prometheus/exporter-toolkit/web"
	"go.yaml.in/yaml/v3"
)

// webFlags say where pages are served, to whom, and how.
type webFlags struct {
	Listen string `env:"LISTEN" default:"127.0.0.1:10451" placeholder:"HOST:PORT" help:"Address of metrics and status page, ${default} unless given."`
	Web    string `name:"web-config" aliases:"web.config.file" env:"WEB_CONFIG" placeholder:"FILE" help:"TLS and passwords: a web configuration file as all Prometheus exporters take it."`
	Pprof  bool   `env:"PPROF" help:"Serve profiles of the program itself at /debug/pprof/."`
}

const (
	headTime = 10 * time.Second // a client may take to ask,
	sendTime = time.Minute      // to take the answer,
	idleTime = 2 * time.Minute  // and to ask again: longer than Prometheus is wont to
	stopTime = time.Second      // requests in progress may take when the program ends
)

// publish serves a handler. The context that it returns ends when that fails;
// stop ends it.
func (w *webFlags) publish(ctx context.Context, handler http.Handler, stderr io.Writer) (_ context.Context, stop func(), _ error) {
	scheme, err := w.scheme()
	if err != nil {
		return nil, nil, err
	}
	listener, err := net.Listen("tcp", w.Listen)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot listen on %s: %w; choose another address with --listen", w.Listen, err)
	}
	if w.Pprof {
		handler = profiled(handler)
	}
	// The toolkit tells at length what it does not do.
	warnings := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	server := &http.Server{Handler: handler, ErrorLog: slog.NewLogLogger(warnings.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: headTime, WriteTimeout: sendTime, IdleTimeout: idleTime}
	ctx, cancel := context.WithCancelCause(ctx)
	go func() { cancel(web.Serve(listener, server, &web.FlagConfig{WebConfigFile: &w.Web}, warnings)) }()
	base := scheme + "://" + listener.Addr().String()
	slog.New(slog.NewTextHandler(stderr, nil)).Info("serving", "page", base+"/", "metrics", base+"/metrics")
	return ctx, func() {
		last, done := context.WithTimeout(context.Background(), stopTime)
		defer done()
		server.Shutdown(last)
		cancel(nil)
	}, nil
}

// scheme tries the web configuration, and says whether it turns on TLS.
func (w *webFlags) scheme() (string, error) {
	if w.Web == "" {
		return "http", nil
	}
	if err := web.Validate(w.Web); err != nil {
		return "", fmt.Errorf("the web configuration %s cannot be used: %w", w.Web, err)
	}
	text, err := os.ReadFile(w.Web)
	if err != nil {
		return "", err
	}
	var config struct {
		TLS map[string]any `yaml:"tls_server_config"`
	}
	if err := yaml.Unmarshal(text, &config); err != nil || len(config.TLS) == 0 {
		return "http", err
	}
	return "https", nil
}

// profiled adds the profiles of net/http/pprof.
func profiled(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", next)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}
