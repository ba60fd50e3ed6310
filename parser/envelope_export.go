package parser

import "bytes"

// What tools that collect logs put around a line when they give it out again.
// All of it is asked for last: no log that a mail server wrote begins so.

// unwrapExport takes off what is neither a stamp nor JSON:
//
//	[pod/mail-0/postfix] line      kubectl logs --prefix
//	[12345.678901] line            journalctl -o short-monotonic
//	mail-0 postfix line            stern, where the line begins with a stamp
//	"stamp","host","line"          a CSV of Graylog, Splunk or Loki; ["nanoseconds","line"] of Loki's API
func (e *envelope) unwrapExport(b []byte, ln *line) ([]byte, bool) {
	switch b[0] {
	case '"':
		return e.unwrapQuoted(b, ln)
	case '[':
		if rest, ok := bytes.CutPrefix(b, []byte("[pod/")); ok {
			_, rest, ok = bytes.Cut(rest, []byte("] "))
			return rest, ok
		}
		if len(b) > 1 && b[1] == '"' {
			return e.unwrapQuoted(b[1:], ln)
		}
		return afterMonotonic(b)
	}
	if !ln.at.IsZero() {
		return nil, false
	}
	pod, rest := cutWord(b)
	if len(pod) == 0 || pod[len(pod)-1] == ':' { // a tag
		return nil, false
	}
	_, rest = cutWord(rest)
	return rest, startsStamp(rest)
}

// afterMonotonic skips "[   12.345678] ", the time since the host's start
// (journalctl -o short-monotonic): such a line has no date.
func afterMonotonic(b []byte) ([]byte, bool) {
	rest := trimStart(b[1:])
	_, digits := readNumber(rest, 10)
	if digits == 0 {
		return nil, false
	}
	_, n := readFraction(rest[digits:])
	return bytes.CutPrefix(rest[digits+n:], []byte("] "))
}

// maxColumns bounds the columns before the line of a CSV.
const maxColumns = 8

// unwrapQuoted reads quoted columns: a stamp first, the line last, and the
// host between them, which the line may name itself. A quote within a column
// is doubled (RFC 4180), or has a backslash before it.
func (e *envelope) unwrapQuoted(b []byte, ln *line) ([]byte, bool) {
	first, rest, ok := cutColumn(b)
	if !ok {
		return nil, false
	}
	at, ok := e.stampOf(value{raw: first, kind: '"'})
	if !ok {
		return nil, false
	}
	host := ln.host
	for range maxColumns {
		var column []byte
		if column, rest, ok = cutColumn(rest); !ok {
			return nil, false
		}
		if len(rest) == 0 || rest[0] == ']' {
			ln.at, ln.host = at, host
			return e.unquote(column), true
		}
		if len(column) > 0 && isHost(column) && bytes.IndexByte(column, ' ') < 0 {
			host = column
		}
	}
	return nil, false
}

// cutColumn splits `"text"` and the comma behind it.
func cutColumn(b []byte) (text, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return nil, nil, false
	}
	for i := 1; i < len(b); i++ {
		switch {
		case b[i] == '\\':
			i++
		case b[i] == '"' && i+1 < len(b) && b[i+1] == '"':
			i++
		case b[i] == '"':
			return b[1:i:i], bytes.TrimPrefix(b[i+1:], []byte(",")), true
		}
	}
	return nil, nil, false
}

// unquote undoes doubled quotes and backslashes before quotes.
func (e *envelope) unquote(text []byte) []byte {
	if bytes.IndexByte(text, '"') < 0 {
		return text
	}
	start := len(e.text)
	for i := 0; i < len(text); i++ {
		if c := text[i]; i+1 < len(text) && text[i+1] == '"' && (c == '"' || c == '\\') {
			i++
		}
		e.text = append(e.text, text[i])
	}
	return e.text[start:len(e.text):len(e.text)]
}

// unwrapYearLast reads "Nov 23 2026 12:00:00 host tag[pid]: msg".
func (e *envelope) unwrapYearLast(b []byte, ln *line) bool {
	const year = len("2026 ")
	day := 6
	if len(b) < day+year+len(" 12:00:00") || b[3] != ' ' || monthOf(b) == 0 {
		return false
	}
	if b[5] == ' ' {
		day = 5
	}
	y, digits := readNumber(b[day+1:], 4)
	if digits != 4 || b[day] != ' ' || b[day+year] != ' ' || y < 1970 {
		return false
	}
	var text [len("Nov 23 12:00:00")]byte // without its year it is a stamp known
	clock := b[day+year:]
	if len(clock) < len(" 12:00:00") {
		return false
	}
	n := copy(text[:], b[:day])
	n += copy(text[n:], clock[:len(" 12:00:00")])
	s, read := readMonthStamp(text[:n])
	if read != n {
		return false
	}
	nanos, m := readFraction(clock[len(" 12:00:00"):])
	ln.at = e.dated(int(y), s, nanos)
	rest := bytes.TrimPrefix(clock[len(" 12:00:00")+m:], []byte(":"))
	readHostAndTag(rest, ln, loose)
	return true
}

// afterStream skips what stands between the stamp of a collector and the
// line: the name of CloudWatch's stream, or Loki's labels.
func afterStream(b []byte, ln *line) ([]byte, bool) {
	if len(b) > 1 && b[0] == '{' && b[1] != '"' {
		_, rest, ok := bytes.Cut(b, []byte("\"} "))
		return trimStart(rest), ok
	}
	name, rest := cutWord(b)
	if !startsStamp(rest) {
		return nil, false
	}
	ln.host = name
	return rest, true
}
