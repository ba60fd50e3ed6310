package parser

import (
	"bytes"
	"time"
)

// field gives the text of a field: from the record, or else from what was
// noted.
func (p *mapped) field(f field) []byte {
	if len(p.m.fields[f]) == 0 { // no record has it
		if p.fact == nil {
			return nil
		}
		return p.noted(f)
	}
	if v := p.valueOf(f); v != nil {
		return p.textOf(v)
	}
	for i := range p.m.fields[f] {
		if place := &p.m.fields[f][i]; len(place.slots) > 1 && p.all(place.needs) {
			if id := p.together(place.slots); id != nil {
				return id
			}
		}
	}
	return p.noted(f)
}

// id is a field that has no spaces within it: its last word.
func (p *mapped) id(f field) []byte {
	text := p.field(f)
	return text[bytes.LastIndexByte(text, ' ')+1:]
}

// valueOf gives the value of the first place of a field that has one.
func (p *mapped) valueOf(f field) *value {
	if p.past && f >= fieldDomain && f <= fieldPhase {
		return nil
	}
	for i := range p.m.fields[f] {
		place := &p.m.fields[f][i]
		if len(place.slots) > 1 {
			continue
		}
		v := &p.slots[place.slots[0]]
		if len(v.raw) > 0 && (v.kind != 'n' || string(v.raw) != "null") && p.all(place.needs) {
			return v
		}
	}
	return nil
}

// together makes a name of several values: 16 hexadecimal digits.
func (p *mapped) together(slots []int) []byte {
	h, any := uint64(0), false
	for _, slot := range slots {
		text := p.textOf(&p.slots[slot])
		any = any || len(text) > 0
		h = hashOf(h, text)
	}
	if !any {
		return nil
	}
	start := len(p.text)
	for shift := 60; shift >= 0; shift -= 4 {
		p.text = append(p.text, "0123456789abcdef"[h>>shift&15])
	}
	return p.text[start:len(p.text):len(p.text)]
}

func (p *mapped) number(f field) int64 {
	n, _ := cutInt(p.field(f))
	return n
}

// timeOf reads a stamp in any of the forms of envelopes.
func (p *mapped) timeOf(f field) (time.Time, bool) {
	v := p.valueOf(f)
	if v == nil {
		return time.Time{}, false
	}
	text := value{raw: p.textOf(v), kind: '"'}
	return p.env.stampOf(text)
}

// recipients are one, or several in a JSON array or a list with commas or
// semicolons.
func (p *mapped) recipients() (first, others []byte) {
	v := p.valueOf(fieldRecipient)
	if v == nil {
		return bareAddress(p.noted(fieldRecipient)), nil
	}
	switch v.kind {
	case '[':
		return cutListed(p.atDomain(p.array(v.raw)))
	case ',':
		return cutListed(v.raw)
	}
	text := bareAddress(p.textOf(v))
	if indexEither(text, ',', ';') < 0 || bytes.IndexByte(text, '"') >= 0 {
		return text, nil
	}
	start := len(p.text)
	p.text = append(p.text, text...)
	list := p.text[start:len(p.text):len(p.text)]
	for i, c := range list {
		if c == ';' {
			list[i] = ','
		}
	}
	return cutListed(list)
}

// atDomain keeps those of a list who are at the record's domain, where it is
// about one domain of several. Where none is there it is about something else.
func (p *mapped) atDomain(list []byte) []byte {
	domain := p.field(fieldDomain)
	if len(domain) == 0 || bytes.IndexByte(list, ',') < 0 {
		return list
	}
	start := len(p.text)
	for rest := list; len(rest) > 0; {
		var to []byte
		to, rest = cutListed(rest)
		if at := bytes.LastIndexByte(to, '@'); at >= 0 && bytes.EqualFold(to[at+1:], domain) {
			if len(p.text) > start {
				p.text = append(p.text, ',')
			}
			p.text = append(append(append(p.text, '<'), to...), '>')
		}
	}
	if len(p.text) == start {
		return list
	}
	return p.text[start:len(p.text):len(p.text)]
}

// array makes a list with commas of a JSON array of strings.
func (p *mapped) array(raw []byte) []byte {
	start := len(p.text)
	for i := 1; i < len(raw); {
		v, next := readValue(raw, skipBlank(raw, i))
		if next < 0 || next <= i {
			break
		}
		if v.kind == '"' {
			if len(p.text) > start {
				p.text = append(p.text, ',')
			}
			p.text = append(p.text, '<')
			p.text = append(appendUnescaped(p.text, bareAddress(v.raw)), '>')
		}
		i = skipBlank(raw, next) + 1
	}
	return p.text[start:len(p.text):len(p.text)]
}

// bareAddress takes an address out of its brackets, and out of words before
// them: "RCPT TO:<a@b>". Of "header[envelope]" it is the envelope's.
func bareAddress(b []byte) []byte {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return b
	}
	switch b[len(b)-1] {
	case '>':
		if bytes.IndexByte(b, '"') >= 0 {
			return bare(b)
		}
		if _, rest, ok := bytes.Cut(b, []byte(":<")); ok { // a parameter may have brackets: AUTH=<>
			address, _, _ := bytes.Cut(rest, []byte(">"))
			return address
		}
		if open := bytes.LastIndexByte(b, '<'); open >= 0 {
			return b[open+1 : len(b)-1]
		}
		return bare(b)
	case ']':
		if open := bytes.LastIndexByte(b, '['); open > 0 && b[open-1] != '@' {
			return b[open+1 : len(b)-1]
		}
		return b
	}
	if _, rest, ok := bytes.Cut(b, []byte(":<")); ok { // a command, with parameters
		address, _, _ := bytes.Cut(rest, []byte(">"))
		return address
	}
	return b
}
