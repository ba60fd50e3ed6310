package follow

import (
	"slices"
	"time"
)

// locate finds the file that holds the rest of the generation m speaks of,
// under any name, plain or compressed. Where there is none, or it is too
// short, what is known to be missing counts as lost, and m is remembered. not
// is the identity of a file that is known to hold something else.
func (t *trail) locate(m *Mark, now time.Time, not identity) *generation {
	names := append(slices.Clone(t.twins), m.Name)
	g := t.search(m, now, t.siblings(names...), not)
	if g == nil {
		g = t.search(m, now, t.siblings(names...), not) // one may have been renamed during the first
	}
	if g == nil {
		g = t.search(m, now, t.strangers(m), not)
	}
	if g == nil {
		t.lose(m.Size-m.Offset, m.Name)
		m.Done = true
		t.remember(*m)
		return nil
	}
	if !g.packed {
		t.lose(m.Size-max(g.size, m.Offset), m.Name)
	}
	g.resume(m)
	return g
}

// strangers lists what may hold the generation m speaks of under a name that no
// rotation known here gives: the very file, and what was compressed since. A
// plain file with the same beginning alone may be another log with the same
// lines: mail.info beside mail.log.
func (t *trail) strangers(m *Mark) []sibling {
	return slices.DeleteFunc(neighbours(t.path, t.target, m.Name), func(s sibling) bool {
		if s.packed {
			return s.modified.Before(m.Modified.Add(-coarse))
		}
		return m.Inode == 0 || !m.in(s.id)
	})
}

// another reports whether g is known to be another generation than that m speaks
// of, which begins as m does but was told better: the names of columns are the
// same in all.
func (t *trail) another(g *generation, m *Mark) bool {
	return !m.in(g.id) && slices.ContainsFunc(t.done, func(o Mark) bool { return o.Head > m.Head && o.is(g.head, g.id) })
}

func (t *trail) search(m *Mark, now time.Time, among []sibling, not identity) *generation {
	var best *generation
	better := func(g *generation) bool {
		return best == nil || best.packed && !g.packed || !g.packed && !m.in(best.id)
	}
	for _, s := range among {
		if s.id == not || !s.packed && (s.size < m.Offset || t.opened(s.id) != nil || t.openElsewhere(s.id)) {
			continue
		}
		g := s.open(now)
		switch {
		case g == nil:
		case m.heldBy(g) && !t.another(g, m) && better(g):
			if best != nil {
				best.close()
			}
			best = g
		default:
			g.close()
		}
	}
	return best
}

// lose counts bytes that cannot be had any more.
func (t *trail) lose(n int64, name string) {
	if n <= 0 {
		return
	}
	t.lost += n
	t.log.Warn("lines are gone: the log was truncated or removed before they were read", "log", name, "bytes", n)
}
