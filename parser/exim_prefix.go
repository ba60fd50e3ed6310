package parser

import (
	"bytes"
	"time"
)

// The pieces of a line that syslog would not take whole.
type piece uint8

const (
	wholeLine piece = iota
	firstPiece
	laterPiece
)

// cutPiece drops "[n/m] ", where a backslash in place of the slash says that
// the line had a newline there (log.c, write_syslog).
func cutPiece(b []byte) ([]byte, piece) {
	if len(b) < 6 || b[0] != '[' {
		return b, wholeLine
	}
	n, digits := readNumber(b[1:], 4)
	i := 1 + digits
	if digits == 0 || b[i] != '/' && b[i] != '\\' {
		return b, wholeLine
	}
	_, digits = readNumber(b[i+1:], 4)
	i += 1 + digits
	if digits == 0 || i+1 >= len(b) || b[i] != ']' || b[i+1] != ' ' {
		return b, wholeLine
	}
	if n == 1 {
		return b[i+2:], firstPiece
	}
	return b[i+2:], laterPiece
}

// afterOwnStamp drops the stamp that Exim puts before its line over syslog,
// too, unless syslog_timestamp is off. It is the better one: it may have
// milliseconds, and always has the year.
//
// Both stamps mean one moment, so what they differ by, to the quarter of an
// hour, is the zone that Exim's does not name.
// Limit: where the envelope has no time, that zone is not known, and neither
// is the time.
func afterOwnStamp(ln *line, msg []byte) []byte {
	if !startsStamp(msg) || msg[4] != '-' {
		return msg
	}
	var s second
	civil, n := s.read(msg)
	if n == 0 {
		return msg
	}
	nanos, m := readFraction(msg[n:])
	n += m
	offset, m, known := readZone(msg[n:])
	n += m
	if !known && !ln.at.IsZero() {
		offset, known = zoneBetween(civil, ln.at.Unix()), true
	}
	if known {
		ln.at = time.Unix(civil-int64(offset), int64(nanos)).UTC()
	}
	return trimStart(msg[n:])
}

// zoneBetween is the offset, in seconds east of Greenwich, of a zone in which
// the moment unix reads as civil. The year of unix may be a guess: whole days
// do not count.
func zoneBetween(civil, unix int64) int {
	const quarter, furthest = 15 * minute, 14 * 60 * minute // UTC+14
	apart := civil - unix
	apart -= floorDiv(apart, day) * day
	offset := floorDiv(apart+quarter/2, quarter) * quarter
	if offset > furthest {
		offset -= day
	}
	return int(offset)
}

// afterPID drops "[pid] ", which log_selector +pid puts before the ID.
func afterPID(b []byte) []byte {
	if len(b) == 0 || b[0] != '[' {
		return b
	}
	_, digits := readNumber(b[1:], 10)
	if i := 1 + digits; digits > 0 && i+1 < len(b) && b[i] == ']' && b[i+1] == ' ' {
		return b[i+2:]
	}
	return b
}

// cutEximID splits "ID rest": "123456-123456-12" up to Exim 4.96, and
// "123456-12345678901-1234" from 4.97 on (spec, "Message identification"). No
// ID gives nil.
func cutEximID(b []byte) (id, rest []byte) {
	const dash = '-' ^ '0' // makes a digit of it
	n := 0
	switch {
	case len(b) < 16 || b[6] != '-' || noAlnum(eight(b, 0)^dash<<(6*8)) != 0:
	case b[13] == '-' && noAlnum(eight(b, 8)^dash<<((13-8)*8)) == 0:
		n = 16
	case len(b) >= 23 && b[18] == '-' && noAlnum(eight(b, 8))|noAlnum(eight(b, 15)^dash<<((18-15)*8)) == 0:
		n = 23
	}
	if n == 0 || n < len(b) && b[n] != ' ' {
		return nil, b
	}
	return b[:n:n], trimStart(b[n:])
}

func allAlnum(b []byte) bool {
	for _, c := range b {
		if !isAlnum(c) {
			return false
		}
	}
	return true
}

// maxQueued bounds the age believed of a message: an ID of base 36, as on file
// systems that ignore case, reads as a moment far away.
const maxQueued = 366 * day

// age is how long the message had been here, in seconds. Its ID tells when it
// came: the first six digits are Unix seconds, of base 62.
func (e *eximLine) age() (seconds float64, ok bool) {
	if e.at.IsZero() || len(e.id) < 6 {
		return 0, false
	}
	came := int64(0)
	for _, c := range e.id[:6] {
		came = came*62 + int64(base62[c])
	}
	waited := e.at.UnixMilli() - came*1000
	return float64(max(waited, 0)) / 1000, waited > -2000 && waited < maxQueued*1000
}

// base62 are the values of the digits 0-9, A-Z and a-z.
var base62 = func() (t [256]uint8) {
	for i, c := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" {
		t[c] = uint8(i)
	}
	return t
}()

// cutDuration reads a time as Exim prints it: "1d2h3m4s" or "0.123s"
// (readconf.c, readconf_printtime; string.c, string_timediff).
func cutDuration(b []byte) (seconds float64, rest []byte, ok bool) {
	for len(b) > 0 && isDigit(b[0]) {
		n, unit := cutDecimal(b)
		if len(unit) == 0 {
			return 0, b, false
		}
		i := bytes.IndexByte([]byte("smhdw"), unit[0])
		if i < 0 {
			return 0, b, false
		}
		seconds += n * [...]float64{1, minute, 60 * minute, day, 7 * day}[i]
		b, ok = unit[1:], true
	}
	return seconds, b, ok
}
