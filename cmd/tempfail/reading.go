package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"strings"
	"time"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/report"
	"tempfail/cmd/tempfail/internal/source"
	"tempfail/parser"
)

// reading is one pass over a log.
type reading struct {
	env     *environment
	set     *source.Set
	options parser.Options
	shown   *time.Location // of the times shown
	period  period
	quiet   bool
	fetch   string // the command that prints the log, where it is in no file
	readAs  []report.Flag

	counts   [parser.NumResults]int64
	cut      int64 // lines longer than source.MaxLine
	seen     span  // the times of events
	sample   *parser.Census
	lookedAt int64 // lines offered to the sample
	unread   bool  // the reading was interrupted
	room     *room // for what is gathered; see adjust
}

// line is one line of a log, read.
type line struct {
	file   *source.File
	number int64 // from 1
	text   []byte
	result parser.Result
	event  *parser.Event // of a line found: the first
	inside bool          // found, and within the period asked for
	parser parser.Parser // has the events behind the first
}

// events hands out what a line tells, where that is within the period. An
// event is valid until the next one.
func (ln *line) events(yield func(*parser.Event) bool) {
	for more := ln.inside; more && yield(ln.event); more = ln.parser.Next(ln.event) {
	}
}

// lines hands out every line in order. A line is valid until the next one.
func (r *reading) lines(ctx context.Context) iter.Seq[*line] {
	return func(yield func(*line) bool) {
		defer r.progress()()
		var ev parser.Event
		ln := &line{event: &ev}
		for block := range r.set.Blocks(ctx) {
			if block.File != ln.file {
				ln.parser = r.parser(block.File)
			}
			ln.file, ln.number = block.File, block.First-1
			for text, ok := block.Next(); ok; text, ok = block.Next() {
				ln.text = text
				ln.number++
				ln.result = ln.parser.Parse(text, &ev)
				r.count(ln)
				if !yield(ln) {
					return
				}
			}
			r.cut += block.Cut()
			block.Free()
			// A reader of events at the other end of a pipe need not wait
			// for a full buffer. An error stays in it for the next write.
			r.env.stdout.Flush()
		}
		r.unread = ctx.Err() != nil
	}
}

// parser returns a parser for f: each file has its own year, and may be from
// another mail server.
func (r *reading) parser(f *source.File) parser.Parser {
	o := r.options
	o.Date = begin(f)
	return newParser(o)
}

// begin is the date that a file begins with.
func begin(f *source.File) parser.Date {
	return parser.Date{Year: f.Begin.Year(), Month: f.Begin.Month()}
}

func newParser(o parser.Options) parser.Parser {
	p, err := parser.New(o)
	if err != nil {
		panic(err) // open tried the same options
	}
	return p
}

func (r *reading) count(ln *line) {
	r.counts[ln.result]++
	ln.inside = false
	if ln.result != parser.Found {
		return
	}
	at := ln.event.Time
	ln.inside = r.period.holds(at)
	r.seen.add(at)
}

// progress starts the progress display, if there is to be one, and returns
// what ends it.
func (r *reading) progress() func() {
	if r.quiet || !screenOf(r.env.stderr).terminal {
		return func() {}
	}
	m := startMeter(r.env.stderr, r.set)
	return m.end
}

func (r *reading) total() int64 {
	var sum int64
	for _, n := range r.counts {
		sum += n
	}
	return sum
}

// finish tells what could not be read. It returns errTold if there was
// anything.
func (r *reading) finish() error {
	r.set.Close()
	var err error
	for _, f := range r.set.Faults {
		r.env.say("%v", f)
		err = errTold
	}
	for _, f := range r.set.Files {
		if f.Err != nil {
			r.env.say("%v", f.Err)
			err = errTold
		}
	}
	for _, says := range r.twice() {
		r.env.say("%s", says)
	}
	if r.cut > 0 {
		r.env.say("cut to %d bytes: %s", source.MaxLine, plural(r.cut, "longer line"))
	}
	if r.unread {
		r.env.say("interrupted: only what was read until then counts")
		err = errTold
	}
	return err
}

