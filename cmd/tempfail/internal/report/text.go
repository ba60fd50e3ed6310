package report

import (
	"bytes"
	"strings"
)

const (
	gutter   = 10   // where the texts of notes begin
	indent   = "  " // of the labels below a head
	maxProse = 110  // the longest line of prose that is easy to read
)

// textPainter lays a document out for a terminal.
type textPainter struct {
	o   Options
	out bytes.Buffer
}

func (t *textPainter) paint(d document) []byte {
	for i, b := range d {
		if i > 0 {
			t.out.WriteByte('\n')
		}
		switch b := b.(type) {
		case *notes:
			t.notes(b)
		case *table:
			t.table(b)
		}
	}
	return t.out.Bytes()
}

func (t *textPainter) notes(n *notes) {
	t.note(n.head, "")
	for _, item := range n.items {
		t.note(item, indent)
	}
}

// note writes the label in the gutter, and the text beside it.
func (t *textPainter) note(n note, before string) {
	label, body := dim, normal
	if n.style != normal {
		label, body = n.style, bold
	}
	left := cut(before+t.visible(n.label), gutter-1, t.ellipsis())
	for _, line := range t.lines(n) {
		t.out.WriteString(label.on(left, t.o.Color))
		if line != "" {
			t.out.WriteString(strings.Repeat(" ", gutter-width(left)) + body.on(line, t.o.Color))
		}
		t.out.WriteByte('\n')
		left = ""
	}
}

func (t *textPainter) lines(n note) []string {
	room := min(t.o.Width, maxProse) - gutter
	text := t.visible(n.text)
	switch {
	case n.single:
		return []string{cut(text, room, t.ellipsis())}
	case n.whole:
		return []string{text}
	}
	return wrap(text, room)
}

func (t *textPainter) table(tab *table) {
	tab = tab.mapped(t.visible)
	if tab.lead != "" {
		for _, line := range wrap(tab.lead, min(t.o.Width, maxProse)) {
			t.out.WriteString(line + "\n")
		}
	}
	shown, widths := tab.fit(tab.shown(), t.o.Width)
	heads := make([]cell, len(tab.columns))
	for _, c := range shown {
		heads[c] = cell{text: tab.heading(c), style: bold}
	}
	t.row(tab, shown, widths, heads)
	for _, row := range tab.rows {
		t.row(tab, shown, widths, row)
	}
	if tab.rest != "" {
		for _, line := range wrap(t.ellipsis()+" "+tab.rest, min(t.o.Width, maxProse)) {
			t.out.WriteString(dim.on(line, t.o.Color) + "\n")
		}
	}
}

func (t *textPainter) row(tab *table, shown, widths []int, row []cell) {
	var line strings.Builder
	blanks := 0
	for i, c := range shown {
		text := cut(row[c].text, widths[i], t.ellipsis())
		space := widths[i] - width(text)
		if tab.columns[c].right {
			blanks, space = blanks+space, 0
		}
		if text != "" {
			line.WriteString(strings.Repeat(" ", blanks) + row[c].style.on(text, t.o.Color))
			blanks = 0
		}
		blanks += space + gap
	}
	t.out.WriteString(line.String() + "\n")
}

func (t *textPainter) visible(s string) string { return visible(s, !t.o.Unicode) }

func (t *textPainter) ellipsis() string {
	if t.o.Unicode {
		return unicodeSigns.ellipsis
	}
	return asciiSigns.ellipsis
}

// heading is the title over the first column, and a name over the others.
func (t *table) heading(c int) string {
	if c == 0 && t.title != "" {
		return strings.ToUpper(t.title)
	}
	return t.columns[c].head
}

// mapped is a copy of t with f done to every text.
func (t *table) mapped(f func(string) string) *table {
	m := *t
	m.lead, m.rest, m.rows = f(t.lead), f(t.rest), make([][]cell, len(t.rows))
	for i, row := range t.rows {
		m.rows[i] = make([]cell, len(row))
		for c := range row {
			m.rows[i][c] = cell{text: f(row[c].text), style: row[c].style}
		}
	}
	return &m
}

// wrap breaks s into lines of at most room columns, between words, and within
// a word only where it is longer than a line. It returns at least one line.
func wrap(s string, room int) []string {
	lines, line := []string{}, ""
	for _, word := range atoms(s) {
		if line != "" && width(line)+1+width(word) <= room {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for width(word) > room {
			var head string
			if head, word = splitAt(word, room); head == "" {
				break
			}
			lines = append(lines, head)
		}
		line = word
	}
	return append(lines, line)
}

// atoms are the words of s, with what belongs together kept whole: "12 345",
// "97 %" and a number with its threshold in brackets.
func atoms(s string) []string {
	var atoms []string
	for _, word := range strings.Fields(s) {
		if n := len(atoms) - 1; n >= 0 && belongs(atoms[n], word) {
			atoms[n] += " " + word
			continue
		}
		atoms = append(atoms, word)
	}
	return atoms
}

func belongs(before, word string) bool {
	if open := strings.LastIndexByte(before, '['); open > strings.LastIndexByte(before, ']') && len(before)-open < len("[2e-21 < 0.0001") {
		return true
	}
	last := before[len(before)-1]
	if last < '0' || last > '9' {
		return false
	}
	if word[0] == '%' {
		return true
	}
	group := strings.TrimRight(word, ",;:.)")
	return len(group) == 3 && strings.Trim(group, "0123456789") == "" && len(before) <= len("999 999 999 999")
}
