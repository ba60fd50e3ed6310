package parser

import (
	"bytes"
	"time"
)

// zone turns civil seconds of a location into Unix seconds. The offset is
// looked up once a minute of log time, which every change of offset respects.
// Limit: of the hour that comes twice in autumn, time.Date picks one.
type zone struct {
	loc    *time.Location
	minute int64
	offset int64
	known  bool
}

func (z *zone) unix(civil int64) int64 {
	if m := floorDiv(civil, minute); m != z.minute || !z.known {
		z.minute, z.known = m, true
		days, rest := floorDiv(m, day/minute), m-floorDiv(m, day/minute)*(day/minute)
		local := time.Date(1970, time.January, 1+int(days), 0, int(rest), 0, 0, z.loc)
		z.offset = m*minute - local.Unix()
	}
	return civil - z.offset
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// readZone reads "Z", "+01:00", "+0100", or one of " UTC", " GMT", " +0100" as
// seconds east of Greenwich; known is false where nothing of that is there.
func readZone(b []byte) (offset, n int, known bool) {
	if len(b) == 0 {
		return 0, 0, false
	}
	switch b[0] {
	case 'Z':
		return 0, 1, true
	case '+', '-':
		return readOffset(b)
	case ' ':
		if bytes.HasPrefix(b, []byte(" UTC ")) || bytes.HasPrefix(b, []byte(" GMT ")) {
			return 0, 4, true
		}
		if offset, n, known = readOffset(b[1:]); known && len(b) > n+1 && b[n+1] == ' ' {
			return offset, n + 1, true
		}
	}
	return 0, 0, false
}

func readOffset(b []byte) (offset, n int, known bool) {
	if len(b) < 5 || (b[0] != '+' && b[0] != '-') {
		return 0, 0, false
	}
	n = 3
	if b[n] == ':' {
		n++
	}
	if len(b) < n+2 {
		return 0, 0, false
	}
	h, m := twoDigits(b, 1), twoDigits(b, n)
	if h > 23 || m > 59 {
		return 0, 0, false
	}
	offset = h*3600 + m*60
	if b[0] == '-' {
		offset = -offset
	}
	return offset, n + 2, true
}

// afterZoneName skips one word that can be the name of a zone: " CET", " +03".
func afterZoneName(b []byte) []byte {
	b = trimStart(b)
	n := bytes.IndexByte(b, ' ')
	if n < 3 || n > 5 {
		return b
	}
	for _, c := range b[:n] {
		if (c < 'A' || c > 'Z') && !isDigit(c) && c != '+' && c != '-' {
			return b
		}
	}
	return b[n:]
}
