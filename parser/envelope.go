package parser

import (
	"bytes"
	"time"
)

// line is what the envelope of a log line leaves behind: who wrote it, when,
// and the words of the program itself. The slices are views, valid as long as
// the line buffer and the parser's own buffers are.
type line struct {
	at      time.Time // UTC; zero when the line has no time
	host    []byte    // host name or container as logged; empty when none
	tag     []byte    // the whole program tag without [pid]: "postfix/smtp"
	program *program  // what is known of the tag; nil for nothing
	pid     []byte    // what stands in its brackets; a queue ID with some
	msg     []byte    // the program's message
	count   int       // how often the message was repeated; at least 1
	idle    bool      // it is known to say nothing: but for the program it is not read

	raw    []byte // what stands within the outer envelopes, whole
	object []byte // the innermost JSON object, where there is one
	outer  []byte // the host as told around the object
}

// envelope takes lines out of what syslog daemons, the journal and container
// runtimes put around them. The kind is told line by line, for a log may
// change it anywhere. Its state is what it takes to date a line (the year, the
// zone), caches of the last stamp, and the pieces of records that were split.
type envelope struct {
	years  calendar
	zone   zone
	header header
	second second
	text   []byte    // JSON strings of this line, decoded
	held   [2][]byte // pieces of a split record: stdout, stderr
}

// newEnvelope reads stamps of a log whose zone is loc, nil for time.Local, and
// that begins at start.
func newEnvelope(loc *time.Location, start Date) *envelope {
	if loc == nil {
		loc = time.Local
	}
	return &envelope{years: calendar{date: start}, zone: zone{loc: loc}}
}

// maxNesting bounds envelopes within envelopes. Compose, docker JSON, CRI and
// syslog make four.
const maxNesting = 5

// step says how to go on after one envelope was taken off.
type step uint8

const (
	finished step = iota // ln is complete
	again                // what is left is a line with an envelope of its own
	held                 // a piece: the record ends with a later line
)

const bom = "\xEF\xBB\xBF"

// open reads raw into ln. It is false for a line that says nothing, and for a
// piece of a record whose end is still to come; then only ln.at is of use, of
// the piece. A line without any envelope is all message.
func (e *envelope) open(raw []byte, ln *line) bool {
	e.text = e.text[:0]
	if raw = trimEnd(raw); hasPrefix(raw, bom) {
		raw = raw[len(bom):]
	}
	if e.header.untagged {
		ln.tag, ln.pid = nil, nil // of a line before: match leaves those of an envelope around it
	}
	if e.header.minute > 0 && e.header.match(raw, ln) { // Note: so are nearly all lines, and there is nothing else to ask
		if ln.idle {
			return false
		}
		ln.count, ln.raw, ln.object, ln.outer = 1, raw, nil, nil
		e.unwrapMessage(ln)
		return !ln.idle
	}
	*ln = line{count: 1}
	for range maxNesting {
		ln.raw = raw
		rest, next := e.unwrap(raw, ln)
		switch next {
		case finished:
			if ln.idle {
				return false
			}
			e.unwrapMessage(ln)
			return !ln.idle
		case held:
			return false
		}
		raw = rest
	}
	ln.msg = raw
	return true
}

// unwrapMessage takes off what is around the message alone.
func (e *envelope) unwrapMessage(ln *line) {
	unfold(ln)
	if len(ln.msg) > 3 && ln.msg[3] == ' ' && e.unwrapBSD(ln.msg, ln) { // the line of a container, over syslog
		unfold(ln)
	}
}

// unwrap takes one envelope off b. The first byte tells what can be there.
func (e *envelope) unwrap(b []byte, ln *line) ([]byte, step) {
	if len(b) == 0 {
		return nil, finished
	}
	switch c := b[0]; {
	case c == '{':
		return e.unwrapJSON(b, ln)
	case c == '<':
		return e.unwrapPRI(b, ln)
	case c == '@':
		if at, rest, ok := tai64n(b); ok {
			ln.at = at
			return rest, again
		}
	case c == '[':
		return e.unwrapBracket(b, ln)
	case isDigit(c):
		if rest, next, ok := e.unwrapISO(b, ln); ok {
			return rest, next
		}
	default:
		if e.unwrapBSD(b, ln) {
			return nil, finished
		}
		if e.unwrapWeekday(b, ln) || e.unwrapYearLast(b, ln) {
			return nil, finished
		}
	}
	if rest, ok := afterComposeName(b); ok {
		return rest, again
	}
	if rest, ok := e.unwrapExport(b, ln); ok {
		return rest, again
	}
	readHostAndTag(b, ln, strict)
	return nil, finished
}

