package follow

import (
	"os"
	"slices"
	"time"
)

// rotated opens what is at the path now, which was not there before.
func (t *trail) rotated(now time.Time) {
	t.leave(now)
	g, err := t.openNamed(now)
	if err != nil {
		t.up = false
		t.fail(err)
		return
	}
	t.up, t.err = true, nil
	if old := t.opened(g.id); old != nil { // a link went back, or a name did
		g.close()
		t.named, t.reader = old, nil
		return
	}
	g, known := t.claim(g, now)
	if g == nil {
		t.missed(now)
		return
	}
	if len(t.open)+len(t.done) > 0 {
		t.turns++
	}
	if !known {
		t.recognise(g)
	}
	t.open = append(t.open, g)
	t.named = g
	t.missed(now)
}

// opened returns the open file with this identity. While it is open no other
// file has it.
func (t *trail) opened(id identity) *generation {
	for _, g := range t.open {
		if !g.packed && g.id == id {
			return g
		}
	}
	return nil
}

// recognise sets g, just opened, to where its lines are new: an editor or a
// restore puts the same log under another inode, and a name can come back.
func (t *trail) recognise(g *generation) {
	for _, old := range slices.Backward(t.open) {
		if old.packed {
			continue
		}
		m := old.mark()
		if t.goOn(g, &m) {
			old.shareWith(g)
			return
		}
	}
	if m := t.finished(g); m != nil && t.goOn(g, m) {
		t.reclaim(g)
	}
}

// goOn sets g to the place that m speaks of, if it is in g.
func (t *trail) goOn(g *generation, m *Mark) bool {
	at, ok := m.place(g)
	switch {
	case ok:
		g.resume(m)
		g.offset = at
		g.recall()
	case m.Head == headSize && g.head.proves() && m.is(g.head, g.id):
		t.log.Warn("the log was written anew, and where it was read to is not to be found: its lines count once more. Append to a log that is followed, or rotate it", "log", g.name)
	}
	return ok
}

// coarse is how exact the times of files are: bzip2 and some file systems keep
// whole seconds.
const coarse = time.Second

// missed looks for generations that came and went between two looks, and for
// finished ones that grew.
func (t *trail) missed(now time.Time) {
	t.again = time.Time{}
	if t.reader != nil && t.reader.kin(t) {
		return // it looks itself
	}
	for _, s := range t.siblings() {
		if s.size == 0 || s.modified.Before(t.floor.Add(-coarse)) || !s.packed && t.opened(s.id) != nil {
			continue
		}
		if g := s.open(now); g != nil && !t.take(g, now) {
			g.close()
		}
	}
	if t.again.IsZero() {
		t.settle() // else what is to be looked at again would be too old to be
	}
}

// settle moves the floor up to the oldest open generation: what was written
// last before that is known by now.
func (t *trail) settle() {
	if len(t.open) == 0 {
		return
	}
	oldest := t.open[0].modified
	for _, g := range t.open {
		if g.modified.Before(oldest) {
			oldest = g.modified
		}
	}
	t.raise(oldest)
}

// take takes in g, found beside the log, and reports whether it holds
// anything new. A copy of a known generation does not.
func (t *trail) take(g *generation, now time.Time) bool {
	if len(g.head) < leastHead && now.Sub(g.modified) < t.quiet {
		return false // perhaps a copy that has only begun
	}
	if len(g.head) >= leastHead && !g.head.proves() {
		return false // a hole: nothing tells it from what was read already
	}
	if t.elsewhere(g) {
		return false
	}
	for _, o := range t.open {
		o.learn() // after g was read: what is copied was there before
		if o.copiedTo(g) {
			return false
		}
	}
	t.inherit(g)
	if m := t.finished(g); m != nil {
		if !t.grew(g, m, now) {
			return false
		}
		g.resume(m)
		t.reclaim(g)
	}
	t.insert(g)
	return true
}

// grew reports whether g, found beside the log, may hold more than what m says
// was read of it. How much a compressed file holds is known only by its end,
// but packers keep the time of what they pack.
func (t *trail) grew(g *generation, m *Mark, now time.Time) bool {
	switch {
	case !g.packed:
		return g.size > m.Offset && m.proves(g)
	case !g.modified.After(m.Modified):
		return false
	case now.Sub(g.modified) < t.quiet: // perhaps not yet whole
		t.again = now.Add(t.quiet)
		return false
	}
	return true
}

// insert puts g among the open generations by the time of its last line; the
// named one is the last.
func (t *trail) insert(g *generation) {
	i := slices.IndexFunc(t.open, func(o *generation) bool {
		return o == t.named || o.modified.After(g.modified)
	})
	if i < 0 {
		i = len(t.open)
	}
	t.open = slices.Insert(t.open, i, g)
}

// truncated begins the file of open[i] anew, after the rest of what it held,
// if there is a copy of that.
func (t *trail) truncated(i int, now time.Time) {
	t.turns++
	old := t.open[i]
	fresh := &generation{
		name: old.name, id: old.id, file: old.file, content: old.content,
		active: now, seen: -1,
	}
	if info, err := old.file.(*os.File).Stat(); err == nil {
		fresh.size, fresh.modified = info.Size(), info.ModTime()
	}
	old.file = nil
	m := old.mark()
	if t.named == old {
		t.named = fresh
		t.open[i] = fresh
		fresh.head = readHead(fresh.content)
		if t.goOn(fresh, &m) { // written anew, by an editor
			return
		}
		fresh.head = nil // more may come before it is read
	} else {
		t.open = slices.Delete(t.open, i, i+1)
		t.overwritten(fresh, now)
	}
	if rest := t.locate(&m, now, old.id); rest != nil {
		t.open = slices.Insert(t.open, i, rest)
	}
	t.missed(now)
}

// overwritten takes in what another file was copied over: copies of copies
// (savelog) hold nothing new.
func (t *trail) overwritten(g *generation, now time.Time) {
	g.head = readHead(g.content)
	if !t.take(g, now) {
		g.close()
	}
}
