package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"tempfail/cmd/tempfail/internal/explain"
	"tempfail/internal/printable"
)

type explainCmd struct {
	Replies []string `arg:"" optional:"" name:"reply" help:"What a server said, quoted: '451 4.7.1 Greylisting in action'; a whole log line will do. Without one, or with -: standard input, a reply a line."`
	Format  string   `enum:"text,json" default:"text" help:"text, or json, one object a line."`
}

// maxReply is how much of a line of standard input is looked at, in bytes.
const maxReply = 64 << 10

// Run explains each reply.
func (c *explainCmd) Run(env *environment) error {
	var failed error
	replies := slices.Values(c.Replies)
	if len(c.Replies) == 0 || len(c.Replies) == 1 && c.Replies[0] == "-" {
		if screenOf(env.stdin).terminal {
			env.say("reading replies from standard input, one a line")
		}
		replies = inputLines(env, &failed)
	}
	explainer := explain.New()
	enc := printable.NewEncoder(env.stdout)
	given := 0
	for reply := range replies {
		given++
		answer := explainer.Explain(reply)
		if err := c.print(env.stdout, enc, &answer, given > 1); err != nil {
			return err
		}
	}
	if failed == nil && given == 0 {
		return errors.New("no reply to explain; try tempfail explain '451 4.7.1 Greylisting in action'")
	}
	return failed
}

func (c *explainCmd) print(w io.Writer, enc *json.Encoder, a *explain.Answer, again bool) error {
	if c.Format == "json" {
		return enc.Encode(a)
	}
	if again {
		if _, err := io.WriteString(w, "\n"); err != nil {
			return err
		}
	}
	return a.WriteText(w)
}

// inputLines hands out the lines of standard input, and puts what ended it
// early into failed. What was answered is flushed when the input pauses, so
// that a program can ask and wait.
func inputLines(env *environment, failed *error) iter.Seq[string] {
	return func(yield func(string) bool) {
		in := bufio.NewReaderSize(env.stdin, maxReply)
		for {
			text, err := in.ReadSlice('\n')
			line := strings.TrimRight(string(text), "\r\n")
			for err == bufio.ErrBufferFull {
				_, err = in.ReadSlice('\n')
			}
			if (len(text) > 0 || err == nil) && !yield(line) {
				return
			}
			if in.Buffered() == 0 {
				env.stdout.Flush()
			}
			if err == io.EOF {
				return
			}
			if err != nil {
				*failed = err
				return
			}
		}
	}
}
