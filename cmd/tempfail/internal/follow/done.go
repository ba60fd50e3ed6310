package follow

import (
	"os"
	"slices"
	"time"
)

// A generation that is finished may grow yet: a writer that nobody told of the
// rotation writes on into it, or one that buffers does at its end. So it has one
// mark, which says how far it was read, and the last one finished is held open.

// over reports whether g is at its end for good: it has another name or
// none, its successor has lines, and nothing came for a while.
func (t *trail) over(g *generation, now time.Time) bool {
	switch {
	case g.packed:
		return g.ended
	case g == t.named:
		return false
	case len(t.open) > maxOpen:
		return true
	case t.succeeded() && g.lag() == 0:
		return now.Sub(g.active) >= t.quiet
	case t.succeeded():
		return now.Sub(g.active) >= halfPatience
	}
	return now.Sub(g.active) >= patience
}

// succeeded reports whether the log at the path has lines.
func (t *trail) succeeded() bool {
	at := t.named
	if t.reader != nil {
		at = t.reader.named
	}
	return at != nil && at.size > 0
}

// finish takes g for read, and returns its last line if that lacks its newline.
func (t *trail) finish(g *generation, buf []byte, now time.Time) []byte {
	if g.fault != nil {
		t.log.Warn("compressed log is damaged; what came before was read", "log", g.name, "error", g.fault)
	}
	last := g.last(buf)
	t.forget(g)
	if g.packed {
		g.close()
	} else {
		t.hold(g, now)
	}
	return last
}

// forget follows g no more, and remembers it as done.
func (t *trail) forget(g *generation) {
	m := g.mark()
	m.Done = true
	t.reclaim(g)
	t.remember(m)
	t.open = slices.DeleteFunc(t.open, func(o *generation) bool { return o == g })
}

// raise moves the floor up: what is forgotten must not be found again.
func (t *trail) raise(floor time.Time) {
	if floor.After(t.floor) {
		t.floor = floor
	}
}

// remember keeps the mark of a generation that is finished. Of one that was empty
// there is nothing to know again: should it grow, all of that is new.
func (t *trail) remember(m Mark) {
	if m.Head == 0 {
		return
	}
	t.done = slices.DeleteFunc(t.done, func(o Mark) bool {
		return o.Head == m.Head && o.Sum == m.Sum && o.Inode == m.Inode
	})
	t.done = append(t.done, m)
	if len(t.done) <= keptMarks {
		return
	}
	oldest := 0
	for i := range t.done {
		if t.done[i].Modified.Before(t.done[oldest].Modified) {
			oldest = i
		}
	}
	t.raise(t.done[oldest].Modified.Add(coarse + 1))
	t.done = slices.Delete(t.done, oldest, oldest+1)
}

// finished returns the mark of a finished generation that has the beginning of
// g: that of the very file, where there is one, else the one that got furthest.
func (t *trail) finished(g *generation) *Mark {
	var best *Mark
	for i := range t.done {
		m := &t.done[i]
		if !m.is(g.head, g.id) || !m.in(g.id) && m.Head < headSize && !m.proves(g) {
			continue // or only the names of columns are the same
		}
		same := m.in(g.id)
		if best == nil || same && !best.in(g.id) || same == best.in(g.id) && m.Offset > best.Offset {
			best = m
		}
	}
	return best
}

// reclaim opens a finished generation again: from now on g alone says how far
// it was read.
func (t *trail) reclaim(g *generation) {
	if t.late != nil && t.late != g && (t.late.id == g.id || t.late.head.sameAs(g.head)) {
		t.letGo()
	}
	t.done = slices.DeleteFunc(t.done, func(m Mark) bool {
		return m.is(g.head, g.id) && (m.in(g.id) || m.Head == len(g.head))
	})
}

// hold keeps g open, which is finished, in place of the one before it.
func (t *trail) hold(g *generation, now time.Time) {
	t.letGo()
	g.active = now
	t.late = g
}

// holdAgain holds what the process before this one may have held.
func (t *trail) holdAgain(now time.Time) {
	var last *Mark
	for i := range t.done {
		if last == nil || t.done[i].Modified.After(last.Modified) {
			last = &t.done[i]
		}
	}
	if last == nil {
		return
	}
	for _, s := range t.siblings() {
		if s.packed || !last.in(s.id) || t.opened(s.id) != nil {
			continue
		}
		g := s.open(now)
		if g != nil && last.is(g.head, g.id) && last.Offset <= g.size {
			g.resume(last)
			t.hold(g, now)
			return
		}
		if g != nil {
			g.close()
		}
	}
}

func (t *trail) letGo() {
	if t.late != nil {
		t.late.close()
		t.late = nil
	}
}

// revive reads on in the generation that is held, where it grew.
func (t *trail) revive(now time.Time) {
	g := t.late
	if g == nil {
		return
	}
	info, err := g.file.(*os.File).Stat()
	switch {
	case err != nil || now.Sub(g.active) >= patience:
		t.letGo()
	case info.Size() <= g.offset:
	case !g.verify(nil) || t.openElsewhere(g.id): // overwritten by another one; or that has it by its name
		t.letGo()
	default:
		t.late = nil
		t.reclaim(g)
		g.active = now
		t.insert(g)
	}
}
