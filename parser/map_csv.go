package parser

import (
	"bytes"
	"slices"
)

// claimsRow tells whether a line is a header, a comment or a row of the map's
// logger. Without a header the usual columns hold, for rows that have as many
// and a time where it belongs.
func (p *mapped) claimsRow(raw []byte) bool {
	p.header, p.broken = false, false
	if len(raw) == 0 {
		return false
	}
	if names, ok := bytes.CutPrefix(raw, []byte(p.m.header)); ok {
		if p.m.header[0] != '#' {
			names = raw
		}
		p.header = p.readHeader(names)
		return p.header
	}
	if len(p.columns) == 0 {
		return false
	}
	if raw[0] == '#' {
		p.header = p.m.header[0] == '#' && !p.guessed
		return p.header
	}
	clear(p.slots)
	p.text = p.text[:0]
	n := 0
	for more := true; more; n++ {
		var v value
		if v, raw, more = cutCSV(raw); n < len(p.columns) && p.columns[n] >= 0 {
			p.slots[p.columns[n]] = v
		}
	}
	p.broken = n != len(p.columns)
	if p.guessed {
		if _, timed := p.timeOf(fieldTime); p.broken || !timed {
			return false
		}
	}
	for i := range p.m.when {
		if test := &p.m.when[i]; test.test != present && !p.holds(test) {
			return false
		}
	}
	return n > 1
}

// readHeader reads the names of the columns. Where one that every file of the
// logger has is missing, it is the header of another log, whose rows are not
// the map's.
func (p *mapped) readHeader(names []byte) bool {
	const most = 256
	p.columns, p.guessed = p.columns[:0], false
	for more := true; more && len(p.columns) < most; {
		var v value
		v, names, more = cutCSV(names)
		slot := int16(-1)
		if e := p.m.tree.find(bytes.TrimSpace(v.raw)); e != nil {
			slot = int16(e.slot)
		}
		p.columns = append(p.columns, slot)
	}
	for i := range p.m.when {
		if !slices.Contains(p.columns, int16(p.m.when[i].slot)) {
			p.columns = p.columns[:0]
			return false
		}
	}
	return true
}

// cutCSV splits the first value off a row (RFC 4180): a quoted one may hold
// commas, and quotes that are doubled. A line that ends within quotes ends
// the value.
// Limit: a line break within quotes is not joined.
func cutCSV(row []byte) (v value, rest []byte, more bool) {
	if len(row) == 0 || row[0] != '"' {
		n := bytes.IndexByte(row, ',')
		if n < 0 {
			return value{raw: row, kind: 'c'}, nil, false
		}
		return value{raw: row[:n:n], kind: 'c'}, row[n+1:], true
	}
	row = row[1:]
	v.kind = 'c'
	for i := 0; ; {
		n := bytes.IndexByte(row[i:], '"')
		if n < 0 {
			v.raw = row
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
		if n := bytes.IndexByte(rest, ','); n >= 0 {
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
