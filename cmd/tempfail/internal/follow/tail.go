package follow

import "bytes"

const (
	// tailSize is how many bytes before the place reached are remembered, to know
	// it again in a file that was written anew: by sed -i, an editor, tail -n.
	tailSize = 1 << 10

	// leastTail is the shortest tail that is looked for elsewhere: two lines, say.
	leastTail = 256

	// searchSize is how far around its old place a tail is looked for.
	searchSize = 1 << 20
)

// passed notes that data, which begins at the place reached, is behind it.
func (g *generation) passed(data []byte) {
	if keep := tailSize - len(data); keep <= 0 {
		g.tail = append(g.tail[:0], data[-keep:]...)
	} else {
		kept := copy(g.tail, g.tail[max(0, len(g.tail)-keep):])
		g.tail = append(g.tail[:kept], data...)
	}
}

// recall reads what is behind the place reached.
func (g *generation) recall() {
	if g.packed {
		g.tail = nil
		return
	}
	g.tail = g.readBefore(g.offset, tailSize)
}

// readBefore returns n bytes before end, or as many as there are.
func (g *generation) readBefore(end int64, n int) []byte {
	buf := make([]byte, min(int64(n), end))
	got, _ := g.content.ReadAt(buf, end-int64(len(buf)))
	return buf[:got]
}

// proves reports whether the place that m speaks of is the same one in g, which
// has the same head. Of a compressed log that is not asked: it takes reading it.
func (m *Mark) proves(g *generation) bool {
	if g.packed || m.Tail == 0 || m.Offset <= int64(m.Head) && m.is(g.head, g.id) {
		return true
	}
	return head(g.readBefore(m.Offset, m.Tail)).sum() == m.TailSum
}

// place returns where in g the place is that m speaks of, if that is certain:
// the head and what was handed out last agree, or that is found elsewhere.
func (m *Mark) place(g *generation) (int64, bool) {
	if m.Offset <= g.size && m.is(g.head, g.id) && m.proves(g) {
		return m.Offset, true
	}
	if g.packed || m.Tail < leastTail {
		return 0, false
	}
	near := min(g.size, m.Offset+searchSize)
	if at, ok := m.find(g, near); ok || near == g.size {
		return at, ok
	}
	return m.find(g, g.size)
}

// heldBy reports whether g holds what m speaks of. Of a log that begins with a
// hole the tail alone tells that.
func (m *Mark) heldBy(g *generation) bool {
	if m.is(g.head, g.id) {
		return m.proves(g)
	}
	return !g.packed && m.Tail >= leastTail && m.Offset <= g.size && m.proves(g)
}

// find looks for the tail in what lies before end, at the ends of lines.
func (m *Mark) find(g *generation, end int64) (int64, bool) {
	text := g.readBefore(end, 2*searchSize)
	begin := end - int64(len(text))
	for at := len(text); at >= m.Tail; at = bytes.LastIndexByte(text[:at-1], '\n') + 1 {
		if text[at-1] == '\n' && head(text[at-m.Tail:at]).sum() == m.TailSum {
			return begin + int64(at), true
		}
	}
	return 0, false
}

// shareWith leaves to g, which is a copy of old as far as old was read, what else
// both hold. What only old holds was written by who still has it open.
func (old *generation) shareWith(g *generation) {
	const step = 64 << 10
	a, b := make([]byte, step), make([]byte, step)
	for at := g.offset; ; {
		n, _ := old.content.ReadAt(a, old.offset)
		m, _ := g.content.ReadAt(b, at)
		same := 0
		for same < min(n, m) && a[same] == b[same] {
			same++
		}
		end := bytes.LastIndexByte(a[:same], '\n') + 1
		if end == 0 {
			old.recall()
			return
		}
		old.offset += int64(end)
		at += int64(end)
	}
}
