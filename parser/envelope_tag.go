package parser

import "bytes"

// shape says how sure a program tag must look. A tag is "name[pid]:" or
// "name:"; words of a message can look like the second ("status: local 0/10").
type shape uint8

const (
	loose  shape = iota // after a host: the colon is enough
	strict              // anywhere else: a numeric [pid] is needed
)

// readHostAndTag reads what follows a stamp: an optional "<facility.severity>"
// (FreeBSD syslogd -v -v), the host, the tag and the message. It gives the
// offset of the tag, or -1 where no tag was found: then all is message.
func readHostAndTag(b []byte, ln *line, s shape) int {
	at := skipSpace(b, 0)
	if at < len(b) && b[at] == '<' {
		if n := bytes.Index(b[at:], []byte("> ")); n > 0 {
			at = skipSpace(b, at+n+1)
		}
	}
	if readTag(b[at:], ln, strict) {
		return at
	}
	n := bytes.IndexByte(b[at:], ' ')
	if n > 0 && isHost(b[at:at+n]) {
		tag := skipSpace(b, at+n)
		if readTag(b[tag:], ln, s) {
			ln.host = b[at : at+n]
			return tag
		}
	}
	ln.msg = b[at:]
	return -1
}

func isHost(b []byte) bool {
	return len(b) <= 255 && isAlnum(b[0]) && b[len(b)-1] != ':'
}

// endsName marks the bytes that cannot be within a program's name.
var endsName = [256]bool{
	0: true, '\t': true, ' ': true, '"': true, ':': true, '=': true, '[': true, '{': true,
}

// readTag reads "tag[pid]: msg" in its shapes into ln. It is false, and ln
// untouched, where b does not begin so.
func readTag(b []byte, ln *line, s shape) bool {
	ln.program = nil
	return readAfterName(b, nameEnd(b), ln, s)
}

// nameEnd measures the name that b begins with.
func nameEnd(b []byte) int {
	n := 0
	for n < len(b) && !endsName[b[n]] {
		n++
	}
	return n
}

// readAfterName reads a tag whose name has n bytes.
func readAfterName(b []byte, n int, ln *line, s shape) bool {
	switch {
	case n == len(b):
		return false
	case n == 0:
		return b[0] == '[' && s == loose && readBracketedTag(b, ln)
	case b[n] == '[':
		pid, msg := cutPID(b, n, s)
		if msg == nil {
			return false
		}
		ln.tag, ln.pid, ln.msg = b[:n], pid, msg
		return true
	case b[n] == ':' && s == loose && !isDigit(b[0]) && (n+1 == len(b) || b[n+1] == ' '):
		ln.tag, ln.pid, ln.msg = b[:n], nil, b[skipSpace(b, n+1):]
		return true
	}
	return false
}

// cutPID reads what follows a name of n bytes: "[pid]: msg"; nil for anything
// else.
func cutPID(b []byte, n int, s shape) (pid, msg []byte) {
	bracket, end := pidEnd(b, n, s)
	if end == 0 {
		return nil, nil
	}
	return b[n+1 : bracket], b[skipSpace(b, end):]
}

// pidEnd finds the bracket that closes the one at b[at], "[pid]", and what is
// behind it and the colon that may follow; 0 for anything else. Some programs
// put words there ("[core]"), which only loose allows.
func pidEnd(b []byte, at int, s shape) (bracket, end int) {
	i := at + 1
	if len(b) > i+8+1 {
		i += firstMarked(others(eight(b, i)))
		if i > at+1 && b[i] == ']' && b[i+1] == ':' {
			return i, i + 2
		}
	}
	for i < len(b) && isDigit(b[i]) {
		i++
	}
	if s == loose {
		for i < len(b) && i < at+48 && b[i] > ' ' && b[i] != ']' {
			i++
		}
	}
	switch bracket = i; {
	case i == at+1 || i >= len(b) || b[i] != ']':
		return 0, 0
	case i+1 == len(b) || b[i+1] == ' ':
		return bracket, i + 1
	case b[i+1] == ':':
		return bracket, i + 2
	}
	return 0, 0
}

// readBracketedTag reads "[tag] msg" and "[tag][pid] msg".
func readBracketedTag(b []byte, ln *line) bool {
	end := bytes.IndexByte(b, ']')
	if end < 2 || bytes.IndexByte(b[:end], ' ') >= 0 {
		return false
	}
	rest := b[end+1:]
	if len(rest) > 0 && rest[0] == '[' {
		_, n := pidEnd(rest, 0, strict)
		if n == 0 {
			return false
		}
		rest = rest[n:]
	}
	ln.tag, ln.pid = b[1:end], nil
	ln.msg = trimStart(bytes.TrimPrefix(rest, []byte(":")))
	return true
}

// unfold takes off what syslog daemons put before a message: the message ID
// of Solaris, "[ID 197553 mail.info] " (syslogd(8), msgid), and the frame of
// rsyslog around a repeated one, "message repeated 4 times: [ ...]"
// (tools/syslogd.c, rsyslog).
func unfold(ln *line) {
	if len(ln.msg) == 0 {
		return
	}
	switch ln.msg[0] {
	case '[':
		ln.msg = afterMessageID(ln.msg)
	case 'm':
		if count, msg, ok := readRepeated(ln.msg); ok {
			ln.count, ln.msg = count, msg
		}
	case 'p':
		if hasPrefix(ln.msg, "postfix/") { // what a container wrote, under the container's name
			readTag(ln.msg, ln, strict)
		}
	}
}

func afterMessageID(msg []byte) []byte {
	rest, ok := bytes.CutPrefix(msg, []byte("[ID "))
	if !ok {
		return msg
	}
	n := bytes.Index(rest, []byte("] "))
	if n <= 0 || n > 32 || !isDigit(rest[0]) {
		return msg
	}
	return trimStart(rest[n+2:])
}

// maxRepeats bounds what one line can claim to stand for.
const maxRepeats = 1_000_000

func readRepeated(msg []byte) (count int, inner []byte, ok bool) {
	rest, ok := bytes.CutPrefix(msg, []byte("message repeated "))
	if !ok {
		return 0, nil, false
	}
	times, n := readNumber(rest, 7)
	rest, ok = bytes.CutPrefix(rest[n:], []byte(" times: ["))
	if !ok || times < 1 || times > maxRepeats {
		return 0, nil, false
	}
	return int(times), trimStart(bytes.TrimSuffix(rest, []byte("]"))), true
}
