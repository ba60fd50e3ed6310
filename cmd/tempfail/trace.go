package main

import (
	"fmt"
	"io"

	"tempfail/cmd/tempfail/internal/trace"
	"tempfail/internal/printable"
	"tempfail/parser"
)

type traceCmd struct {
	Pattern     string `arg:"" help:"Queue ID, address, @domain, Message-ID, or a part of an address."`
	inputFlags  `embed:""`
	outputFlags `embed:""`
	Format      string `enum:"text,json" default:"text" help:"text, or json, one object a message."`
	Top         rows   `default:"20" help:"Show the last N messages that match; 0 for all."`
}

// Run prints the life of every message that matches.
func (c *traceCmd) Run(env *environment) error {
	r, err := c.open(env)
	if err != nil {
		return err
	}
	tracer := trace.New(c.Pattern)
	for ln := range r.lines(env.ctx) {
		for ev := range ln.events {
			tracer.Add(ev)
		}
	}
	messages := tracer.Messages()
	if err := r.useless(r.counts[parser.Found], "event"); err != nil {
		return err
	}
	if len(messages) == 0 {
		return fmt.Errorf("no message matches %q; %s; @domain or a part of an address finds more", c.Pattern, r.times())
	}
	older := 0
	if c.Top > 0 && len(messages) > int(c.Top) {
		older = len(messages) - int(c.Top)
		messages = messages[older:]
	}
	err = c.write(env, func(w io.Writer, _ screen) error {
		return c.draw(w, messages, trace.TextOptions{Location: r.shown, End: tracer.End()})
	})
	if err != nil {
		return err
	}
	if older > 0 {
		env.say("%s not shown; --top 0 shows all that match, --since and --until a part", plural(older, "older message"))
	}
	if n := tracer.Dropped(); n > 0 {
		env.say("%s left out, for no more are kept; narrow the pattern, or use --since", plural(n, "later message"))
	}
	if n := tracer.Forgotten(); n > 0 {
		env.say("%s forgotten, for too many were in the queue at a time: some lives may be incomplete", plural(n, "message"))
	}
	return r.finish()
}

func (c *traceCmd) draw(w io.Writer, messages []*trace.Message, o trace.TextOptions) error {
	enc := printable.NewEncoder(w)
	for _, m := range messages {
		var err error
		if c.Format == "json" {
			err = enc.Encode(m)
		} else {
			err = m.Text(w, o)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
