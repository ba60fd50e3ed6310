// Package report draws an aggregate.Snapshot for people (Text, Markdown, HTML)
// and for programs (JSON).
//
// Text, Markdown and HTML draw the same document: build turns the snapshot into
// notes and tables, in the order of the table of sections; a painter lays
// them out. Whatever the log brought passes visible on its way out, so that
// nothing in it can steer a terminal or a browser.
package report

import (
	"fmt"
	"io"
	"time"

	"tempfail/aggregate"
)

// Options say how a report is drawn. The zero value is that of a pipe: 80
// columns of ASCII without colour, times in UTC.
type Options struct {
	Width    int            // columns of Text; 0 for 80, at least 40
	Color    bool           // ANSI colours in Text
	Unicode  bool           // sparklines, ellipses and the log's own letters; else ASCII alone
	Top      int            // rows a table may have; 0 for 10, and in JSON for all of them
	Now      time.Time      // tells which year needs no naming; zero for the end of the log
	Location *time.Location // of the times shown; nil for UTC
	Hidden   bool           // people have pseudonyms, by which no log knows them
	Fetch    string         // the command that prints the log, where the report was not made from a file
	ReadAs   []Flag         // how the log was read, where that was asked for
	Until    time.Time      // which events count: those before; zero for all
	Twice    []string       // what may have been counted twice
}

// Flag is one of the program's, with its value.
type Flag struct{ Name, Value string }

const (
	defaultWidth = 80
	minWidth     = 40
	defaultTop   = 10
	clearTop     = 5 // where there is nothing to worry about, little is worth a line
)

// Text writes the report for a terminal of o.Width columns, the answer first.
func Text(w io.Writer, s *aggregate.Snapshot, o Options) error {
	o = o.withDefaults()
	t := textPainter{o: o}
	return write(w, t.paint(build(s, o)))
}

// Markdown writes the report as GitHub Flavored Markdown, to be pasted into a
// ticket. Width and Color do not matter to it.
func Markdown(w io.Writer, s *aggregate.Snapshot, o Options) error {
	o = o.withDefaults()
	o.Width = wideEnough
	m := markdownPainter{ascii: !o.Unicode}
	return write(w, m.paint(build(s, o)))
}

func (o Options) withDefaults() Options {
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, minWidth)
	if o.Location == nil {
		o.Location = time.UTC
	}
	return o
}

func write(w io.Writer, text []byte) error {
	if _, err := w.Write(text); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}
