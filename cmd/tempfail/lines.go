package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"tempfail/internal/printable"
	"tempfail/parser"
)

type linesCmd struct {
	inputFlags  `embed:""`
	outputFlags `embed:""`
	Result      []string `default:"malformed" enum:"foreign,silent,found,malformed" help:"Which lines: malformed, silent, foreign, found."`
	Format      string   `enum:"text,json" default:"text" help:"text (FILE:LINE: line) or json, one object a line."`
}

type lineRecord struct {
	File   string `json:"file"`
	Line   int64  `json:"line"`
	Result string `json:"result"`
	Text   string `json:"text"`
}

// Run prints the lines of the results asked for.
func (c *linesCmd) Run(env *environment) error {
	r, err := c.open(env)
	if err != nil {
		return err
	}
	var wanted [parser.NumResults]bool
	for result := range parser.NumResults {
		wanted[result] = slices.Contains(c.Result, result.String())
	}
	var printed int64
	var useless error
	written := c.write(env, func(w io.Writer, _ screen) error {
		put := c.printer(w)
		for ln := range r.lines(env.ctx) {
			if !wanted[ln.result] {
				continue
			}
			printed++
			if err := put(ln); err != nil {
				return err
			}
		}
		useless = r.useless(printed+r.counts[parser.Found]+r.counts[parser.Silent], "line")
		return useless
	})
	if useless != nil {
		return useless
	}
	if printed == 0 && written == nil {
		env.say("none of %s is %s", plural(r.total(), "line"), strings.Join(c.Result, " or "))
	}
	return r.end(written)
}

func (c *linesCmd) printer(w io.Writer) func(*line) error {
	if c.Format == "json" {
		enc := printable.NewEncoder(w)
		return func(ln *line) error {
			return enc.Encode(lineRecord{ln.file.Name, ln.number, ln.result.String(), string(ln.text)})
		}
	}
	return func(ln *line) error {
		_, err := fmt.Fprintf(w, "%s:%d: %s\n", printable.String(ln.file.Name), ln.number, printable.String(ln.text))
		return err
	}
}
