package main

import (
	"context"
	"embed"
	"fmt"
	"time"

	"tempfail/cmd/tempfail/internal/report"
	"tempfail/cmd/tempfail/internal/source"
	"tempfail/exporter"
	"tempfail/parser"
)

type demoCmd struct {
	Scene       string `arg:"" optional:"" default:"outage" enum:"outage,dns,blocked,greylist,disk" help:"What goes wrong: outage (of a provider), dns (our resolver), blocked (our standing), greylist, disk (ours is full)."`
	reportFlags `embed:""`
	TZ          zone   `name:"tz" default:"UTC" help:"Time zone of the times shown."`
	Log         bool   `help:"Print the log itself, to try the other commands on."`
	Serve       bool   `help:"Serve the status page and the metrics over it, as tempfail serve does."`
	Listen      string `default:"127.0.0.1:10451" placeholder:"HOST:PORT" help:"Address of --serve."`
}

// demoLogs are runs of Postfix 3.7 in a network of name servers and mail
// servers made for it, with its timers shortened to seconds.
//
//go:embed demo/*.zst
var demoLogs embed.FS

// demoDate is when it ended: its stamps have no year.
var demoDate = time.Date(2026, time.November, 23, 18, 0, 0, 0, time.UTC)

// Run prints the report over the embedded log.
func (c *demoCmd) Run(env *environment) error {
	log, err := demoLogs.Open("demo/" + c.Scene + ".zst")
	if err != nil {
		return err
	}
	defer log.Close()
	set, err := source.Find([]string{"-"}, source.Options{Stdin: log, Now: demoDate, Location: time.UTC})
	if err != nil {
		return err
	}
	set.Files[0].Name = "demo: " + c.Scene
	var readAs []report.Flag
	if _, offset := demoDate.Local().Zone(); offset != 0 {
		readAs = []report.Flag{{Name: "tz", Value: "UTC"}} // of the stamps
	}
	r := &reading{env: env, set: set, options: parser.Options{MTA: parser.Auto, Location: time.UTC}, shown: c.TZ.location(), quiet: true, fetch: "tempfail demo --log " + c.Scene, readAs: readAs}
	if c.Log {
		for ln := range r.lines(env.ctx) {
			if _, err := fmt.Fprintf(env.stdout, "%s\n", ln.text); err != nil {
				return err
			}
		}
		return nil
	}
	if c.Serve {
		return c.serve(env, r)
	}
	return c.report(r)
}

// serve shows the demo's day as a page, until it is interrupted.
func (c *demoCmd) serve(env *environment, r *reading) error {
	snapshot := analyze(r, workers())
	state := exporter.State{Snapshot: snapshot, Created: *snapshot.Input.From, Now: *snapshot.Input.Until}
	e, err := exporter.New(exporter.Options{State: func() exporter.State { return state }, Report: reportJSON,
		ShowAddresses: true, Location: c.TZ.location(), Build: buildInfo()})
	if err != nil {
		return err
	}
	handler, err := e.Handler()
	if err != nil {
		return err
	}
	web := webFlags{Listen: c.Listen}
	ctx, stop, err := web.publish(env.ctx, handler, env.stderr)
	if err != nil {
		return err
	}
	defer stop()
	<-ctx.Done()
	if env.ctx.Err() == nil {
		return context.Cause(ctx)
	}
	return nil
}
