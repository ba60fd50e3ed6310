// Generate writes the log of a busy mail server, for benchmarks: the same
// options give the same bytes. See package traffic.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"tempfail/bench/traffic"
)

func main() {
	var o traffic.Options
	out := flag.String("o", "", "`file` to write; standard output without")
	flag.Int64Var(&o.Lines, "lines", 635_000, "about so many lines; 635,000 of Postfix are 100 MB")
	flag.DurationVar(&o.Span, "span", 24*time.Hour, "from the first line to the last, about")
	flag.IntVar(&o.Destinations, "destinations", 10_000, "domains that mail goes to")
	flag.StringVar(&o.Envelope, "envelope", "", strings.Join(traffic.Envelopes(), ", ")+"; what is usual for the MTA without")
	flag.StringVar(&o.MTA, "mta", "postfix", strings.Join(traffic.MTAs(), ", "))
	flag.Uint64Var(&o.Seed, "seed", 1, "another log of the same kind")
	flag.Parse()
	if err := run(*out, o); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(2)
	}
}

func run(name string, o traffic.Options) error {
	w := os.Stdout
	if name != "" {
		f, err := os.Create(name)
		if err != nil {
			return err
		}
		defer f.Close()
		w = f
	}
	_, err := traffic.Write(w, o)
	return err
}
