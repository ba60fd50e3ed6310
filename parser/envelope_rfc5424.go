package parser

import "bytes"

// unwrap5424 reads RFC 5424 section 6 from its TIMESTAMP on.
func (e *envelope) unwrap5424(b []byte, ln *line) bool {
	var field [5][]byte // TIMESTAMP HOSTNAME APP-NAME PROCID MSGID
	rest := b
	for i := range field {
		n := bytes.IndexByte(rest, ' ')
		if n <= 0 {
			return false
		}
		field[i], rest = rest[:n], rest[n+1:]
	}
	if !isNil(field[0]) {
		at, after, ok := e.readStamp(field[0])
		if !ok || len(after) > 0 {
			return false
		}
		ln.at = at
	}
	if !isNil(field[1]) {
		ln.host = field[1]
	}
	if !isNil(field[2]) {
		ln.tag = field[2]
	}
	ln.pid = field[3]
	ln.msg = trimStart(bytes.TrimPrefix(afterStructuredData(rest), []byte(bom)))
	return true
}

// isNil tells the NILVALUE of RFC 5424.
func isNil(field []byte) bool { return len(field) == 1 && field[0] == '-' }

// afterStructuredData skips "-" or "[id name="value" ...]..." (RFC 5424
// section 6.3); in a value, '"', '\' and ']' are escaped.
func afterStructuredData(b []byte) []byte {
	if len(b) > 0 && b[0] == '-' {
		return trimStart(b[1:])
	}
	quoted := false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == ']' && !quoted && (i+1 == len(b) || b[i+1] == ' '):
			return trimStart(b[i+1:])
		case i == 0 && c != '[':
			return b
		}
	}
	return nil
}
