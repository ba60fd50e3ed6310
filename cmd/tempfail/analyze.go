package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/report"
	"tempfail/cmd/tempfail/internal/source"
	"tempfail/internal/pseudonym"
)

type analyzeCmd struct {
	inputFlags  `embed:""`
	reportFlags `embed:""`
}

// reportFlags say what a report looks like, and whether it decides the exit
// status.
type reportFlags struct {
	outputFlags `embed:""`
	Format      string    `enum:"text,json,markdown,html" default:"text" help:"text, json, markdown or html (one file, without scripts)."`
	Top         rows      `help:"Rows of each table. Text shows 10 by default, JSON all."`
	Redact      bool      `help:"Replace the local parts of addresses, so that the report can be shown to others."`
	Check       checkFlag `help:"Exit with status 1 if a finding was made: local-fault, blocked, remote-outage, throttled, unclear. --check=VERDICT,... names the verdicts; greylisting and recipient-trouble, which are expected, count only so."`
}

// rows is how many rows are shown; 0 for as many as is usual, or all.
type rows int

// Validate is called by kong.
func (n rows) Validate() error {
	if n < 0 {
		return fmt.Errorf("%d: expects 0 or more", int(n))
	}
	return nil
}

// checkFlag is --check or --check=VERDICT,...
type checkFlag struct {
	verdicts []aggregate.Verdict // none where nothing is checked for
}

// IsBool lets the flag stand without a value.
func (checkFlag) IsBool() bool { return true }

// alarming are the verdicts that --check asks for when it names none. Those
// of expected are part of any day's mail: they count where they are named.
var (
	alarming  = []aggregate.Verdict{aggregate.LocalFault, aggregate.Blocked, aggregate.RemoteOutage, aggregate.Throttled, aggregate.Unclear}
	expected  = []aggregate.Verdict{aggregate.Greylisting, aggregate.RecipientTrouble}
	checkable = slices.Concat(alarming, expected)
)

// Decode reads the verdicts, if there are any.
func (c *checkFlag) Decode(ctx *kong.DecodeContext) error {
	if ctx.Scan.Peek().Type != kong.FlagValueToken {
		c.verdicts = alarming
		return nil
	}
	c.verdicts = nil
	for name := range strings.SplitSeq(fmt.Sprint(ctx.Scan.Pop().Value), ",") {
		v := aggregate.Verdict(strings.TrimSpace(name))
		if !slices.Contains(checkable, v) {
			return fmt.Errorf("%q is no verdict to check for; they are %v", name, checkable)
		}
		c.verdicts = append(c.verdicts, v)
	}
	return nil
}

// failed says whether s holds what was checked for.
func (c *checkFlag) failed(s *aggregate.Snapshot) bool {
	return slices.ContainsFunc(s.Findings, func(f aggregate.Finding) bool {
		return slices.Contains(c.verdicts, f.Verdict)
	})
}

// Run reads the log and prints the report.
func (c *analyzeCmd) Run(env *environment) error {
	r, err := c.open(env)
	if err != nil {
		return err
	}
	return c.report(r)
}

// report reads what r has and prints the report on it.
func (c *reportFlags) report(r *reading) error {
	snapshot := analyze(r, workers())
	if err := r.useless(worthReporting(snapshot), "delivery, refusal or fault of its own"); err != nil {
		return err
	}
	if c.Redact {
		snapshot = pseudonym.New().Snapshot(snapshot)
	}
	written := c.write(r.env, func(w io.Writer, s screen) error {
		return c.draw(w, snapshot, report.Options{
			Width: s.columns(), Color: s.colored(c.Color), Unicode: s.unicode, Top: int(c.Top),
			Now: r.env.now(), Location: r.shown, Fetch: r.fetch, Hidden: c.Redact,
			ReadAs: r.readAs, Until: r.period.until, Twice: r.twice(),
		})
	})
	if written == nil {
		written = r.env.stdout.Flush()
	}
	if written == nil { // else nobody has the times before him
		r.ahead(snapshot.Input.Until)
	}
	if err := r.end(written); err != nil {
		return err
	}
	if c.Check.failed(snapshot) {
		return errFinding
	}
	return nil
}

func (c *reportFlags) draw(w io.Writer, s *aggregate.Snapshot, o report.Options) error {
	switch c.Format {
	case "json":
		return report.JSON(w, s, o)
	case "markdown":
		return report.Markdown(w, s, o)
	case "html":
		return report.HTML(w, s, o)
	}
	return report.Text(w, s, o)
}

// worthReporting counts what a report would be about.
func worthReporting(s *aggregate.Snapshot) int64 {
	t := &s.Totals
	return t.Attempts + t.NotAttempted + t.Expired + t.RefusedInbound + int64(len(s.LocalFaults)+len(s.Findings))
}

const (
	largeLog  = 32 << 20  // bytes on disk
	largeHeap = 192 << 20 // bytes, more than a gigabyte of log takes

	maxSamples    = 10
	maxSampleText = 400 // bytes
)

// analyze reads everything, by so many workers, and returns the picture of it.
func analyze(r *reading, workers int) *aggregate.Snapshot {
	if size := r.set.Size(); size == 0 || size >= largeLog {
		inHugePages(largeHeap)
	}
	room, undo := allowRoom(readingPercent)
	defer undo()
	r.room = room
	agg, samples := r.gather(r.env.ctx, workers)
	runtime.GC()
	room.judge()
	s := agg.Snapshot(time.Time{})
	s.Input.Samples = samples
	s.Input.Programs = r.programs()
	for _, f := range r.set.Faults {
		s.Input.Files = append(s.Input.Files, aggregate.InputFile{Name: f.Name, Error: f.Error()})
	}
	for _, f := range r.set.Files {
		in := aggregate.InputFile{Name: f.Name, MTA: r.mtaOf(f.Head()), Bytes: f.Bytes, Lines: f.Lines}
		if f.Err != nil {
			in.Error = f.Err.Error()
		}
		s.Input.Files = append(s.Input.Files, in)
		s.Input.Bytes += f.Bytes
	}
	if r.cut > 0 {
		s.Limits = append(s.Limits, aggregate.LimitRow{Name: "line", Limit: source.MaxLine, Lost: r.cut,
			Says: plural(r.cut, "line") + " had more bytes than are read of one: what stands behind them is not known"})
	}
	return s
}