// unwrapBSD reads "Mon dd hh:mm:ss host tag[pid]: msg" (RFC 3164 section 4.1,
// without its PRI). The header is kept for the lines that follow in the same
// minute, unless an envelope around it told the year.
func (e *envelope) unwrapBSD(b []byte, ln *line) bool {
	alone := ln.at.IsZero()
	if alone && e.header.match(b, ln) {
		return true
	}
	s, n := readMonthStamp(b)
	if n == 0 {
		return false
	}
	nanos, m := readFraction(b[n:])
	n += m
	if at := e.date(s, nanos, ln.at); !at.IsZero() {
		ln.at = at
	}
	outer := ln.host
	ln.host = nil
	tag := readHostAndTag(b[n:], ln, loose)
	switch {
	case len(ln.host) == 0:
		ln.host = outer
	case alone && b[bsdMinute] == ':':
		e.header.keep(b[:n+tag], bsdMinute, loose, ln)
	}
	return true
}

// unwrapWeekday reads "Mon YYYY-MM-DD hh:mm:ss UTC host tag[pid]: msg", as
// journalctl -o short-full has it.
// Limit: of zone names only UTC and GMT are known; others, and offsets in
// hours, are taken for the log's own zone.
func (e *envelope) unwrapWeekday(b []byte, ln *line) bool {
	rest, ok := afterWeekday(b)
	if !ok {
		return false
	}
	at, rest, ok := e.readStamp(rest)
	if !ok {
		return false
	}
	ln.at = at
	readHostAndTag(afterZoneName(rest), ln, loose)
	return true
}

// unwrapISO reads the stamps that begin with a digit: ISO 8601 and RFC 3339,
// the same with a space for the T, "YYYY Mon dd hh:mm:ss", Unix seconds with a
// fraction (journalctl -o short-unix), and RFC 5424 without its PRI.
func (e *envelope) unwrapISO(b []byte, ln *line) (rest []byte, next step, ok bool) {
	alone := len(ln.host) == 0
	if alone && e.header.match(b, ln) {
		return nil, finished, true
	}
	if bytes.HasPrefix(b, []byte("1 ")) {
		return nil, finished, e.unwrap5424(b[2:], ln)
	}
	at, rest, ok := e.readStamp(b)
	if !ok || len(rest) > 0 && rest[0] != ' ' {
		return nil, finished, false
	}
	ln.at = at
	rest = trimStart(rest)
	if stream, piece, partial, ok := readCRI(rest); ok {
		rest, next := e.join(stream, piece, partial)
		return rest, next, true
	}
	if startsStamp(rest) {
		return rest, again, true
	}
	if b[10] == 'T' {
		if rest, ok := afterStream(rest, ln); ok {
			return rest, again, true
		}
	}
	shape := loose
	if b[10] == ' ' {
		shape = strict
	}
	tag := readHostAndTag(rest, ln, shape)
	if alone && b[4] == '-' && (tag > 0 && len(ln.host) > 0 || tag < 0 && shape == strict && readUntagged(rest, ln)) {
		e.header.keep(b[:len(b)-len(rest)+max(tag, 0)], isoMinute, shape, ln)
	}
	return nil, finished, true
}

// unwrapPRI takes "<22>" off, which a capture of a syslog socket has before
// an RFC 5424 or RFC 3164 line.
func (e *envelope) unwrapPRI(b []byte, ln *line) ([]byte, step) {
	i := 1
	for i < len(b) && i < 5 && isDigit(b[i]) {
		i++
	}
	if i == 1 || i >= len(b) || b[i] != '>' {
		ln.msg = b
		return nil, finished
	}
	b = b[i+1:]
	if bytes.HasPrefix(b, []byte("1 ")) && e.unwrap5424(b[2:], ln) {
		return nil, finished
	}
	return b, again
}

// unwrapBracket reads a stamp in brackets: "[Jun 21 16:55:03] host tag: msg".
func (e *envelope) unwrapBracket(b []byte, ln *line) ([]byte, step) {
	d, n := readMonthStamp(b[1:])
	if n == 0 || n+1 >= len(b) || b[n+1] != ']' {
		if rest, ok := e.unwrapExport(b, ln); ok {
			return rest, again
		}
		ln.msg = b
		return nil, finished
	}
	if at := e.date(d, 0, ln.at); !at.IsZero() {
		ln.at = at
	}
	readHostAndTag(b[n+2:], ln, loose)
	return nil, finished
}
