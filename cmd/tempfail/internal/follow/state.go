package follow

import (
	"slices"
	"time"
)

// Kind is how lines reach a source.
type Kind string

const (
	KindFile    Kind = "file"
	KindFIFO    Kind = "fifo"
	KindStdin   Kind = "stdin"
	KindSyslog  Kind = "syslog"
	KindJournal Kind = "journal"
)

// SourceState says how a source does.
type SourceState struct {
	ID   int    // as in Batch.Source
	Name string // path, address
	Kind Kind

	Up       bool          // it is there and can be read
	Err      error         // why not; the last one met
	CaughtUp bool          // since Open, all that was there was handed out once
	Lag      int64         // bytes written and not handed out, as far as is known
	Behind   time.Duration // how long there was always something more to hand out

	Bytes     int64 // handed out since Open
	Lost      int64 // bytes known to be gone unread, over restarts
	Cut       int64 // lines longer than MaxLine, over restarts
	Rotations int64 // new files and truncations, over restarts
}

// Sources describes all sources as they were when Next last looked. It may be
// called from any goroutine.
func (f *Follower) Sources() []SourceState {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]SourceState(nil), f.states...)
}

// CaughtUp reports whether all sources are.
func (f *Follower) CaughtUp() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !slices.ContainsFunc(f.states, func(s SourceState) bool { return !s.CaughtUp })
}

func (f *Follower) publish(now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.states = f.states[:0]
	for _, t := range f.trails {
		f.states = append(f.states, t.state(now))
	}
	for _, in := range f.inboxes {
		f.states = append(f.states, in.state())
	}
}
