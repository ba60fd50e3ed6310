package parser

import "bytes"

// csv is how the rows of a log are read.
type csv struct {
	columns []int16 // the slot of each column, -1 for one that is not read; none before a header
	sep     byte    // what stands between values
	guessed bool    // the columns are usual ones, for there was no header yet
	header  bool    // this line is a header, a comment, or a piece of a row
	open    []byte  // a row whose last value goes on in the next line
	lines   int     // how many lines it has so far
}

// claimsRow tells whether a line is a header, a comment or a row of the map's
// logger. Without a header the usual columns hold, for rows that have as many
// and a time where it belongs.
func (p *mapped) claimsRow(raw []byte) bool {
	c := &p.csv
	c.header, p.broken = false, false
	if len(raw) == 0 {
		return len(c.open) > 0 && p.goesOn(raw)
	}
	if names, sep := p.m.beginsHeader(raw); names != nil {
		return p.heads(names, sep)
	}
	if len(c.open) > 0 {
		return p.goesOn(raw)
	}
	if raw[0] == '#' {
		c.header = p.m.header[0] == '#' && !c.guessed && len(c.columns) > 0
		return c.header
	}
	if len(c.columns) > 0 && p.reads(raw) {
		return true
	}
	if names, sep := p.m.listsHeader(raw); names != nil {
		return p.heads(names, sep)
	}
	return false
}

// reads tells whether a line is a row, and reads it.
func (p *mapped) reads(raw []byte) bool {
	c := &p.csv
	n, open := p.cells(raw)
	if c.guessed {
		return p.guess(raw, n)
	}
	if !p.fits() {
		return false
	}
	p.broken = n != len(c.columns)
	if open && n <= len(c.columns) && n > 1 {
		c.open, c.lines, c.header = append(c.open[:0], raw...), 1, true
		return true
	}
	return n > 1
}

// isRow tells whether a line is a whole row under a header, and reads it.
func (p *mapped) isRow(raw []byte) bool {
	c := &p.csv
	if c.guessed || len(c.columns) == 0 || len(c.open) > 0 || len(raw) == 0 || raw[0] == '#' {
		return false
	}
	n, open := p.cells(raw)
	c.header, p.broken = false, false
	return !open && n == len(c.columns) && n > 1 && p.fits()
}

// cells fills the slots. It gives the number of values, and whether the last
// one lacks its closing quote.
func (p *mapped) cells(raw []byte) (n int, open bool) {
	c := &p.csv
	clear(p.slots)
	p.text = p.text[:0]
	for more := true; more; n++ {
		slot := -1
		if n < len(c.columns) {
			slot = int(c.columns[n])
		}
		if len(raw) > 0 && raw[0] == '"' {
			var v value
			v, raw, more = cutCSV(raw, c.sep)
			if open = v.cut; slot >= 0 {
				p.slots[slot] = v
			}
			continue
		}
		// Note: most values are so, and most of them nobody asks for.
		var text []byte
		text, raw, more = cutPlain(raw, c.sep)
		if open = false; slot >= 0 {
			p.slots[slot] = value{raw: text, kind: 'c'}
		}
	}
	return n, open
}

// fits tells whether a row has what the logger's rows have.
func (p *mapped) fits() bool {
	for i := range p.m.when {
		if test := &p.m.when[i]; test.test != present && !p.holds(test) {
			return false
		}
	}
	return true
}

// guess reads a row by the usual columns that are as many as its values.
func (p *mapped) guess(raw []byte, n int) bool {
	for i := range p.m.usual {
		usual := &p.m.usual[i]
		if n != usual.count {
			continue
		}
		if n != len(p.csv.columns) {
			p.readHeader(usual.names, ',')
			p.csv.guessed = true
			p.cells(raw)
		}
		_, timed := p.timeOf(fieldTime)
		return timed && p.fits()
	}
	return false
}

// maxOpenLines and maxOpen bound a row of several lines.
const (
	maxOpenLines = 64
	maxOpen      = 64 << 10
)

// goesOn reads the next line of a row that has an open quote. Where that makes
// no row, and the line is one by itself, the quote was left open by a row that
// was cut.
// Limit: the lines of such a row are silent.
func (p *mapped) goesOn(raw []byte) bool {
	c := &p.csv
	c.open = append(append(c.open, '\n'), raw...)
	n, open := p.cells(c.open)
	whole := !open && n == len(c.columns) && p.fits()
	if whole {
		c.open = c.open[:0] // its bytes stay until the next row
		return true
	}
	if n, open := p.cells(raw); !open && n == len(c.columns) && p.fits() {
		c.open = c.open[:0]
		return true
	}
	if c.lines++; open && n <= len(c.columns) && c.lines < maxOpenLines && len(c.open) < maxOpen {
		c.header = true
		return true
	}
	c.open = c.open[:0]
	p.broken = true
	return true
}

// cutPlain splits the first value off a row, where it is not quoted.
func cutPlain(row []byte, sep byte) (text, rest []byte, more bool) {
	n := bytes.IndexByte(row, sep)
	if n < 0 {
		return row, nil, false
	}
	return row[:n:n], row[n+1:], true
}

// cutCSV splits the first value off a row (RFC 4180): a quoted one may hold
// separators, line breaks, and quotes that are doubled. It is cut where the
// closing quote is missing.
func cutCSV(row []byte, sep byte) (v value, rest []byte, more bool) {
	if len(row) == 0 || row[0] != '"' {
		v.raw, rest, more = cutPlain(row, sep)
		v.kind = 'c'
		return v, rest, more
	}
	row = row[1:]
	v.kind = 'c'
	for i := 0; ; {
		n := bytes.IndexByte(row[i:], '"')
		if n < 0 {
			v.raw, v.cut = row, true
			return v, nil, false
		}
		i += n
		if i+1 < len(row) && row[i+1] == '"' {
			v.escaped = true
			i += 2
			continue
		}
		v.raw = row[:i:i]
		rest = row[i+1:]
		if n := bytes.IndexByte(rest, sep); n >= 0 {
			return v, rest[n+1:], true
		}
		return v, nil, false
	}
}

// appendUndoubled takes the doubling of quotes back.
func appendUndoubled(to, s []byte) []byte {
	for {
		n := bytes.Index(s, []byte(`""`))
		if n < 0 {
			return append(to, s...)
		}
		to = append(to, s[:n+1]...)
		s = s[n+2:]
	}
}
