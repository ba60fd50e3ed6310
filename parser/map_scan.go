package parser

import (
	"bytes"
)

// object reads the members of the JSON object that begins at b[i], and gives
// the index behind it, or -1. Its depth is that of the map's names.
func (p *mapped) object(b []byte, i int, n *node) int {
	i = skipBlank(b, i+1)
	if i < len(b) && b[i] == '}' {
		return i + 1
	}
	for i < len(b) && b[i] == '"' {
		end, _ := stringEnd(b, i+1)
		if end < 0 {
			return -1
		}
		e := n.find(b[i+1 : end])
		if i = skipBlank(b, end+1); i >= len(b) || b[i] != ':' {
			return -1
		}
		i = skipBlank(b, i+1)
		if e != nil && e.down != nil && i < len(b) && b[i] == '{' {
			from := i
			if i = p.object(b, i, e.down); i < 0 {
				return -1
			}
			if e.slot >= 0 {
				p.slots[e.slot] = value{raw: b[from:i], kind: '{'}
			}
		} else {
			v, next := readValue(b, i)
			if next < 0 {
				return -1
			}
			if e != nil && e.slot >= 0 {
				p.slots[e.slot] = v
			}
			i = next
		}
		if i = skipBlank(b, i); i < len(b) && b[i] == '}' {
			return i + 1
		}
		if i >= len(b) || b[i] != ',' {
			return -1
		}
		i = skipBlank(b, i+1)
	}
	return -1
}

// pairs reads "words key=value key2="quoted value", key3 = [list]". Of a key
// that comes twice the last counts.
func (p *mapped) pairs(b []byte) {
	end := len(b)
	for i := 0; i < len(b); {
		eq := bytes.IndexByte(b[i:], '=')
		if eq < 0 {
			break
		}
		eq += i
		stop := eq
		for stop > i && b[stop-1] == ' ' {
			stop--
		}
		start := stop
		for start > i && (isAlnum(b[start-1]) || b[start-1] == '_' || b[start-1] == '.' || b[start-1] == '-') {
			start--
		}
		if start == stop {
			i = eq + 1
			continue
		}
		end = min(end, start)
		v, next := pairValue(b, skipSpace(b, eq+1), stop < eq)
		if e := p.m.tree.find(b[start:stop]); e != nil {
			p.slots[e.slot] = v
		}
		i = next
	}
	words := bytes.TrimRight(b[:end], " ,")
	p.set("@text", words)
	if open := bytes.LastIndexByte(words, '('); open >= 0 && words[len(words)-1] == ')' {
		p.set("@event", words[open+1:len(words)-1])
	}
}

// pairValue reads the value at b[i]: quoted, in brackets, or up to a space or
// comma; where spaces are around the equals sign, words up to a comma or brace.
// A quote only ends a value before a space, a comma or the line's end: some
// loggers quote without escaping.
func pairValue(b []byte, i int, words bool) (v value, next int) {
	if i >= len(b) {
		return value{kind: '"'}, len(b)
	}
	switch quote := b[i]; quote {
	case '"', '\'':
		escaped := false
		for end := i + 1; end < len(b); end++ {
			switch {
			case b[end] == '\\':
				escaped = true
				end++
			case b[end] == quote && (end+1 == len(b) || b[end+1] == ' ' || b[end+1] == ','):
				return value{raw: b[i+1 : end], kind: '"', escaped: escaped}, end + 1
			}
		}
		return value{raw: b[i+1:], kind: '"', escaped: escaped, cut: true}, len(b)
	case '[':
		if end := nestedEnd(b, i); end > 0 {
			return value{raw: b[i:end], kind: '['}, end
		}
	case '<':
		if end := bytes.IndexByte(b[i:], '>'); end > 0 {
			return value{raw: b[i+1 : i+end], kind: '"'}, i + end + 1
		}
	}
	end := i
	for end < len(b) && (b[end] != ' ' || words && !endsWords(b[end+1:])) && (b[end] != ',' || end+1 < len(b) && b[end+1] != ' ') {
		end++
	}
	return value{raw: b[i:end], kind: '"'}, end
}

// endsWords tells whether a value without quotes has ended before b: what is
// within braces has values of its own.
func endsWords(b []byte) bool { return len(b) == 0 || b[0] == '{' || b[0] == '}' }

// shares reads what all templates of a map begin with, and gives the rest.
func (p *mapped) shares(msg []byte) (rest []byte, ok bool) {
	t := &p.m.shared
	for i, literal := range t.literals {
		at := bytes.Index(msg, literal)
		if at < 0 || i == 0 && at > 0 {
			return nil, false
		}
		if i > 0 && t.holes[i-1] >= 0 {
			p.slots[t.holes[i-1]] = value{raw: bytes.Trim(msg[:at:at], `" `), kind: '"'}
		}
		msg = msg[at+len(literal):]
	}
	return msg, true
}

// follows tells whether the rest of a line follows a template, and reads it:
// so many of its holes. Each ends where the next literal begins; the last
// literal ends the line.
func (p *mapped) follows(t *template, rest []byte) (holes int, ok bool) {
	if rest, ok = bytes.CutPrefix(rest, t.literals[0]); !ok {
		return 0, false
	}
	for i, slot := range t.holes {
		literal := t.literals[i+1]
		last := i+1 == len(t.holes)
		end := len(rest) - len(literal)
		if last && !bytes.HasSuffix(rest, literal) {
			return i, false
		}
		if !last {
			end = bytes.Index(rest, literal)
		}
		if end < 0 {
			return i, false
		}
		if slot >= 0 {
			p.slots[slot] = value{raw: bytes.Trim(rest[:end:end], `" `), kind: '"'}
		}
		rest = rest[end+len(literal):]
	}
	return len(t.holes), len(rest) == 0
}
