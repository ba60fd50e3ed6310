package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/follow"
	"tempfail/exporter"
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

const (
	pictureShare = 100             // one part in so many of the time may be spent on pictures,
	promptly     = time.Second / 8 // unless one takes less than this,
	longestPause = time.Minute     // or they would be further apart than this
)

// pause is how long the next picture waits after one that took so long: that
// of a large host may take a second, and who runs beside a mail server must
// leave it the machine.
func pause(every, took time.Duration) time.Duration {
	if took < promptly {
		return every
	}
	return max(every, min(pictureShare*took, longestPause))
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

// settle draws the picture and saves the state, when it is time. A state is
// saved whole, with the place that it speaks of.
func (l *live) settle() error {
	begun := time.Now()
	l.agg.MakeRoom()
	l.draw()
	l.took = time.Since(begun)
	if now := time.Now(); l.State != "" && l.unsaved && !now.Before(l.saveFrom) {
		err := l.save(now)
		if failing := err != nil; failing != l.failing {
			l.failing = failing
			l.draw()
		}
		return err
	}
	return nil
}

// keep settles while there is more to come: a disk that is full now may have
// room at the next time.
func (l *live) keep() {
	if err := l.settle(); err != nil {
		l.log.Error("the state could not be saved", "error", err)
	}
}

// draw makes what requests see from now on. A picture of an hour of backlog
// is that of its own time; a live one asks the clock.
func (l *live) draw() {
	// Note: what a picture took for a moment is let go at once. If it counted
	// as in use until the next collection, half as much again would pile up.
	defer runtime.GC()
	defer allowGarbage(judgingPercent)()
	now, caughtUp := l.now(), true
	sources := []exporter.Source{}
	states := l.follower.Sources()
	l.forgetParsers(states)
	for _, s := range states {
		caughtUp = caughtUp && s.CaughtUp
		src := exporter.Source{Name: s.Name, Up: s.Up, CaughtUp: s.CaughtUp, Lag: s.Behind, LostBytes: s.Lost}
		if s.Err != nil {
			src.Error = s.Err.Error()
		}
		sources = append(sources, src)
	}
	state := &exporter.State{Created: l.saved.Created, Sources: sources, Misread: l.misread, Unsaved: l.failing}
	if last := l.shown.Load(); last != nil && !l.dirty {
		state.Snapshot = last.Snapshot
	} else if caughtUp {
		state.Snapshot = l.agg.Snapshot(now)
	} else {
		state.Snapshot = l.agg.Snapshot(time.Time{})
	}
	l.dirty = false
	l.shown.Store(state)
	if caughtUp && !l.caught {
		debug.FreeOSMemory() // what it took to read a backlog is not needed again
	}
	l.caught = caughtUp
	l.service.status(state.Snapshot.Answer.Says)
}

// current is the state as drawn last.
func (l *live) current() exporter.State { return *l.shown.Load() }
