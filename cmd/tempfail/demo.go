package main

import (
	"embed"
	"fmt"
	"time"

	"tempfail/cmd/tempfail/internal/source"
	"tempfail/parser"
)

type demoCmd struct {
	Scene       string `arg:"" optional:"" default:"outage" enum:"outage,dns,blocked,greylist,disk" help:"What goes wrong: outage (of a provider), dns (our resolver), blocked (our standing), greylist, disk (ours is full)."`
	reportFlags `embed:""`
	TZ          zone `name:"tz" default:"UTC" help:"Time zone of the times shown."`
	Log         bool `help:"Print the log itself, to try the other commands on."`
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
	r := &reading{env: env, set: set, options: parser.Options{MTA: parser.Auto, Location: time.UTC}, shown: c.TZ.location(), quiet: true, fetch: "tempfail demo --log " + c.Scene}
	if c.Log {
		for ln := range r.lines(env.ctx) {
			if _, err := fmt.Fprintf(env.stdout, "%s\n", ln.text); err != nil {
				return err
			}
		}
		return nil
	}
	return c.report(r)
}
