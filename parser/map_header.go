package parser

import (
	"bytes"
	"slices"
	"strings"
)

// heads takes a line for a header.
func (p *mapped) heads(names []byte, sep byte) bool {
	p.broken = false
	p.csv.open = p.csv.open[:0]
	p.csv.header = p.readHeader(names, sep)
	return p.csv.header
}

// beginsHeader gives the names of a header that begins as the map says, maybe
// with quotes, and what stands between them; nil for another line.
func (m *Map) beginsHeader(raw []byte) (names []byte, sep byte) {
	first, listed := strings.CutSuffix(m.header, ",")
	rest := raw
	if listed && (raw[0] == '#' || raw[0] == '"') {
		rest = raw[1:]
	}
	if !hasPrefix(rest, first) {
		return nil, 0
	}
	if rest = rest[len(first):]; !listed {
		return rest, separatorOf(rest)
	}
	if sep = separatorOf(raw); raw[0] == '#' {
		raw = raw[1:]
	}
	if rest = bytes.TrimPrefix(rest, []byte(`"`)); len(rest) == 0 || rest[0] != sep {
		return nil, 0
	}
	return raw, sep
}

// listsHeader gives those of a header that begins in another way, but has all
// names that the map wants.
func (m *Map) listsHeader(raw []byte) (names []byte, sep byte) {
	for i := range m.when {
		if !contains(raw, m.names[m.when[i].slot]) {
			return nil, 0
		}
	}
	if sep = separatorOf(raw); m.header[0] == '#' || !m.namesAll(raw, sep) {
		return nil, 0
	}
	return raw, sep
}

// separatorOf gives what stands behind the first name.
func separatorOf(names []byte) byte {
	if i := bytes.IndexAny(names, ",;\t|"); i >= 0 {
		return names[i]
	}
	return ','
}

// namesAll tells whether all that the map wants are values of a line.
func (m *Map) namesAll(raw []byte, sep byte) bool {
	for i := range m.when {
		found := false
		for rest, more := raw, true; more && !found; {
			var v value
			v, rest, more = cutCSV(rest, sep)
			found = string(bytes.TrimSpace(v.raw)) == m.names[m.when[i].slot]
		}
		if !found {
			return false
		}
	}
	return true
}

// readHeader reads the names of the columns. Where one that every file of the
// logger has is missing, it is the header of another log, whose rows are not
// the map's.
func (p *mapped) readHeader(names []byte, sep byte) bool {
	const most = 256
	c := &p.csv
	c.columns, c.sep, c.guessed = c.columns[:0], sep, false
	for more := true; more && len(c.columns) < most; {
		var v value
		v, names, more = cutCSV(names, sep)
		slot := int16(-1)
		if e := p.m.tree.find(bytes.TrimSpace(v.raw)); e != nil {
			slot = int16(e.slot)
		}
		c.columns = append(c.columns, slot)
	}
	for i := range p.m.when {
		if !slices.Contains(c.columns, int16(p.m.when[i].slot)) {
			c.columns = c.columns[:0]
			return false
		}
	}
	return true
}
