package follow

import (
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
func (t *trail) shared(id identity) bool {
	return t.reader != nil && t.reader.named != nil && t.reader.named.id == id
}

// claim settles who reads g, which t has just opened at its path. It returns
// nil where that is another log. known tells that g was begun before: under
// another name, which it has no more.
func (t *trail) claim(g *generation, now time.Time) (mine *generation, known bool) {
	t.reader = nil
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
			g.close()
			return old, true
		}
		if m := readTo(o.done, g); m != nil {
			g.resume(m)
			o.reclaim(g)
			return g, true
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
	if t.toldOf != o.path {
		t.log.Warn("two logs are one file: it is read once, as the first", "log", o.path, "also", t.path)
	}
	t.toldOf = o.path
}

// elsewhere reports whether another log has read g, found beside t, or reads it.
func (t *trail) elsewhere(g *generation) bool {
	return !g.packed && (t.openElsewhere(g.id) || slices.ContainsFunc(t.peers(), func(o *trail) bool {
		return o != t && readTo(o.done, g) != nil
	}))
}

// openElsewhere reports whether another log has the file id open.
func (t *trail) openElsewhere(id identity) bool {
	return slices.ContainsFunc(t.peers(), func(o *trail) bool { return o != t && o.opened(id) != nil })
}

// inherit takes over the place that a log that is no longer named reached in g.
func (t *trail) inherit(g *generation) bool {
	if t.of == nil || g.packed {
		return false
	}
	for i := range t.of.left {
		from := &t.of.left[i]
		m := readTo(from.Marks, g)
		if m == nil {
			continue
		}
		g.resume(m)
		last := *m
		last.Done = true
		t.remember(last)
		from.Marks = slices.DeleteFunc(slices.Clone(from.Marks), func(m Mark) bool { return m.is(g.head, g.id) })
		return true
	}
	return false
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
