package follow

import (
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// coverEvery is how often new directories are looked for.
const coverEvery = 250 * time.Millisecond

// watch wakes the reader when something happens in the directories of the
// logs. It watches directories, never files: the watch on a file follows the
// inode away from its name.
type watch struct {
	notify  *fsnotify.Watcher // nil: the system has none left; the poll does it all
	bases   []string
	covered time.Time
}

func newWatch(log *slog.Logger) *watch {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		log.Warn("directories cannot be watched, lines come with the next poll; see sysctl fs.inotify", "error", err)
	}
	return &watch{notify: n}
}

// coverSometimes covers trails now and then.
func (w *watch) coverSometimes(trails []*trail, now time.Time) {
	if now.Sub(w.covered) >= coverEvery {
		w.covered = now
		w.cover(trails)
	}
}

// cover watches the directories of trails, those behind links too. A
// directory that is not there yet is tried again.
func (w *watch) cover(trails []*trail) {
	if w.notify == nil {
		return
	}
	w.bases = w.bases[:0]
	for _, t := range trails {
		w.bases = append(w.bases, t.path)
		if t.target != "" && t.target != t.path {
			w.bases = append(w.bases, t.target)
		}
	}
	watched := map[string]bool{}
	for _, dir := range w.notify.WatchList() {
		watched[dir] = true
	}
	for _, base := range w.bases {
		if dir := filepath.Dir(base); !watched[dir] {
			watched[dir] = true
			w.notify.Add(dir) // the poll looks after what cannot be watched
		}
	}
}

// concerns reports whether a change of name can matter: it is a log or a
// sibling of one. The other files of /var/log wake nobody.
func (w *watch) concerns(name string) bool {
	for _, base := range w.bases {
		if strings.HasPrefix(name, strings.TrimSuffix(base, filepath.Ext(base))) {
			return true
		}
	}
	return false
}

func (w *watch) events() <-chan fsnotify.Event {
	if w.notify == nil {
		return nil
	}
	return w.notify.Events
}

func (w *watch) errors() <-chan error {
	if w.notify == nil {
		return nil
	}
	return w.notify.Errors
}

func (w *watch) close() {
	if w != nil && w.notify != nil {
		w.notify.Close()
	}
}
