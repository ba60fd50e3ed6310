// Tempfail reads the logs of a mail server and answers one question: mail is
// being deferred — is it us, or is it them?
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // --tz works in a container without zone files
)

// garbagePercent is how much garbage there may be to what is in use (see GOGC,
// which goes before).
//
// Note: a large log is held as a few large tables without pointers, which are
// marked in no time. At 50, a gigabyte of log takes 250 MB instead of 330, and
// no more time that could be measured.
const garbagePercent = 50

func main() {
	allowGarbage(garbagePercent)
	// A write to a closed pipe then fails like any other, and is told apart.
	signal.Ignore(syscall.SIGPIPE)
	// The first interrupt ends the reading, and the report follows; a second
	// one ends the program.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, time.Now))
}

// allowGarbage sets how much garbage there may be to what is in use, unless
// the environment does, and returns what sets it back.
func allowGarbage(percent int) (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	was := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(was) }
}
