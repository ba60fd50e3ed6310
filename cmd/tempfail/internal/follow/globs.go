package follow

import (
	"maps"
	"path/filepath"
	"slices"
	"time"
)

const (
	// expandEvery is how often patterns are matched anew.
	expandEvery = 2 * time.Second

	// forgetAfter is how long a log that a pattern had matched may be gone
	// before it is forgotten, with its marks.
	forgetAfter = time.Hour
)

// globs finds logs that come and go: a pattern is matched again and again.
type globs struct {
	patterns []string
	looked   time.Time
	full     bool // told that there are too many
}

func (f *Follower) expandSometimes(now time.Time) {
	if len(f.globs.patterns) > 0 && now.Sub(f.globs.looked) >= expandEvery {
		f.known, f.since = f.options.Paths, f.globs.looked
		f.expand(nil, now)
		f.begin(now)
		f.dropGone(now)
	}
}

// expand follows what the patterns match now, and at a restart what they
// matched in cp: a log may be gone whose last lines are still to be read.
func (f *Follower) expand(cp *Checkpoint, now time.Time) {
	f.globs.looked = now
	for _, pattern := range f.globs.patterns {
		names, _ := filepath.Glob(pattern) // the pattern is good: Open tried it
		if cp != nil {
			for _, m := range cp.Files {
				if ok, _ := filepath.Match(pattern, m.Path); ok {
					names = append(names, m.Path)
				}
			}
		}
		logs := map[string]bool{}
		for _, name := range names {
			logs[name] = true
		}
		found := slices.Sorted(maps.Keys(logs))
		for _, t := range f.trails {
			logs[t.path] = true // perhaps it is being rotated just now
		}
		for _, name := range found {
			if !isRotated(name, logs) {
				f.addMatch(name, cp, now)
			}
		}
	}
}

// isRotated reports whether name is an earlier generation of another one of
// logs: mail.log* matches mail.log.1 as well.
func isRotated(name string, logs map[string]bool) bool {
	dir, file := filepath.Split(name)
	for i, c := range file {
		if c != '.' && c != '-' {
			continue
		}
		for _, base := range []string{file[:i], file[:i] + filepath.Ext(file)} {
			if base != file && logs[dir+base] && isSibling(base, file) {
				return true
			}
		}
	}
	return false
}

func (f *Follower) addMatch(name string, cp *Checkpoint, now time.Time) {
	if len(f.trails) < maxTrails {
		f.addTrail(name, cp, now)
		return
	}
	if !f.globs.full {
		f.options.Log.Warn("more logs match than can be followed; narrow the pattern", "limit", maxTrails, "first_left_out", name)
	}
	f.globs.full = true
}

// dropGone forgets logs of patterns that are gone for good: containers come
// and go by the thousand.
func (f *Follower) dropGone(now time.Time) {
	f.trails = slices.DeleteFunc(f.trails, func(t *trail) bool {
		if t.named != nil || t.reader != nil {
			t.gone = time.Time{}
			return false
		}
		if t.gone.IsZero() {
			t.gone = now
		}
		if f.isNamed(t.path) || len(t.open) > 0 || now.Sub(t.gone) < forgetAfter {
			return false
		}
		f.leave(t.mark()) // for what was unmounted, and comes back
		t.close()
		return true
	})
}

// isNamed tells whether a path was given itself, and not by a pattern.
func (f *Follower) isNamed(path string) bool {
	return slices.ContainsFunc(f.options.Paths, func(p string) bool { return filepath.Clean(p) == path })
}
