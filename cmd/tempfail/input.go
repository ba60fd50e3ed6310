package main

import (
	"fmt"
	"time"

	"tempfail/cmd/tempfail/internal/report"
	"tempfail/cmd/tempfail/internal/source"
	"tempfail/parser"
)

// inputFlags say what is read, and which part of it counts.
type inputFlags struct {
	Files      []string `arg:"" optional:"" name:"file" help:"Logs, plain or compressed (gzip, zstd, xz, bzip2); - is standard input. Without one: the first usual place that exists."`
	Mta        string   `name:"mta" default:"auto" help:"The mail server that wrote the log; auto tells it by the lines."`
	mapFlags   `embed:""`
	Since      moment `help:"Count events from then on: 2026-03-02, '2026-03-02 14:00', RFC 3339, today, yesterday, -2h, '3 d ago'."`
	Until      moment `help:"Count events before then."`
	TZ         zone   `name:"tz" help:"Time zone of stamps that have none, and of the times shown: Europe/Berlin. The local one by default."`
	NoProgress bool   `help:"Show no progress, not even on a terminal."`
}

// open finds the files and settles the options.
func (in *inputFlags) open(env *environment) (*reading, error) {
	loc := in.TZ.location()
	now := env.now().In(loc)
	p, err := in.period(now)
	if err != nil {
		return nil, err
	}
	maps, err := readMaps(in.Map)
	if err != nil {
		return nil, err
	}
	options := parser.Options{MTA: in.Mta, Location: loc, Maps: maps}
	if _, err := parser.New(options); err != nil {
		return nil, err
	}
	set, err := source.Find(in.Files, source.Options{Stdin: env.stdin, Now: now, Location: loc})
	if err != nil {
		return nil, err
	}
	r := &reading{env: env, set: set, options: options, shown: loc, period: p, quiet: in.NoProgress, readAs: in.readAs()}
	r.announce()
	in.sayTwice(env, now)
	return r, nil
}

// period is what --since and --until ask for.
func (in *inputFlags) period(now time.Time) (p period, err error) {
	if p.since, err = in.Since.at(now); err != nil {
		return p, fmt.Errorf("--since: %w", err)
	}
	if p.until, err = in.Until.at(now); err != nil {
		return p, fmt.Errorf("--until: %w", err)
	}
	if !p.since.IsZero() && !p.until.IsZero() && !p.since.Before(p.until) {
		return p, fmt.Errorf("nothing lies %v: --since must be before --until", p)
	}
	return p, nil
}

// sayTwice tells which moment was taken for a time that came twice, as clocks
// went back.
func (in *inputFlags) sayTwice(env *environment, now time.Time) {
	for _, m := range []moment{in.Since, in.Until} {
		again := m.again(now)
		if again.IsZero() {
			continue
		}
		if taken, err := m.at(now); err == nil {
			env.say("%s came twice: the first is taken, %s; the second is %s", m.text, taken.Format(time.RFC3339), again.Format(time.RFC3339))
		}
	}
}

// readAs are the flags that were given and without which the same lines would
// be read otherwise.
func (in *inputFlags) readAs() (given []report.Flag) {
	if in.TZ.Location != nil {
		given = append(given, report.Flag{Name: "tz", Value: in.TZ.String()})
	}
	if in.Mta != parser.Auto {
		given = append(given, report.Flag{Name: "mta", Value: in.Mta})
	}
	for _, file := range in.Map {
		given = append(given, report.Flag{Name: "map", Value: file})
	}
	return given
}

// announce says what the user may not expect of the choice of files.
func (r *reading) announce() {
	if chosen := r.set.Chosen; chosen != "" {
		r.env.say("reading %s", chosen)
		if n := len(source.Siblings(chosen)); n > 0 {
			r.env.say("%s beside it not read; for all of them: tempfail analyze '%s*'", plural(n, "older file"), chosen)
		}
	}
	for _, s := range r.set.Skipped {
		r.env.say("%s left out: %s", s.Name, s.Why)
	}
}