// end tells what could not be read, also where the answer could not be written.
// Nobody left to read an answer leaves nothing else to say.
func (r *reading) end(written error) error {
	if told := r.finish(); written == nil || gone(written) {
		return told
	}
	return written
}

// twice tells of streams that may be copies of files beside them: these are
// not left out, as copies among files are.
func (r *reading) twice() (says []string) {
	for _, f := range r.set.Files {
		if f.Twin != nil {
			says = append(says, fmt.Sprintf("%s begins as %s does, and was not compared with it: lines that are in both counted twice", shownName(f.Name), f.Twin.Name))
		}
	}
	return says
}

func shownName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// ahead tells of times that cannot be: what is over by them may go on.
func (r *reading) ahead(until *time.Time) {
	if until == nil || !until.After(r.env.now().Add(source.LateClock)) {
		return
	}
	r.env.say("the log has times up to %s, which is to come: a clock was wrong, or logs were put together in another order than that of time; name the files themselves, and they are read in order, or leave the times out by --until",
		until.In(r.shown).Format(time.DateTime))
}

// useless says why nothing came of the input, or returns nil if something
// did. Faults of files go before: they may be why.
func (r *reading) useless(counted int64, want string) error {
	if counted > 0 {
		return nil
	}
	if err := r.finish(); err != nil && r.total() == 0 {
		return err
	}
	mail := r.counts[parser.Found] + r.counts[parser.Silent] + r.counts[parser.Malformed]
	switch {
	case mail == 0:
		return errors.New(notMail(r.set, r.total()))
	case !r.period.whole() && r.counts[parser.Found] > 0:
		return fmt.Errorf("no %s %v; %s", want, r.period, r.times())
	}
	return fmt.Errorf("no %s in %s of a mail server; is it the log of another host or day? tempfail lines --result silent FILE shows what was read", want, plural(mail, "line"))
}

// times tells from when to when the log has events.
func (r *reading) times() string {
	if r.seen.from.IsZero() {
		return "the events of the log have no time"
	}
	return fmt.Sprintf("the log has events from %s to %s",
		r.seen.from.In(r.shown).Format(time.DateTime), r.seen.until.In(r.shown).Format(time.DateTime))
}

// plural counts things: 1 file, 2 files.
func plural[T int | int64](n T, thing string) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", thing)
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// census counts who wrote the lines it is shown.
func (r *reading) census() *parser.Census {
	c, err := parser.NewCensus(r.options)
	if err != nil {
		panic(err) // open tried the same options
	}
	return c
}

// sampled offers a line to the sample. Of a long log it takes fewer.
func (r *reading) sampled(line []byte) {
	const enough = 4096
	if r.lookedAt++; r.lookedAt <= enough || r.lookedAt%16 == 0 {
		r.sample.See(line)
	}
}

// programs tells who wrote the lines: from the sample, or where that is small
// from the beginnings of the files, which then are most of them.
func (r *reading) programs() (all []aggregate.Program) {
	const small = 400
	c := r.sample
	if r.lookedAt < small {
		c = r.census()
		for _, f := range r.set.Files {
			for text := range bytes.Lines(f.Head()) {
				c.See(bytes.TrimRight(text, "\r\n"))
			}
		}
	}
	const most = 20
	for _, s := range c.Shares() {
		if len(all) < most {
			all = append(all, aggregate.Program{Name: strings.ToValidUTF8(s.Name, "\uFFFD"), Known: s.Known, Share: math.Round(s.Part*1e4) / 1e4})
		}
	}
	return all
}

// mtaOf names the mail server that wrote most of the lines of head; empty
// where none did.
func (r *reading) mtaOf(head []byte) string {
	for _, s := range r.sharesOf(head) {
		if s.Known {
			return s.Name
		}
	}
	return ""
}

// sharesOf tells who wrote the lines of a file's beginning.
func (r *reading) sharesOf(head []byte) []parser.Share {
	c := r.census()
	for text := range bytes.Lines(head) {
		c.See(bytes.TrimRight(text, "\r\n"))
	}
	return c.Shares()
}
