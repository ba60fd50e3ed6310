package follow

import (
	"path/filepath"
	"slices"
	"time"
)

// A file is read by one log, however many of them lead to it: two links, a
// pattern that matches a log and a link to it, the log and what it is rotated
// to. It is the log that it lies at; where it lies at several, the first that
// opened it. The others wait: a link can be switched.

// peers returns all logs that are followed.
func (t *trail) peers() []*trail {
	if t.of == nil {
		return nil
	}
	return t.of.trails
}

// shared reports whether another log reads the file id, which lies at the path
// of t.
func (t *trail) shared(id identity, now time.Time) bool {
	switch {
	case t.reader == nil || t.reader.of == nil: // that is followed no more
		return false
	case t.copied == id:
		return true
	case t.reader.named == nil || t.reader.named.id != id:
		return false
	}
	if t.reader.floor.After(t.floor) {
		t.missed(now)
		t.raise(t.reader.floor) // should t read on, it knows what was read
	}
	return true
}

// claim settles who reads g, which t has just opened at its path. It returns
// nil where that is another log. known tells that g was begun before: under
// another name, which it has no more.
func (t *trail) claim(g *generation, now time.Time) (mine *generation, known bool) {
	t.reader, t.copied = nil, identity{}
	if g.id == t.copied {
		return g, false // this system has no inodes
	}
	for _, o := range t.peers() {
		if o == t {
			continue
		}
		if o.opened(g.id) != nil {
			o.look(now) // is it there still, or again
		}
		if o.named != nil && o.named.id == g.id {
			t.yield(o)
			g.close()
			return nil, true
		}
		if old := o.opened(g.id); old != nil {
			o.open = slices.DeleteFunc(o.open, func(g *generation) bool { return g == old })
			o.again = now // it may have been truncated before, and the copy is beside o
			g.close()
			return old, true
		}
		if m := readTo(o.done, g); m != nil {
			g.resume(m)
			o.reclaim(g)
			return g, true
		}
		if o.mayTurnInto(t.path) && o.knows(g) {
			t.reader, t.copied = o, g.id // it looks whether that has more
			g.close()
			return nil, true
		}
	}
	if t.inherit(g) {
		t.reclaim(g)
		return g, true
	}
	return g, false
}

// yield leaves the file at the path of t to o.
func (t *trail) yield(o *trail) {
	t.reader = o
	if !t.kin(o) && !t.twinOf(o) {
		o.twins = append(o.twins, t.path)
		o.twins = o.twins[max(0, len(o.twins)-keptMarks):]
	}
	if t.toldOf != o.path {
		t.log.Warn("two logs are one file: it is read once, as the first", "log", o.path, "also", t.path)
	}
	t.toldOf = o.path
}

// elsewhere reports whether g, found beside t, is another log's: that has read it,
// or reads it, or knows what it is a copy of. What came since that has read it
// is for who finds it: its names may not cover the file any more.
func (t *trail) elsewhere(g *generation) bool {
	return slices.ContainsFunc(t.peers(), func(o *trail) bool {
		return o != t && !o.outgrown(g) && (o.reads(g) || (o.mayTurnInto(g.name) || o.kin(t) || o.twinOf(t)) && o.knows(g))
	})
}

// outgrown reports whether g is a file that t has finished, and that grew.
func (t *trail) outgrown(g *generation) bool {
	m := readTo(t.done, g)
	return m != nil && !g.packed && g.size > m.Offset && m.proves(g) && t.opened(g.id) == nil
}

// reads reports whether g is a file that t reads or has read.
func (t *trail) reads(g *generation) bool {
	return !g.packed && g.id != identity{} && (t.opened(g.id) != nil || readTo(t.done, g) != nil)
}

// knows reports whether g is a copy of what t reads or has read. History it has
// not: who names that wants it read.
func (t *trail) knows(g *generation) bool {
	m := t.finished(g)
	return m != nil && !(m.Unread && m.in(g.id)) ||
		slices.ContainsFunc(t.open, func(o *generation) bool { return o.copiedTo(g) })
}

// kin reports whether one of two logs may be rotated to the other.
func (t *trail) kin(o *trail) bool { return t.mayTurnInto(o.path) || o.mayTurnInto(t.path) }

// twinOf reports whether two logs that are not kin are or were one file: hard
// links.
func (t *trail) twinOf(o *trail) bool {
	return slices.Contains(t.twins, o.path) || slices.Contains(o.twins, t.path)
}

// mayTurnInto reports whether t may be rotated to name.
func (t *trail) mayTurnInto(name string) bool {
	dir, file := filepath.Split(name)
	return slices.ContainsFunc([]string{t.path, t.target}, func(log string) bool {
		in, base := filepath.Split(log)
		return log == name || in == dir && isSibling(base, file)
	})
}

// openElsewhere reports whether another log has the file id open.
func (t *trail) openElsewhere(id identity) bool {
	return id != identity{} && slices.ContainsFunc(t.peers(), func(o *trail) bool { return o != t && o.opened(id) != nil })
}

// inherit takes over the place in g that another log reached, which has finished
// it or is no longer named.
func (t *trail) inherit(g *generation) bool {
	if t.of == nil || g.packed {
		return false
	}
	for _, o := range t.peers() {
		if m := readTo(o.done, g); m != nil && o != t {
			t.succeed(g, *m)
			o.reclaim(g)
			return true
		}
	}
	for i := range t.of.left {
		from := &t.of.left[i]
		if m := readTo(from.Marks, g); m != nil {
			t.succeed(g, *m)
			from.Marks = slices.DeleteFunc(slices.Clone(from.Marks), func(m Mark) bool { return m.is(g.head, g.id) })
			return true
		}
	}
	return false
}

// succeed goes on in g where m says, which is t's from now on.
func (t *trail) succeed(g *generation, m Mark) {
	g.resume(&m)
	m.Done = true
	t.remember(m)
}

// readTo returns the mark of the very file of g, if something of it was read.
func readTo(marks []Mark, g *generation) *Mark {
	for i := range marks {
		if m := &marks[i]; !m.Unread && m.Inode != 0 && m.Head > 0 && m.in(g.id) && m.Offset <= g.size && m.is(g.head, g.id) {
			return m
		}
	}
	return nil
}
