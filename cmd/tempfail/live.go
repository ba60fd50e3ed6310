package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/follow"
	"tempfail/exporter"
	"tempfail/internal/pseudonym"
	"tempfail/parser"
)

// live follows logs into an aggregate. All but current and the handler runs
// on one goroutine.
type live struct {
	serveCmd // the settings in force
	options  parser.Options
	args     []string // that they came from
	hangup   <-chan os.Signal

	follower *follow.Follower
	exporter *exporter.Exporter
	handler  swapped
	names    *pseudonym.Names // of people, for as long as the program runs
	service  *service
	agg      *aggregate.Aggregator
	parsers  map[int]parser.Parser // by source: each has its own year and halves of lines
	log      *slog.Logger
	now      func() time.Time

	release  func()        // of the lock on the state directory
	saved    saved         // as saved last
	unsaved  bool          // lines came since
	saveFrom time.Time     // see savePace
	dirty    bool          // lines came since the last picture
	took     time.Duration // the last picture
	caught   bool          // all that was there has been read
	lively   bool          // it had been read once: pictures are of the present
	ended    bool          // no source can have lines any more
	misread  bool          // the last reload found a configuration that cannot be used
	failing  bool          // the last save failed
	shown    atomic.Pointer[exporter.State]
}

// beat is how often the loop looks for signals and gives signs of life where
// no lines come.
const beat = time.Second

// run follows until ctx ends, and saves. Nobody waits for a picture of what
// was there at the start longer than its reading takes.
func (l *live) run(ctx context.Context) error {
	due := time.Now().Add(l.Every)
	for ctx.Err() == nil {
		if err := l.follow(ctx); err != nil {
			return err
		}
		l.service.alive(time.Now())
		select {
		case <-l.hangup:
			l.reload()
		default:
		}
		if !time.Now().Before(due) || !l.caught && l.follower.CaughtUp() {
			l.keep()
			due = time.Now().Add(pause(l.Every, l.took))
		}
	}
	l.saveFrom = time.Time{}
	return l.settle()
}

// follow reads what comes next, or nothing for a beat.
func (l *live) follow(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, min(beat, l.Every))
	defer cancel()
	batch, err := l.follower.Next(ctx)
	switch {
	case err == nil:
		l.read(&batch)
	case ctx.Err() != nil:
	case !errors.Is(err, io.EOF):
		return err
	case l.ended:
		<-ctx.Done()
	default:
		l.ended = true
		l.log.Info("every log has ended; what was counted stays on the page")
		l.keep()
	}
	return nil
}

// read takes the lines of a batch.
func (l *live) read(b *follow.Batch) {
	var ev parser.Event
	for text, ok := b.Next(); ok; text, ok = b.Next() {
		p := l.parsers[b.Source]
		if p == nil {
			p = l.parser(text, b.Read)
			l.prime(p, b.Source)
			l.parsers[b.Source] = p
		}
		result := p.Parse(text, &ev)
		l.agg.Line(result)
		if result != parser.Found {
			continue
		}
		for more := true; more; more = p.Next(&ev) {
			if ev.Time.IsZero() {
				ev.Time = b.Read.UTC()
			}
			l.agg.Add(&ev)
		}
	}
	l.dirty, l.unsaved = true, true
}

// maxPrime is how much of a file is looked at for what its first lines tell of
// all others.
const maxPrime = 16 << 10

// prime shows a parser the first lines of its file: a restart reads on from
// the middle of it.
func (l *live) prime(p parser.Parser, source int) {
	primer, ok := p.(parser.Primer)
	if !ok {
		return
	}
	for _, s := range l.follower.Sources() {
		if s.ID != source {
			continue
		}
		info, err := os.Stat(s.Name)
		if err != nil || !info.Mode().IsRegular() {
			return
		}
		f, err := os.Open(s.Name)
		if err != nil {
			return // whoever follows it says so
		}
		defer f.Close()
		head := make([]byte, maxPrime)
		n, _ := io.ReadFull(f, head)
		for line := range bytes.Lines(head[:n]) {
			primer.Prime(bytes.TrimRight(line, "\r\n"))
		}
	}
}

// parser makes one for a source whose first line is given: a stamp without a
// year is of the last 364 days, give or take a clock that is wrong by one.
func (l *live) parser(line []byte, now time.Time) parser.Parser {
	o := l.options
	if t, dated, ok := parser.StampOf(line, o.Location); ok && !dated {
		year := now.In(o.Location).Year()
		if t.AddDate(year, 0, 0).After(now.Add(24 * time.Hour)) {
			year--
		}
		o.Date = parser.Date{Year: year, Month: t.Month()}
	}
	p, err := parser.New(o)
	if err != nil {
		panic(err) // check tried the same options
	}
	return p
}

// forgetParsers lets go of the parsers of logs that are gone: a pattern may
// match a new one every day.
func (l *live) forgetParsers(there []follow.SourceState) {
	maps.DeleteFunc(l.parsers, func(id int, _ parser.Parser) bool {
		return !slices.ContainsFunc(there, func(s follow.SourceState) bool { return s.ID == id })
	})
}
