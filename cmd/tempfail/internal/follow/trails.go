package follow

import (
	"context"
	"path/filepath"
	"slices"
	"time"
)

// openPaths opens what is to be followed at Open.
func (f *Follower) openPaths(ctx context.Context, cp *Checkpoint, now time.Time) error {
	if cp != nil {
		f.known, f.since = cp.Paths, cp.Taken
	}
	for _, path := range f.options.Paths {
		if err := checkPath(path); err != nil {
			return err
		}
		switch {
		case path == "-":
			f.readStream("standard input", KindStdin, f.options.Stdin)
		case isPattern(path) && cp.file(filepath.Clean(path)) == nil: // else a log that is away, with such a name
			f.globs.patterns = append(f.globs.patterns, path)
		case isFIFO(path):
			if err := f.readFIFO(path); err != nil {
				return err
			}
		default:
			f.addTrail(path, cp, now)
		}
	}
	f.expand(cp, now)
	defer f.begin(now)
	if cp != nil {
		for _, m := range cp.Files {
			if !f.follows(m.Path) {
				f.leave(m)
			}
		}
	}
	return nil
}

// addTrail follows the log at path, once.
func (f *Follower) addTrail(path string, cp *Checkpoint, now time.Time) {
	path = filepath.Clean(path)
	if f.follows(path) {
		return
	}
	t := &trail{id: f.newID(), path: path, of: f, quiet: f.options.Quiet, log: f.options.Log}
	mark := cp.file(path)
	if mark == nil {
		mark = f.retake(path)
	}
	start := f.options.Start
	if named(f.known, path) {
		start, t.since = Beginning, f.since
	}
	begin := func() { t.begin(start, now) }
	if mark != nil {
		t.restore(mark, now)
		begin = func() { t.catchUp(now) }
	}
	f.trails = append(f.trails, t)
	f.pending = append(f.pending, begin)
}

// begin opens the logs that were added. It waits until all of them are: two may
// be one file, and only one of them knows how far it was read.
func (f *Follower) begin(now time.Time) {
	f.adopt(now)
	for _, open := range f.pending {
		open()
	}
	f.pending = nil
}

// adopt hands the generations of a log that is no longer named to the one that is
// rotated to it: of mail.log.1 to mail.log.
func (f *Follower) adopt(now time.Time) {
	f.left = slices.DeleteFunc(f.left, func(m FileMark) bool {
		i := slices.IndexFunc(f.trails, func(t *trail) bool { return t.mayTurnInto(m.Path) })
		if i >= 0 {
			f.trails[i].goOnIn(m.Marks, now)
		}
		return i >= 0
	})
}
