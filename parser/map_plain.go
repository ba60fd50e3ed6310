package parser

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// plain is how the lines of a text logger read that came as JSON objects or as
// key=value pairs instead: literals and names, and behind them the members
// that it does not name, as key=value.
type plain struct {
	literals []string // one more than names
	names    []string
}

// maxPlain bounds the names.
const maxPlain = 8

// plainForm reads "[{level}] {message}".
func plainForm(text string) (*plain, error) {
	text, err := mapText(text)
	if err != nil {
		return nil, err
	}
	f := &plain{}
	for {
		literal, rest, ok := strings.Cut(text, "{")
		f.literals = append(f.literals, literal)
		if !ok {
			break
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok || name == "" || strings.ContainsAny(name, " =\"") {
			return nil, fmt.Errorf("plain = %s: a { without a name and its }", text)
		}
		f.names, text = append(f.names, name), after
	}
	if len(f.names) == 0 || len(f.names) > maxPlain {
		return nil, errors.New("plain names from one to eight members, {so}")
	}
	return f, nil
}

// plainText gives the text that a JSON object or a line of key=value pairs
// stands for; nil for what is neither, or lacks a name.
func (p *mapped) plainText(ln *line) []byte {
	f := p.m.plain
	switch object := ln.object; {
	case len(object) > 0 && contains(object, f.names[0]):
		return p.plainObject(object)
	case len(ln.msg) > 0 && ln.msg[0] == '{':
		return p.plainObject(ln.msg)
	}
	if rest, ok := bytes.CutPrefix(ln.msg, []byte(f.names[0])); ok && len(rest) > 0 && rest[0] == '=' {
		return p.plainPairs(ln.msg)
	}
	return nil
}

// plainObject composes the text of an object.
func (p *mapped) plainObject(b []byte) []byte {
	var named [maxPlain]value
	rest := len(p.text)
	for i := skipBlank(b, 1); i < len(b) && b[i] == '"'; {
		end, _ := stringEnd(b, i+1)
		if end < 0 {
			return nil
		}
		key := b[i+1 : end]
		if i = skipBlank(b, end+1); i >= len(b) || b[i] != ':' {
			return nil
		}
		i = skipBlank(b, i+1)
		n := p.m.plain.find(key)
		v, next := readValue(b, i)
		if next < 0 {
			if n >= 0 && i < len(b) && b[i] == '"' { // cut within what it says
				p.broken, named[n] = true, value{raw: b[i+1:], kind: '"', escaped: true}
			}
			return p.compose(&named, nil)
		}
		if n >= 0 {
			named[n] = v
		} else {
			p.text = append(append(append(p.text, ' '), key...), '=')
			p.text = appendPlain(p.text, &v)
		}
		if i = skipBlank(b, next); i < len(b) && b[i] == '}' {
			return p.compose(&named, p.text[rest:len(p.text):len(p.text)])
		}
		if i >= len(b) || b[i] != ',' {
			return nil
		}
		i = skipBlank(b, i+1)
	}
	return nil
}

// plainPairs composes the text of pairs: the named ones come first.
func (p *mapped) plainPairs(b []byte) []byte {
	var named [maxPlain]value
	for range p.m.plain.names {
		key, rest, ok := bytes.Cut(b, []byte("="))
		n := p.m.plain.find(key)
		if !ok || n < 0 {
			return nil
		}
		v, next := pairValue(rest, 0, false)
		p.broken, named[n] = p.broken || v.cut, v
		b = rest[next:]
		if len(b) > 0 && b[0] == ' ' {
			b = b[1:]
		}
	}
	rest := len(p.text)
	if len(b) > 0 {
		p.text = append(append(p.text, ' '), b...)
	}
	return p.compose(&named, p.text[rest:len(p.text):len(p.text)])
}

// find gives the place of a name; -1 for another one.
func (f *plain) find(name []byte) int {
	for i, n := range f.names {
		if string(name) == n {
			return i
		}
	}
	return -1
}

// compose puts a text together.
func (p *mapped) compose(named *[maxPlain]value, rest []byte) []byte {
	start := len(p.text)
	for i := range p.m.plain.names {
		if named[i].kind == 0 {
			return nil
		}
		p.text = append(p.text, p.m.plain.literals[i]...)
		p.text = appendPlain(p.text, &named[i])
	}
	p.text = append(append(p.text, p.m.plain.literals[len(p.m.plain.names)]...), rest...)
	return p.text[start:len(p.text):len(p.text)]
}

// appendPlain appends what a value says, in one line.
func appendPlain(to []byte, v *value) []byte {
	start := len(to)
	if v.escaped {
		to = appendUnescaped(to, v.raw)
	} else {
		to = append(to, v.raw...)
	}
	for i := start; i < len(to); i++ {
		if to[i] == '\n' || to[i] == '\r' {
			to[i] = ' '
		}
	}
	return to
}
