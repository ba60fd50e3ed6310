package parser

import (
	"bytes"
	"strings"
)

// unwrapped gives a reply within "SMTP error 421: words", as Go words it, or
// within a structure as Rust prints it, the form of a reply.
func (p *mapped) unwrapped(text []byte) []byte {
	if at := bytes.Index(text, []byte(rejected)); at >= 0 {
		return p.printed(text, text[at+len(rejected):])
	}
	rest, ok := bytes.CutPrefix(text, []byte("SMTP error "))
	if !ok || len(rest) < 5 || rest[3] != ':' || !startsWithCode(rest[:3]) {
		return text
	}
	start := len(p.text)
	p.text = append(append(p.text, rest[:3]...), rest[4:]...)
	return p.text[start:len(p.text):len(p.text)]
}

// rejected begins a reply to a command that is part of connecting: KumoMTA's
// ClientError::Rejected (crates/rfc5321/src/client.rs) prints the structure.
const rejected = "Command rejected Response { code: "

// printed gives the reply within a structure that begins with its code; text
// where there is none.
func (p *mapped) printed(text, fields []byte) []byte {
	code, fields := cutInt(fields)
	said := between(fields, `content: "`, `", command: `)
	if code < 200 || code > 599 || said == nil {
		return text
	}
	var e Enhanced
	for _, part := range []struct {
		name string
		to   *uint16
	}{{"class: ", &e.Class}, {"subject: ", &e.Subject}, {"detail: ", &e.Detail}} {
		if _, rest, ok := bytes.Cut(fields, []byte(part.name)); ok && len(rest) < len(fields) {
			n, _ := cutInt(rest)
			*part.to, fields = uint16(min(n, 999)), rest
		}
	}
	return p.withCode(uint16(code), e, said)
}

// cutReplyType splits the type off a diagnostic code of RFC 3464 section
// 2.3.6, "smtp;451 4.7.1 words", and takes the words out of Exchange's
// "[{LED=451 4.7.1 words};{FQDN=host}]".
func cutReplyType(text []byte) (kind, words []byte) {
	if at := bytes.IndexByte(text, '{'); at >= 0 && contains(text[at:], "{LED=") {
		_, words, _ = bytes.Cut(text, []byte("{LED="))
		var ok bool
		if words, _, ok = bytes.Cut(words, []byte("};{")); !ok {
			words = bytes.TrimSuffix(bytes.TrimSuffix(words, []byte("]")), []byte("}"))
		}
		return nil, words
	}
	n := 0
	for n < len(text) && n < 32 && (isLetter(text[n]) || text[n] == '-') {
		n++
	}
	if n == 0 || n >= len(text) || text[n] != ';' {
		return nil, text
	}
	return text[:n], trimStart(text[n+1:])
}

// innermost gives the reply that another one speaks of.
func (m *Map) innermost(text []byte) []byte {
	const most = 2
	for range most {
		inner := text
		for _, form := range m.within {
			before, after, _ := strings.Cut(form, "{}")
			at := bytes.Index(text, []byte(before))
			if at < 0 || len(text) < at+len(before)+4 || !startsWithCode(text[at+len(before):at+len(before)+4]) {
				continue
			}
			if inner = text[at+len(before):]; after != "" {
				inner, _, _ = bytes.Cut(inner, []byte(after))
			}
			break
		}
		if len(inner) == len(text) {
			break
		}
		text = inner
	}
	return text
}

// repeated gives where a list goes on with another reply of the same code.
func repeated(text []byte) int {
	for i := 4; i+3 < len(text); i++ {
		if text[i] == ';' && string(text[i+1:i+4]) == string(text[:3]) {
			return i
		}
	}
	return 0
}

// between gives what stands between two words; nil for none.
func between(text []byte, begin, end string) []byte {
	_, rest, ok := bytes.Cut(text, []byte(begin))
	found, _, closed := bytes.Cut(rest, []byte(end))
	if !ok || !closed || len(found) == 0 {
		return nil
	}
	return found
}

// oneLine joins the lines of a reply by spaces.
func (p *mapped) oneLine(text []byte) []byte {
	if bytes.IndexByte(text, '\n') < 0 {
		return text
	}
	start := len(p.text)
	for len(text) > 0 {
		var line []byte
		line, text, _ = bytes.Cut(text, []byte("\n"))
		p.text = append(p.text, bytes.TrimSpace(line)...)
		if len(text) > 0 {
			p.text = append(p.text, ' ')
		}
	}
	return p.text[start:len(p.text):len(p.text)]
}
