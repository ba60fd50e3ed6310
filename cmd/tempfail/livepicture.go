package main

import (
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"tempfail/aggregate"
	"tempfail/exporter"
)

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

// draw makes what requests see from now on.
func (l *live) draw() {
	// Note: what a picture took for a moment is let go at once. If it counted
	// as in use until the next collection, half as much again would pile up.
	defer runtime.GC()
	defer allowGarbage(judgingPercent)()
	sources, caughtUp := l.sources()
	state := &exporter.State{Created: l.saved.Created, Sources: sources, Misread: l.misread, Unsaved: l.failing}
	state.Snapshot = l.picture(caughtUp || l.lively)
	l.shown.Store(state)
	if caughtUp && !l.caught {
		debug.FreeOSMemory() // what it took to read a backlog is not needed again
	}
	l.caught = caughtUp
	l.service.status(state.Answer().Says)
}

// picture is a live one, which asks the clock, or that of a backlog, which is
// of its own time. Where a log comes late to those that are followed, what is
// shown stays live: else all that is long over would raise alarm again.
//
// Note: the last one does again where no line came and time changes nothing: a
// quiet log of a large host costs nothing. What lasts ends with time alone.
func (l *live) picture(lively bool) *aggregate.Snapshot {
	last := l.shown.Load()
	if last != nil && !l.dirty && lively == l.lively && !(lively && lasts(last.Snapshot)) {
		return last.Snapshot
	}
	l.dirty, l.lively = false, lively
	if lively {
		return l.agg.Snapshot(l.now())
	}
	return l.agg.Snapshot(time.Time{})
}

func lasts(s *aggregate.Snapshot) bool {
	return slices.ContainsFunc(s.Findings, func(f aggregate.Finding) bool { return f.Ongoing })
}

// sources tells how the logs are followed, and whether all that was there has
// been read.
func (l *live) sources() (sources []exporter.Source, caughtUp bool) {
	sources, caughtUp = []exporter.Source{}, true
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
	return sources, caughtUp
}

// current is the state as drawn last.
func (l *live) current() exporter.State { return *l.shown.Load() }
