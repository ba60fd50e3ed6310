package follow

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// patience is how long a generation without a name is kept open while no
// successor has lines: its writer was not told yet.
const patience = time.Hour

// halfPatience is how long the end of a line that was begun is waited for in a
// generation that is otherwise over.
const halfPatience = time.Minute

// maxOpen bounds the descriptors of one log: beyond it, generations are not
// waited for. It takes many rotations a second to get there.
const maxOpen = 64

// trail follows one log through its generations.
type trail struct {
	id     int
	path   string
	of     *Follower // nil once it is closed
	since  time.Time // what lies beside a log that came since then came with it; zero: it is history
	target string    // what path leads to, where it is a symbolic link; else path
	quiet  time.Duration
	log    *slog.Logger

	open  []*generation // oldest first
	named *generation   // the one at path; nil where there is none, or where reader reads it

	reader  *trail   // the log that reads what is at path; nil: this one
	copied  identity // the file at path, if that is a copy of what reader reads
	twins   []string // paths of hard links to what it reads or read, which are logs as well
	toldOf  string   // the path of the reader that was told of
	looking bool     // look is under way

	done  []Mark      // finished, oldest first; at most keptMarks
	late  *generation // the one finished last, held for what may still come; may be nil
	floor time.Time   // siblings last written before are known
	again time.Time   // when to look at the siblings once more; zero: when something happens

	up     bool
	caught bool      // everything there was handed out, once
	behind time.Time // since when there was always more; zero: caught up
	gone   time.Time // since when no file was found by a pattern; zero: there
	err    error
	lost   int64
	cut    int64
	turns  int64
	bytes  int64
}

// next hands out lines of the oldest generation that has some; none where
// none has. It may be called at any time, and takes no time to speak of
// where nothing changed.
func (t *trail) next(buf []byte, now time.Time) []byte {
	t.look(now)
	t.revive(now)
	if !t.again.IsZero() && !now.Before(t.again) {
		t.missed(now)
	}
	for i := 0; i < len(t.open); i++ {
		g := t.open[i]
		if g.stirred() {
			t.missed(now)
			i = -1 // what was found comes first
			continue
		}
		data, err := g.read(buf, now)
		switch {
		case errors.Is(err, errTruncated):
			t.truncated(i, now)
			i-- // what is there now: the rest of the old, or the new
			continue
		case err != nil:
			t.fail(err)
		}
		if len(data) == 0 && t.over(g, now) {
			t.missed(now) // a last look: the listing may have missed a rename
			data = t.finish(g, buf, now)
			i = slices.Index(t.open, g) // -1: gone; look from the start
		}
		if len(data) > 0 {
			t.bytes += int64(len(data))
			if t.behind.IsZero() {
				t.behind = now
			}
			return data
		}
	}
	t.caught, t.behind = true, time.Time{}
	return nil
}

// look takes note of what is at the path.
func (t *trail) look(now time.Time) {
	if t.looking {
		return // for another log, which wants to know what this one reads
	}
	t.looking = true
	defer func() { t.looking = false }()
	info, err := os.Stat(t.path)
	switch {
	case err != nil:
		t.leave(now)
		t.reader, t.up = nil, false
		t.fail(err)
	case t.named != nil && t.named.id == identify(info), t.shared(identify(info), now):
		t.up, t.err = true, nil
	default:
		t.rotated(now)
	}
}

// leave notes that the generation at the path is there no more. Its writer may
// still have it.
func (t *trail) leave(now time.Time) {
	if t.named != nil {
		t.named.active = now
	}
	t.named = nil
}

// fail notes an error, and tells of it once. That a log is not there is no
// news: it is the state between two generations.
func (t *trail) fail(err error) {
	if t.err == nil || t.err.Error() != err.Error() {
		level := slog.LevelWarn
		if errors.Is(err, fs.ErrNotExist) {
			level = slog.LevelDebug
		}
		t.log.Log(context.Background(), level, "log cannot be read; trying again", "log", t.path, "error", err)
	}
	t.err = err
}

// openNamed opens what is at the path.
func (t *trail) openNamed(now time.Time) (*generation, error) {
	target, linked := filepath.EvalSymlinks(t.path)
	g, err := openPlain(t.path, now)
	if err != nil {
		return nil, err // what the path led to last is still of use
	}
	if linked == nil {
		g.name = target
	}
	t.target = g.name
	return g, nil
}

// siblings lists what lies beside the log, and beside its target.
func (t *trail) siblings(more ...string) []sibling {
	return siblings(append(more, t.path, t.target)...)
}

// mark returns the place reached.
func (t *trail) mark() FileMark {
	f := FileMark{Path: t.path, Lost: t.lost, Cut: t.cut, Turns: t.turns, Floor: t.floor, Twins: t.twins}
	f.Marks = make([]Mark, 0, len(t.done)+len(t.open))
	f.Marks = append(f.Marks, t.done...)
	for _, g := range t.open {
		f.Marks = append(f.Marks, g.mark())
	}
	return f
}

// state describes the trail.
func (t *trail) state(now time.Time) SourceState {
	s := SourceState{
		ID: t.id, Name: t.path, Kind: KindFile, Up: t.up, Err: t.err, CaughtUp: t.caught,
		Lost: t.lost, Cut: t.cut, Rotations: t.turns, Bytes: t.bytes,
	}
	for _, g := range t.open {
		s.Lag += g.lag()
	}
	if !t.behind.IsZero() {
		s.Behind = now.Sub(t.behind)
	}
	return s
}

func (t *trail) close() {
	for _, g := range t.open {
		g.close()
	}
	t.letGo()
	t.of, t.open, t.named = nil, nil, nil
}
