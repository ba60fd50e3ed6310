package follow

import (
	"math"
	"os"
	"slices"
	"time"
)

// begin opens a log for the first time: nothing of it was handed out. What
// lies beside it is history, unless all of it came since somebody looked.
func (t *trail) begin(start Position, now time.Time) {
	t.history(now)
	t.holdAgain(now)
	g, err := t.openNamed(now)
	if err != nil {
		t.fail(err)
		return
	}
	t.up = true
	g, known := t.claim(g, now)
	if g == nil {
		return
	}
	if start == End && !known {
		g.seekEnd()
	}
	t.named = g
	t.open = append(t.open, g)
	if t.since.IsZero() {
		t.settle()
	} else {
		t.missed(now)
	}
}

// history remembers the youngest siblings as read, as long as they are: one
// whose writer was not told of a rotation yet is read on when it grows.
func (t *trail) history(now time.Time) {
	old := t.siblings()
	if !t.since.IsZero() {
		old = slices.DeleteFunc(old, func(s sibling) bool { return !s.modified.Before(t.since.Add(-coarse)) })
	}
	old = old[max(0, len(old)-keptMarks):]
	for i := range old {
		g := old[i].open(now)
		if g == nil {
			continue
		}
		g.offset = g.size
		if g.packed {
			g.offset = math.MaxInt64 // how much that is takes reading it
		}
		m := g.mark()
		m.Done, m.Unread = true, true
		t.remember(m)
		g.close()
		t.raise(g.modified)
	}
}

// restore finds the generations where a checkpoint says, whatever became of the files since:
// renamed, copied and truncated, compressed, removed, rotated many times.
func (t *trail) restore(f *FileMark, now time.Time) {
	t.lost, t.cut, t.turns = f.Lost, f.Cut, f.Turns
	t.floor, t.twins = f.Floor, f.Twins
	t.raise(floorOf(f.Marks))
	if n := len(f.Marks); n > 0 {
		t.target = f.Marks[n-1].Name // the link may lead nowhere just now
	}
	t.goOnIn(f.Marks, now)
}

// goOnIn takes marks for those of its own generations.
func (t *trail) goOnIn(marks []Mark, now time.Time) {
	for _, m := range marks {
		if m.Done {
			t.remember(m)
		}
	}
	var moved []Mark
	for _, m := range marks {
		if !m.Done && !t.reopen(&m, now, true) {
			moved = append(moved, m)
		}
	}
	for _, m := range moved {
		if !t.reopen(&m, now, false) {
			t.recover(&m, now)
		}
	}
}

// catchUp looks for what is new since the checkpoint.
func (t *trail) catchUp(now time.Time) {
	t.look(now)
	t.missed(now)
	t.holdAgain(now)
}

// floorOf returns the time before which everything was seen: when the oldest
// generation still open was last written.
func floorOf(marks []Mark) time.Time {
	var open, done time.Time
	for _, m := range marks {
		switch {
		case m.Done && m.Modified.After(done):
			done = m.Modified
		case !m.Done && (open.IsZero() || m.Modified.Before(open)):
			open = m.Modified
		}
	}
	if open.IsZero() {
		return done
	}
	return open
}

// reopen finds the generation that m speaks of at the path, or where it was: in
// the very file, or in what was written in its place.
func (t *trail) reopen(m *Mark, now time.Time, same bool) bool {
	for _, name := range []string{t.path, m.Name} {
		info, err := os.Stat(name)
		if err != nil || t.opened(identify(info)) != nil || same && !m.in(identify(info)) {
			continue
		}
		if t.openElsewhere(identify(info)) {
			if m.in(identify(info)) {
				return true // it goes on there
			}
			continue // another generation has the name by now
		}
		g, err := openPlain(name, now)
		if err != nil {
			continue
		}
		if at, ok := m.place(g); ok && (!same || at == m.Offset) {
			g.resume(m)
			g.offset = at
			g.recall()
			t.insert(g)
			return true
		}
		g.close()
	}
	return false
}

// recover finds it among the siblings.
func (t *trail) recover(m *Mark, now time.Time) {
	if g := t.locate(m, now, identity{}); g != nil {
		t.insert(g)
	} else if m.Size > 0 {
		t.log.Warn("the log is no longer there, under no name and not compressed; what was written to it since is not counted. Where it was moved to another directory: tempfail analyze reads it",
			"log", m.Name, "until", m.Modified)
	}
}
