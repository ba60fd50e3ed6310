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
	Waiting     bool   `help:"Only messages with a recipient who waits, and all of them."`
	Top         *rows  `help:"Show N of the messages that match: those that wait first, then the newest; 0 for all. 20 by default."`
}

// usualTop is how many lives somebody reads who did not ask for so many.
const usualTop = 20

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
		r.finish() // the message may be in what could not be read
		return fmt.Errorf("no message matches %q; %s; @domain or a part of an address finds more", c.Pattern, r.times())
	}
	shown := c.choose(messages)
	written := c.write(env, func(w io.Writer, _ screen) error {
		return c.draw(w, shown, trace.TextOptions{Location: r.shown, End: tracer.End()})
	})
	if written == nil {
		written = env.stdout.Flush()
	}
	if written == nil { // else nobody has the lives before him
		c.tell(env, messages, len(shown), tracer.Dropped(), tracer.Forgotten())
	}
	return r.end(written)
}

// choose returns the messages to be shown.
func (c *traceCmd) choose(messages []*trace.Message) []*trace.Message {
	top := usualTop
	if c.Waiting {
		messages, top = trace.WhoWait(messages), 0
	}
	if c.Top != nil {
		top = int(*c.Top)
	}
	if top == 0 {
		return messages
	}
	shown, _ := trace.Choose(messages, top)
	return shown
}

// tell says how the messages stand, where there are several, and how to see
// those that are not shown.
func (c *traceCmd) tell(env *environment, messages []*trace.Message, shown int, dropped trace.Ends, forgotten int) {
	ends, hint := trace.CountEnds(messages), ""
	switch waiting := ends[trace.Waiting]; {
	case c.Waiting && waiting == 0:
		hint = "; none waits"
	case c.Waiting && shown < waiting:
		hint = fmt.Sprintf("; %d of those that wait shown", shown)
	case c.Waiting || shown == len(messages):
	case shown < waiting:
		hint = fmt.Sprintf("; %d of them shown: --waiting shows those that wait, --top 0 all", shown)
	default:
		hint = fmt.Sprintf("; %d of them shown: --top 0 shows all, --since and --until a part", shown)
	}
	if len(messages) > 1 || hint != "" {
		env.say("%s: %s%s", matching(len(messages)), ends, hint)
	}
	if len(dropped) > 0 {
		env.say("further ones are left out, for no more are kept: %s; narrow the pattern, or use --since", dropped)
	}
	if forgotten > 0 {
		env.say("%s forgotten, for too many were in the queue at a time: some lives may be incomplete", plural(forgotten, "message"))
	}
}

func matching(n int) string {
	if n == 1 {
		return "1 message matches"
	}
	return fmt.Sprintf("%d messages match", n)
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
