package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/follow"
	"tempfail/cmd/tempfail/internal/report"
	"tempfail/exporter"
	"tempfail/internal/pseudonym"
	"tempfail/parser"
)

// serveCmd is also what a configuration file may hold; see config. Every
// setting but the name of that file has a variable of the environment.
type serveCmd struct {
	Config kong.ConfigFlag `placeholder:"FILE" help:"YAML file with any of these settings, by their names. Flags and the environment win over it; SIGHUP reads it again."`

	Log     []string `env:"LOG" placeholder:"FILE" help:"Logs to follow: files, patterns, FIFOs; - is standard input. One that is not there yet is waited for."`
	Syslog  []string `env:"SYSLOG" placeholder:"ADDRESS" help:"Listen for syslog: udp://127.0.0.1:5514, tcp://127.0.0.1:5514 or unix:///run/tempfail/log."`
	Journal []string `env:"JOURNAL" placeholder:"MATCH" help:"Read the systemd journal; what chooses entries, as for journalctl: SYSLOG_FACILITY=2."`

	webFlags      `embed:""`
	State         string   `env:"STATE" placeholder:"DIR" help:"Keep counts and places there, so that a restart loses nothing."`
	Start         string   `env:"START" enum:"beginning,end" default:"beginning" help:"Where logs begin when they are first followed: beginning or end."`
	ShowAddresses bool     `env:"SHOW_ADDRESSES" help:"Show senders and recipients. Otherwise pseudonyms stand for their local parts."`
	Top           int      `env:"TOP" default:"200" help:"Destinations, and providers, with series of their own; the rest is other."`
	Allow         []string `env:"ALLOW" placeholder:"NAME" help:"Destinations and providers that always have series."`

	Mta string   `name:"mta" env:"MTA" default:"auto" help:"The mail server that writes the log; auto tells it by the lines."`
	Map []string `name:"map" env:"MAP" placeholder:"FILE" help:"A map that tells how another logger's JSON, CSV or key=value lines are read; may come several times."`
	TZ  zone     `name:"tz" env:"TZ" help:"Time zone of stamps that have none, and of the times shown. The local one by default."`

	Every time.Duration `env:"EVERY" default:"15s" help:"How often the page and the metrics are drawn, and the state is saved."`
}

// Bounds of an aggregate that lives for months; see aggregate.Options.
var serveBounds = aggregate.Options{Names: 50_000, Messages: 200_000, Attempts: 400_000, Spells: 100_000}

// Run follows the logs and serves until the context ends.
func (c *serveCmd) Run(env *environment) error {
	defer allowGarbage(readingPercent)()
	log := slog.New(slog.NewTextHandler(env.stderr, nil))
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	live, err := c.open(env, log)
	if err != nil {
		return err
	}
	defer live.close()
	live.hangup = hangup
	if c.State == "" {
		log.Warn("no --state: a restart begins to count anew, and reads the logs from their " + c.Start)
	}
	ctx, stop, err := c.publish(env.ctx, &gate{next: &live.handler, state: live.current}, env.stderr)
	if err != nil {
		return err
	}
	defer stop()
	live.service.tell("READY=1")
	err = live.run(ctx)
	live.service.tell("STOPPING=1")
	if cause := context.Cause(ctx); env.ctx.Err() == nil && cause != nil {
		return fmt.Errorf("serving on %s: %w", c.Listen, cause)
	}
	return err
}

// check returns how the logs are read, or why the settings cannot work.
func (c *serveCmd) check() (parser.Options, error) {
	var o parser.Options
	if len(c.Log)+len(c.Syslog)+len(c.Journal) == 0 {
		return o, errors.New("nothing to follow: name a log with --log /var/log/mail.log, or use --journal or --syslog")
	}
	if c.Every <= 0 {
		return o, fmt.Errorf("--every %s: expects a time above zero, such as 15s", c.Every)
	}
	if c.Top < 1 {
		return o, fmt.Errorf("--top %d: expects at least 1", c.Top)
	}
	maps, err := readMaps(c.Map)
	if err != nil {
		return o, err
	}
	o = parser.Options{MTA: c.Mta, Location: c.TZ.location(), Maps: maps}
	_, err = parser.New(o)
	return o, err
}

// open restores what a state holds and begins to follow.
func (c *serveCmd) open(env *environment, log *slog.Logger) (*live, error) {
	options, err := c.check()
	if err != nil {
		return nil, err
	}
	l := &live{serveCmd: *c, options: options, args: env.args, log: log, now: env.now, service: newService(),
		agg: aggregate.New(serveBounds), names: pseudonym.New(), saved: saved{Created: env.now()}, parsers: map[int]parser.Parser{}}
	if err := l.begin(env); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

// begin restores what there is, and opens the logs.
func (l *live) begin(env *environment) error {
	c := &l.serveCmd
	checkpoint, err := l.restore()
	if err != nil {
		return err
	}
	o := follow.Options{Paths: c.Log, Stdin: env.stdin, Listen: c.Syslog, Log: l.log}
	if len(c.Journal) > 0 {
		o.Journal = &follow.Journal{Matches: c.Journal}
	}
	if c.Start == "end" {
		o.Start = follow.End
	}
	if l.follower, err = follow.Open(env.ctx, o, checkpoint); err != nil {
		return err
	}
	l.draw() // a request may come before the first line does
	e, handler, err := l.exhibit(c, l.saved.Series)
	if err != nil {
		return err
	}
	l.exporter, l.saved.Series = e, nil
	l.handler.put(handler)
	if l.State != "" && checkpoint == nil {
		return l.save(l.now()) // what is rotated from now on is not history
	}
	return nil
}

// close ends the following, and lets another process have the state.
func (l *live) close() {
	if l.follower != nil {
		l.follower.Close()
	}
	if l.release != nil {
		l.release()
	}
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
