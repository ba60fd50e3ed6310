package parser

import (
	"bytes"
	"time"
)

// header is what stood before the tag of the last line: its stamp up to the
// minute, the shape of the rest of the stamp, and the host. In a log of one
// host the next line has the same but for the seconds. It owns its bytes, for
// lines die.
//
// Note: with it a line's envelope takes 25 ns instead of 73 (RFC 3164) and 82
// (ISO; BenchmarkEnvelope), however many lines there are in a minute.
type header struct {
	stamp    [2]uint64 // up to its minutes: the first eight bytes of it, and the last eight
	minute   int       // length of the stamp up to its minutes: 12 or 16; 0 where nothing is kept
	fraction int       // digits of the fraction of a second; 0 for none
	tail     [96]byte  // from the end of the fraction to the tag: zone and host
	n        int       // length of the tail
	last     uint64    // the last eight bytes of the tail; of a short one, zeros and all of it
	mask     uint64    // the bits of last that count
	host     []byte    // a view of the tail
	shape    shape     // of the tag
	untagged bool      // no host and no tag: a message ID of Exim's follows
	dismiss  bool      // lines that say nothing need not be read
	base     int64     // Unix time of the minute
	moment   uint64    // the end of the stamp of the line before, up to its seconds; 0 for none
	at       time.Time // of that line

	programs *programs // nil until a line had the header of the line before
	exim     program   // of the lines without a tag: who claims one claims all
}

// Stamps up to their minutes.
const (
	bsdMinute = len("Nov 23 12:26")
	isoMinute = len("2026-11-23T12:26")
	toSeconds = len(":25") // after the minutes
)

// keep remembers the header that text is, whose stamp has so many bytes up to
// its minutes; ln has been read from the line.
func (h *header) keep(text []byte, minute int, s shape, ln *line) {
	h.minute = 0
	tail, fraction := text[minute+toSeconds:], 0
	if tail[0] == '.' || tail[0] == ',' {
		_, fraction = readNumber(tail[1:], len(powers)-1)
		tail = tail[1+fraction:]
	}
	end := len(bytes.TrimRight(tail, " "))
	host := end - len(ln.host)
	if len(tail) > len(h.tail) || host < 0 || len(ln.host) > 0 && mayBeStamp(ln.host) {
		return
	}
	h.n = copy(h.tail[:], tail)
	if h.host = nil; host < end {
		h.host = h.tail[host:end:end]
	}
	h.fraction, h.shape, h.untagged = fraction, s, len(ln.host) == 0
	h.base = ln.at.Unix() - int64(twoDigits(text, minute+1))
	h.moment = 0
	h.minute, h.stamp = minute, [2]uint64{eight(text, 0), eight(text, minute-8)}
	h.mask = ^uint64(0) << (8 * max(0, 8-h.n))
	h.last = eight(text, len(text)-8) & h.mask
}

// mayBeStamp tells whether what begins with host could be read as a stamp of
// its own, or as more than a host: then the rest of the line decides.
func mayBeStamp(host []byte) bool {
	return isDigit(host[0]) && (len(host) < 5 || host[4] == '-') || len(host) == 3 && monthOf(host) != 0
}

// match reads a line with the same header into ln, and tells whether it has.
// Of a line without a tag the tag is that of the envelope around it.
func (h *header) match(b []byte, ln *line) bool {
	tag := h.cut(b)
	if tag == 0 {
		return false
	}
	ok := false
	if h.untagged {
		ok = h.readUntagged(b[tag:], ln)
	} else {
		ok = h.readTag(b[tag:], ln)
	}
	if ok && !ln.idle {
		ln.at, ln.host = h.at, h.host
	}
	return ok
}

// cut tells where the same header ends, at the tag, 0 where there is another,
// and when the line was, as h.at.
//
// Note: most lines are of the same second as the line before.
func (h *header) cut(b []byte) (tag int) {
	n := h.minute
	tail := n + toSeconds
	if h.fraction > 0 {
		tail += 1 + h.fraction
	}
	tag = tail + h.n
	if n == 0 || len(b) <= tag || eight(b, 0) != h.stamp[0] || eight(b, n-8) != h.stamp[1] ||
		eight(b, tag-8)&h.mask != h.last || h.n > 8 && string(b[tail:tag-8]) != string(h.tail[:h.n-8]) {
		return 0
	}
	moment := eight(b, n+toSeconds-8)
	if h.fraction == 0 && moment == h.moment {
		return tag
	}
	seconds, nanos := twoDigits(b, n+1), 0
	if b[n] != ':' || seconds > 60 {
		return 0
	}
	if h.fraction > 0 {
		var size int
		if nanos, size = readFraction(b[n+toSeconds : tail]); size != 1+h.fraction {
			return 0
		}
	}
	h.moment, h.at = moment, time.Unix(h.base+int64(seconds), int64(nanos)).UTC()
	return tag
}

// readTag reads a tag, which is likely to be known.
func (h *header) readTag(b []byte, ln *line) bool {
	ln.idle = false
	if h.programs == nil {
		h.programs = new(programs)
	}
	known, size := h.programs.named(b)
	if known == nil {
		return readTag(b, ln, h.shape)
	}
	if b[size] != '[' {
		ln.program = known
		return readAfterName(b, size, ln, h.shape)
	}
	pid, msg := cutPID(b, size, h.shape)
	switch {
	case msg == nil:
		return false
	case h.dismiss && known.idle != nil && known.idle(msg):
		ln.idle, ln.program = true, known
	default:
		ln.program, ln.tag, ln.pid, ln.msg = known, b[:size], pid, msg
	}
	return true
}

// readUntagged reads a line of Exim's own log, which has neither host nor tag
// before the message.
func (h *header) readUntagged(b []byte, ln *line) bool {
	if !readUntagged(b, ln) {
		return false
	}
	if len(ln.tag) == 0 {
		ln.program = &h.exim
	}
	return true
}

// readUntagged is false where what is behind the message ID could be a tag, of
// which the ID would be the host.
func readUntagged(b []byte, ln *line) bool {
	id, words := cutEximID(afterPID(b))
	if n := nameEnd(words); id == nil || n < len(words) && words[n] == '[' {
		return false
	}
	ln.program, ln.msg = nil, b
	return true
}
