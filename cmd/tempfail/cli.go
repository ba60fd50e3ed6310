package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"tempfail/internal/printable"
)

// Exit statuses. Scripts rely on them.
const (
	statusDone    = 0
	statusFinding = 1 // done, and a finding was made; with --check only
	statusFailed  = 2 // could not do it, or not all of it
)

type commands struct {
	Analyze analyzeCmd `cmd:"" help:"Is it us, or is it them? The report over a log, or a set of them."`

	Serve   serveCmd   `cmd:"" envprefix:"TEMPFAIL_" help:"Follow the logs of a host, and serve metrics and a status page."`
	Explain explainCmd `cmd:"" help:"What one reply means: cause, whose fault, what to do."`
	Trace   traceCmd   `cmd:"" help:"The life of a message: by queue ID, address or Message-ID."`
	Events  eventsCmd  `cmd:"" help:"Every event of a log as NDJSON or CSV."`
	Lines   linesCmd   `cmd:"" help:"The lines that were not understood, or any other kind."`
	Demo    demoCmd    `cmd:"" help:"The report over a captured log that comes with the program."`

	Dashboards dashboardsCmd `cmd:"" help:"Grafana dashboards and Prometheus alert rules: write, print or push them."`

	Version versionCmd `cmd:"" help:"Print the version."`

	ShowVersion kong.VersionFlag `name:"version" help:"Print the version and exit."`
}

// environment is what a command has of the world.
type environment struct {
	ctx    context.Context
	args   []string // of the command line
	stdin  io.Reader
	stdout *bufio.Writer
	stderr io.Writer
	screen screen // what stdout is
	now    func() time.Time
}

// errFinding ends a command that did its work and found what --check asks for.
var errFinding = errors.New("a finding was made")

// errTold ends a command whose faults are on stderr already.
var errTold = errors.New("told")

// say writes a message for people. Names of files, and what a log or a server
// brought into an error, may not steer their terminal.
func (e *environment) say(format string, args ...any) {
	tell(e.stderr, fmt.Sprintf("tempfail: "+format, args...))
}

func tell(w io.Writer, message string) {
	for line := range strings.SplitSeq(message, "\n") {
		fmt.Fprintln(w, printable.String(line))
	}
}

// run is the program: it returns the exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, now func() time.Time) int {
	var cmds commands
	exited := false
	app := newApp(&cmds, stdout, stderr, func(int) { exited = true })
	parsed, err := app.Parse(args)
	switch {
	case exited: // --help, --version: answered
		return statusDone
	case err != nil:
		tell(stderr, fmt.Sprintf("tempfail: %v\nusage: %s", err, usage(err)))
		return statusFailed
	}
	out := bufio.NewWriterSize(outlet{stdout, "standard output"}, 64<<10)
	env := &environment{ctx: ctx, args: args, stdin: stdin, stdout: out, stderr: stderr, screen: screenOf(stdout), now: now}
	err = parsed.Run(env)
	if flushed := env.stdout.Flush(); err == nil {
		err = flushed
	}
	return env.status(err)
}

// newApp declares the command line. exit is what --help and --version end in.
func newApp(cmds *commands, stdout, stderr io.Writer, exit func(int)) *kong.Kong {
	app, err := kong.New(cmds,
		kong.Name("tempfail"),
		kong.Description("Mail is being deferred: is it us, or is it them? Tempfail reads the logs of a mail server and says whose fault it is, on what evidence, and what to do."),
		kong.Writers(stdout, stderr),
		kong.Exit(exit),
		kong.Configuration(loadConfig),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Vars{"version": version()},
	)
	if err != nil {
		panic(err) // the declaration of commands is wrong
	}
	return app
}

// usage says how the command that err is about is called.
func usage(err error) string {
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil && parse.Context.Selected() != nil {
		path := parse.Context.Selected().Summary()
		return fmt.Sprintf("tempfail %s; see tempfail %s --help", path, parse.Context.Selected().Path())
	}
	return "tempfail analyze [FILE...], or explain, trace, events, lines, demo; see tempfail --help"
}

// gone tells whether a write failed because nobody is left to read.
func gone(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}

// status turns how a command ended into an exit status, and says what went
// wrong. Nobody left to read the answer is no error.
func (e *environment) status(err error) int {
	switch {
	case err == nil, gone(err):
		return statusDone
	case errors.Is(err, errFinding):
		return statusFinding
	case !errors.Is(err, errTold):
		e.say("%v", err)
	}
	return statusFailed
}
