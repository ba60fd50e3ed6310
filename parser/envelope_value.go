package parser

import (
	"bytes"
	"math"
	"unicode/utf8"
)

// A reader of JSON values by hand (RFC 8259): encoding/json allocates, and
// wants to know what a log line holds before it reads it. It believes a line
// that is well-formed as far as its strings and brackets go.

// value is a JSON value as it stands in the line.
type value struct {
	raw     []byte // a string without its quotes, an array with its brackets, a number
	kind    byte   // '"', '[', '0', 'n' for null, or 0 for absent
	escaped bool
	rank    uint8 // of several keys with one meaning, the highest counts
	cut     bool  // the line ended before the closing quote
}

func skipBlank(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t') {
		i++
	}
	return i
}

// stringEnd gives the index of the quote that ends the string whose text
// begins at i, or -1.
func stringEnd(b []byte, i int) (end int, escaped bool) {
	n := bytes.IndexByte(b[i:], '"')
	if n < 0 {
		return -1, false
	}
	back := bytes.IndexByte(b[i:i+n], '\\')
	if back < 0 {
		return i + n, false
	}
	for i += back; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i, true
		}
	}
	return -1, true
}

// readValue reads the value at b[i] and gives the index behind it, or -1.
func readValue(b []byte, i int) (v value, next int) {
	if i >= len(b) {
		return v, -1
	}
	switch c := b[i]; {
	case c == '"':
		end, escaped := stringEnd(b, i+1)
		if end < 0 {
			return v, -1
		}
		return value{raw: b[i+1 : end], kind: '"', escaped: escaped}, end + 1
	case c == '[' || c == '{':
		end := nestedEnd(b, i)
		if end < 0 {
			return v, -1
		}
		return value{raw: b[i:end], kind: c}, end
	}
	end := i
	for end < len(b) && b[end] != ',' && b[end] != '}' && b[end] != ']' && b[end] > ' ' {
		end++
	}
	v = value{raw: b[i:end], kind: 'n'}
	if isDigit(b[i]) {
		v.kind = '0'
	}
	return v, end
}

// nestedEnd gives the index behind the array or object that begins at i. It
// counts brackets, so the nesting costs no stack.
func nestedEnd(b []byte, i int) int {
	for depth := 0; i < len(b); i++ {
		switch b[i] {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"':
			end, _ := stringEnd(b, i+1)
			if end < 0 {
				return -1
			}
			i = end
		}
	}
	return -1
}

// decode gives the text of a value: a view of the line, or, where it has
// escapes or is an array of bytes, of e.text.
func (e *envelope) decode(v value) []byte {
	switch {
	case v.kind == '[':
		return e.decodeArray(v.raw)
	case v.kind == '"' && v.escaped:
		start := len(e.text)
		e.text = appendUnescaped(e.text, v.raw)
		return e.text[start:len(e.text):len(e.text)]
	case v.kind == '"' || v.kind == '0':
		return v.raw
	}
	return nil
}

// decodeArray reads a field of the journal that is not printable UTF-8, an
// array of byte values, or one that has several values: then the first.
// (https://systemd.io/JOURNAL_EXPORT_FORMATS, "Journal JSON Format")
func (e *envelope) decodeArray(raw []byte) []byte {
	i := skipBlank(raw, 1)
	if i < len(raw) && raw[i] == '"' {
		v, _ := readValue(raw, i)
		return e.decode(v)
	}
	start := len(e.text)
	for i < len(raw) {
		n, digits := readNumber(raw[i:], 3)
		if digits == 0 || n > math.MaxUint8 {
			break
		}
		e.text = append(e.text, byte(n))
		i = skipBlank(raw, i+digits)
		if i >= len(raw) || raw[i] != ',' {
			break
		}
		i = skipBlank(raw, i+1)
	}
	return e.text[start:len(e.text):len(e.text)]
}

// appendUnescaped decodes the escapes of a JSON string (RFC 8259 section 7).
// An escape that is none stays as it is.
func appendUnescaped(to, s []byte) []byte {
	for {
		n := bytes.IndexByte(s, '\\')
		if n < 0 || n+1 >= len(s) {
			return append(to, s...)
		}
		to = append(to, s[:n]...)
		c := s[n+1]
		s = s[n+2:]
		switch c {
		case '"', '\\', '/':
			to = append(to, c)
		case 'n':
			to = append(to, '\n')
		case 't':
			to = append(to, '\t')
		case 'r':
			to = append(to, '\r')
		case 'b':
			to = append(to, '\b')
		case 'f':
			to = append(to, '\f')
		case 'u':
			var r rune
			r, s = readRune(s)
			to = utf8.AppendRune(to, r)
		default:
			to = append(to, '\\', c)
		}
	}
}

// readRune reads the four digits behind \u, and the other half of a surrogate
// pair; utf8.RuneError for what is neither.
func readRune(s []byte) (rune, []byte) {
	hi, ok := hex4(s)
	if !ok {
		return utf8.RuneError, s
	}
	s = s[4:]
	if hi < 0xD800 || hi > 0xDFFF {
		return hi, s
	}
	if len(s) >= 6 && s[0] == '\\' && s[1] == 'u' {
		if lo, ok := hex4(s[2:]); ok && hi < 0xDC00 && lo >= 0xDC00 && lo <= 0xDFFF {
			return (hi-0xD800)<<10 + (lo - 0xDC00) + 0x10000, s[6:]
		}
	}
	return utf8.RuneError, s
}

func hex4(s []byte) (r rune, ok bool) {
	if len(s) < 4 {
		return 0, false
	}
	for _, c := range s[:4] {
		switch {
		case isDigit(c):
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
