package follow

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// isPattern reports whether path stands for others. A file of that very name is
// what is meant: mail[1].log.
func isPattern(path string) bool {
	if !strings.ContainsAny(path, "*?[") {
		return false
	}
	_, err := os.Lstat(path)
	return err != nil
}

// checkPattern returns why path can match nothing, if it is a pattern.
func checkPattern(path string) error {
	if _, err := filepath.Match(path, ""); isPattern(path) && err != nil {
		return fmt.Errorf("%s: not a pattern (%w), and there is no file of that name; where [ belongs to a name, write \\[", path, err)
	}
	return nil
}

// checkPath returns why path cannot be followed, whatever happens to it.
func checkPath(path string) error {
	if isPattern(path) {
		return checkPattern(path)
	}
	if isStream(path) {
		return nil
	}
	return checkPacked(path)
}

// isStream reports whether what is at path is read once, as it comes.
func isStream(path string) bool { return path == "-" || !isPattern(path) && isFIFO(path) }

// SetPaths follows other files and patterns from now on. One that was followed
// before goes on where it is, also one that was not named for a while; a new
// one begins where Open would begin it. Of one that is no longer named nothing
// more is read. Streams must stay the same: what was read ahead of them would be
// lost. After an error everything is as it was.
func (f *Follower) SetPaths(paths []string) error {
	for _, path := range paths {
		if err := checkPath(path); err != nil {
			return err
		}
	}
	if was, is := streamsOf(f.options.Paths), streamsOf(paths); !slices.Equal(was, is) {
		return fmt.Errorf("a stream cannot be taken up or left while running (%s, then %s); restart to follow it", listed(was), listed(is))
	}
	now := time.Now()
	f.known, f.since = f.options.Paths, f.globs.looked
	f.options.Paths, f.globs = paths, globs{}
	f.trails = slices.DeleteFunc(f.trails, func(t *trail) bool {
		if named(paths, t.path) {
			return false
		}
		f.leave(t.mark())
		t.close()
		return true
	})
	for _, path := range paths {
		switch {
		case isPattern(path) && !f.follows(filepath.Clean(path)):
			f.globs.patterns = append(f.globs.patterns, path)
		case !isStream(path):
			f.addTrail(path, nil, now)
		}
	}
	f.expand(nil, now)
	f.begin(now)
	f.publish(now)
	return nil
}

// follows reports whether the log at path is followed.
func (f *Follower) follows(path string) bool {
	return slices.ContainsFunc(f.trails, func(t *trail) bool { return t.path == path })
}

// leave remembers the place reached in a log that is no longer named: it would
// count twice if it were named again.
func (f *Follower) leave(m FileMark) {
	f.left = append(f.left, m)
	f.left = f.left[max(0, len(f.left)-keptLeft):]
}

// retake returns that place, once; nil where there is none.
func (f *Follower) retake(path string) *FileMark {
	i := slices.IndexFunc(f.left, func(m FileMark) bool { return m.Path == path })
	if i < 0 {
		return nil
	}
	m := f.left[i]
	f.left = slices.Delete(f.left, i, i+1)
	return &m
}

func streamsOf(paths []string) []string {
	streams := slices.Clone(paths)
	streams = slices.DeleteFunc(streams, func(path string) bool { return !isStream(path) })
	slices.Sort(streams)
	return slices.Compact(streams)
}

func listed(paths []string) string {
	if len(paths) == 0 {
		return "none"
	}
	return strings.Join(paths, ", ")
}

// named reports whether paths name a log, or have a pattern that matches it.
func named(paths []string, log string) bool {
	return slices.ContainsFunc(paths, func(path string) bool {
		matches, _ := filepath.Match(path, log)
		return filepath.Clean(path) == log || isPattern(path) && matches
	})
}
