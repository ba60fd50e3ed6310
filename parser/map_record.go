package parser

import "bytes"

// mapped reads one log by a map. It owns the texts that it has to decode, and
// what it remembers.
type mapped struct {
	m      *Map
	env    *envelope
	slots  []value
	text   []byte // values of this line that do not stand in it as they are
	csv    csv
	broken bool            // the line was cut: a row has not as many columns as the header, an object has no end
	words  bool            // the tag is part of the program's own words, and so is the host
	bare   bool            // the record is the object that the envelope looked into, too
	spans  [numFields]span // of the note
	known  joins           // what was noted, by join
	lists  lists           // of this record, what is still to come
	past   bool            // what befell is read from the note
	rule   *mapRow         // the row that the record fulfils
	fact   *fact           // what was noted for this record
	note   []byte          // the text of a note while it is made

	dialogue dialogue // SMTP sessions
	instance []byte   // the map's name
}

func newMapped(m *Map, env *envelope) *mapped {
	p := &mapped{m: m, env: env, slots: make([]value, len(m.names)), instance: []byte(m.name)}
	if len(m.usual) > 0 {
		p.readHeader(m.usual[0].names, ',')
		p.csv.guessed = true
	}
	return p
}

// claims tells whether a line is a record of the map's logger, and reads it.
func (p *mapped) claims(ln *line) bool {
	m := p.m
	if m.kind == csvRecord {
		return (len(ln.tag) == 0 || len(p.csv.open) > 0) && p.claimsRow(ln.raw)
	}
	msg := ln.msg
	if m.kind == jsonRecord {
		if msg = trimStart(msg); len(msg) == 0 || msg[0] != '{' {
			msg = ln.object
		}
		if p.bare = len(ln.object) > 0 && len(msg) == len(ln.object); msg == nil {
			return false
		}
		p.start(ln)
		if p.broken = p.object(msg, 0, m.tree) < 0; p.broken {
			return p.begun()
		}
		return p.all(m.when)
	}
	p.words, p.bare, p.broken = false, false, false
	if m.plain != nil && p.rewritten(ln) {
		return true
	}
	if len(ln.tag) > 0 && len(m.tags.whole)+len(m.tags.begun) > 0 {
		ok, words := m.tags.has(ln.tag)
		if !ok {
			return false
		}
		p.words = words
	} else if len(ln.tag) > 0 || !p.marked(msg) {
		return false
	}
	p.start(ln)
	switch m.kind {
	case textJSONRecord:
		at := bytes.IndexByte(msg, '{')
		if at < 0 {
			at = len(msg)
		}
		p.set("@text", bytes.TrimRight(msg[:at], " \t"))
		p.broken = at < len(msg) && p.object(msg, at, m.tree) < 0
	case pairsRecord:
		p.pairs(msg)
	}
	return p.all(m.when)
}

// rewritten tells whether a line is one of the logger's in another form, and
// gives it the plain one.
func (p *mapped) rewritten(ln *line) bool {
	if len(ln.tag) > 0 {
		if ok, words := p.m.tags.has(ln.tag); !ok || words {
			return false
		}
	}
	p.start(ln)
	text := p.plainText(ln)
	if text == nil || !p.marked(text) || !p.all(p.m.when) {
		return false
	}
	p.bare = len(ln.object) > 0
	ln.msg = text
	return true
}

// begun tells whether an object that has no end is the logger's as far as it
// goes: what is there fulfils the conditions, and is more than one of them.
func (p *mapped) begun() bool {
	const least = 3
	told, filled := false, 0
	for i := range p.m.when {
		if c := &p.m.when[i]; c.test > absent && len(p.slots[c.slot].raw) > 0 {
			if told = true; !p.holds(c) {
				return false
			}
		}
	}
	for i := range p.slots {
		if len(p.slots[i].raw) > 0 {
			filled++
		}
	}
	return told && filled >= least
}

// isRecord reads a line that is a JSON object or a row of CSV without anything
// around it, as the line before was, into ln: without the envelope, which would
// look into all of it once more. It is false where the envelope must tell the
// time.
func (p *mapped) isRecord(raw []byte, ln *line) bool {
	if p.m.kind == csvRecord {
		if raw = trimEnd(raw); !p.isRow(raw) {
			return false
		}
		*ln = line{count: 1, msg: raw, raw: raw}
		return true
	}
	if p.m.kind != jsonRecord || len(p.m.fields[fieldTime]) == 0 || len(raw) == 0 || raw[0] != '{' {
		return false
	}
	raw = trimEnd(raw)
	*ln = line{count: 1, msg: raw, raw: raw, object: raw}
	p.env.text = p.env.text[:0]
	if !p.claims(ln) {
		return false
	}
	_, timed := p.timeOf(fieldTime)
	return timed
}

// start empties the slots.
func (p *mapped) start(ln *line) {
	clear(p.slots)
	p.text = p.text[:0]
	p.set("@tag", ln.tag)
}

// set fills the slot of a name that is not the record's own.
func (p *mapped) set(name string, text []byte) { p.fill(name, text, '"') }

// fill fills it with a value of a kind; ',' is a list of recipients.
func (p *mapped) fill(name string, text []byte, kind byte) {
	if e := p.m.tree.find([]byte(name)); e != nil {
		p.slots[e.slot] = value{raw: text, kind: kind}
	}
}

func (p *mapped) marked(msg []byte) bool {
	for _, mark := range p.m.marks {
		if contains(msg, mark) {
			return true
		}
	}
	return false
}

// textOf is what a value says: a view of the line, or of p.text.
func (p *mapped) textOf(v *value) []byte {
	if v.kind == 'n' {
		if string(v.raw) == "null" {
			return nil
		}
		return v.raw
	}
	if !v.escaped {
		return v.raw
	}
	start := len(p.text)
	if v.kind == 'c' {
		p.text = appendUndoubled(p.text, v.raw)
	} else {
		p.text = appendUnescaped(p.text, v.raw)
	}
	*v = value{raw: p.text[start:len(p.text):len(p.text)], kind: '"'}
	return v.raw
}

// all tells whether a record fulfils conditions.
func (p *mapped) all(conditions []mapTest) bool {
	for i := range conditions {
		if !p.holds(&conditions[i]) {
			return false
		}
	}
	return true
}

func (p *mapped) holds(c *mapTest) bool {
	switch {
	case c.slot == slotNoted:
		return (p.fact != nil && len(p.fact.text) > 0) == (c.test == present)
	case c.slot == slotTold:
		return (p.fact != nil && p.fact.flag) == (c.test == present)
	case c.slot < slotNoted:
		return (len(p.noted(field(slotNoted-1-c.slot))) > 0) == (c.test == present)
	}
	v := &p.slots[c.slot]
	text := v.raw
	if v.escaped || v.kind == 'n' {
		text = p.textOf(v)
	}
	switch c.test {
	case present:
		return len(text) > 0
	case absent:
		return len(text) == 0
	case equals:
		return isOneOf(text, c.words)
	case differs:
		return !isOneOf(text, c.words)
	}
	for _, word := range c.words {
		if c.test == begins && hasPrefix(text, word) || c.test == holds && contains(text, word) {
			return true
		}
	}
	return false
}

func isOneOf(text []byte, words []string) bool {
	for _, word := range words {
		if string(text) == word {
			return true
		}
	}
	return false
}
