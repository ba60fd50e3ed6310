package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/follow"
	"tempfail/cmd/tempfail/internal/report"
	"tempfail/exporter"
	"tempfail/parser"
)

type serveCmd struct {
	Log     []string `placeholder:"FILE" help:"Logs to follow: files, patterns, FIFOs; - is standard input. One that is not there yet is waited for."`
	Syslog  []string `placeholder:"ADDRESS" help:"Listen for syslog: udp://127.0.0.1:5514, tcp://127.0.0.1:5514 or unix:///run/tempfail/log."`
	Journal []string `placeholder:"MATCH" help:"Read the systemd journal; what chooses entries, as for journalctl: SYSLOG_FACILITY=2."`

	Listen        string   `default:"127.0.0.1:10451" help:"Address of metrics and status page."`
	State         string   `placeholder:"DIR" help:"Keep counts and places there, so that a restart loses nothing."`
	Start         string   `enum:"beginning,end" default:"beginning" help:"Where logs begin that no state speaks of: beginning or end."`
	ShowAddresses bool     `help:"Show senders and recipients. Otherwise pseudonyms stand for their local parts."`
	Top           int      `default:"200" help:"Destinations, and providers, with series of their own; the rest is other."`
	Allow         []string `placeholder:"NAME" help:"Destinations and providers that always have series."`

	Mta string `name:"mta" default:"auto" help:"The mail server that writes the log; auto tells it by the lines."`
	TZ  zone   `name:"tz" help:"Time zone of stamps that have none, and of the times shown. The local one by default."`

	Every time.Duration `default:"15s" help:"How often the page and the metrics are drawn, and the state is saved."`
}

// Bounds of an aggregate that lives for months; see aggregate.Options.
var serveBounds = aggregate.Options{Names: 50_000, Messages: 200_000, Attempts: 400_000, Spells: 100_000}

// stopTime is how long requests in progress may take when the program ends.
const stopTime = time.Second

// Run follows the logs and serves until the context ends.
func (c *serveCmd) Run(env *environment) error {
	if len(c.Log)+len(c.Syslog)+len(c.Journal) == 0 {
		return errors.New("nothing to follow: name a log with --log /var/log/mail.log, or use --journal or --syslog")
	}
	log := slog.New(slog.NewTextHandler(env.stderr, nil))
	live, err := c.open(env, log)
	if err != nil {
		return err
	}
	defer live.follower.Close()
	if c.State == "" {
		log.Warn("no --state: a restart begins to count anew, and reads the logs from their " + c.Start)
	}
	ctx, stop, err := publish(env.ctx, c.Listen, live.exporter, log)
	if err != nil {
		return err
	}
	defer stop()
	notifySystemd("READY=1")
	err = live.run(ctx)
	notifySystemd("STOPPING=1")
	if cause := context.Cause(ctx); env.ctx.Err() == nil && cause != nil {
		return fmt.Errorf("serving on %s: %w", c.Listen, cause)
	}
	return err
}

// publish serves what e shows at an address. The context that it returns ends
// when that fails; stop ends it.
func publish(ctx context.Context, address string, e *exporter.Exporter, log *slog.Logger) (_ context.Context, stop func(), _ error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot listen on %s: %w; choose another address with --listen", address, err)
	}
	handler, err := e.Handler()
	if err != nil {
		return nil, nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	ctx, cancel := context.WithCancelCause(ctx)
	go func() { cancel(server.Serve(listener)) }()
	base := "http://" + listener.Addr().String()
	log.Info("serving", "page", base+"/", "metrics", base+"/metrics")
	return ctx, func() {
		last, done := context.WithTimeout(context.Background(), stopTime)
		defer done()
		server.Shutdown(last)
		cancel(nil)
	}, nil
}

// open restores what a state holds and begins to follow.
func (c *serveCmd) open(env *environment, log *slog.Logger) (*live, error) {
	l := &live{every: c.Every, state: c.State, log: log, now: env.now,
		options: parser.Options{MTA: c.Mta, Location: c.TZ.location()},
		agg:     aggregate.New(serveBounds), saved: saved{Created: env.now()}, parsers: map[int]parser.Parser{}}
	if _, err := parser.New(l.options); err != nil {
		return nil, err
	}
	checkpoint, err := l.restore()
	if err != nil {
		return nil, err
	}
	l.exporter, err = exporter.New(exporter.Options{
		State: l.current, Report: reportJSON,
		Names: c.Top, Allow: c.Allow, Saved: l.saved.Series, ShowAddresses: c.ShowAddresses,
		Location: c.TZ.location(), Build: buildInfo(),
	})
	if err != nil {
		return nil, err
	}
	o := follow.Options{Paths: c.Log, Stdin: env.stdin, Listen: c.Syslog, Log: log}
	if len(c.Journal) > 0 {
		o.Journal = &follow.Journal{Matches: c.Journal}
	}
	if c.Start == "end" {
		o.Start = follow.End
	}
	if l.follower, err = follow.Open(env.ctx, o, checkpoint); err != nil {
		return nil, err
	}
	l.draw() // a request may come before the first line does
	return l, nil
}

func reportJSON(w io.Writer, s *aggregate.Snapshot) error { return report.JSON(w, s, report.Options{}) }

func buildInfo() exporter.Build {
	b := exporter.Build{Version: version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		b.GoVersion = info.GoVersion
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				b.Revision = s.Value
			}
		}
	}
	return b
}
