// Tempfail reads the logs of a mail server and answers one question: mail is
// being deferred — is it us, or is it them?
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // --tz works in a container without zone files
)

func main() {
	// A write to a closed pipe then fails like any other, and is told apart.
	signal.Ignore(syscall.SIGPIPE)
	// The first interrupt ends the reading, and the report follows; a second
	// one ends the program.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, time.Now))
}
