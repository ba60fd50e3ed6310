package parser

import (
	"bytes"
	"math"
)

// delivered reads a line of one recipient's delivery (deliver.c,
// delivery_log), where "->" is a further recipient of the same transmission
// and ">>" was delivered while it came in:
//
//	addr [(parent)] [<original>] [F=<S>] [P=<S>] R=router T=transport [S=n] [H=host [ip]:port*] [X=tls] [C="reply"] [QT=t] [DT=t]
func (e *eximLine) delivered(ev *Event, rest []byte) Result {
	e.start(ev, Attempt)
	ev.Status, ev.Attempted = Sent, true
	rest, ok := e.recipient(ev, rest)
	if !ok {
		return Malformed
	}
	e.fields(ev, rest)
	if text := ev.Reply.Text; startsWithCode(text) {
		ev.Reply.Origin = Remote
		eximReply(text, &ev.Reply)
	} else if len(text) > 0 {
		ev.Reply.Origin = Local
	}
	if ev.Relay.Host == nil && ev.Relay.IP == nil {
		ev.Relay.Host = e.transport
	}
	e.delays(ev)
	return Found
}

// deferred reads a recipient's temporary failure (deliver.c, deferral_log):
//
//	addr ... R=router T=transport defer (errno)[: strerror][ H=host [ip]][ DT=t][: words]
//	addr ... routing defer (errno)...
//
// Versions before 4.80 named the host within the words.
func (e *eximLine) deferred(ev *Event, rest []byte) Result {
	e.start(ev, Attempt)
	ev.Status = Deferred
	rest, ok := e.recipient(ev, rest)
	if !ok {
		return Malformed
	}
	rest = trimStart(e.fields(ev, rest))
	if !hasPrefix(rest, "defer (") { // "routing defer (", and "directing defer (" of Exim 3
		n := bytes.IndexByte(rest, ' ')
		if n < 0 || !hasPrefix(rest[n+1:], "defer (") {
			return Malformed
		}
		rest = rest[n+1:]
	}
	errno, rest, ok := cutErrno(rest[len("defer ("):])
	if !ok {
		return Malformed
	}
	text := e.deferralWords(ev, errno, rest)
	e.reason(ev, text, errno)
	return Found
}

func cutErrno(b []byte) (errno int64, rest []byte, ok bool) {
	digits, negative := bytes.CutPrefix(b, []byte("-"))
	errno, rest = cutInt(digits)
	if len(rest) == len(digits) || len(rest) == 0 || rest[0] != ')' {
		return 0, b, false
	}
	if negative {
		errno = -errno
	}
	return errno, rest[1:], true
}

// deferralWords gives the words of a deferral and keeps the fields among them.
// The words of the operating system give way to those of the session.
func (e *eximLine) deferralWords(ev *Event, errno int64, rest []byte) []byte {
	text, said := bytes.CutPrefix(rest, []byte(": "))
	if said && errno <= 0 {
		return text
	}
	if said {
		system, _, _ := bytes.Cut(text, []byte(": "))
		n := bytes.Index(system, []byte(" H="))
		if n < 0 {
			n = bytes.Index(system, []byte(" DT="))
		}
		if n < 0 {
			return text
		}
		text, rest = text[:n], text[n:]
	}
	rest = e.fields(ev, rest)
	words, more := cutColon(rest)
	if !more || said && isEximHost(words) { // the host once more
		return text
	}
	return words
}

func isEximHost(words []byte) bool {
	host, rest := cutEximHost(words)
	return host.IP != nil && len(rest) == 0
}

// failed reads a recipient's permanent failure (deliver.c, failure_log), or
// the end of the time that Exim tries (retry.c, retry_update), which is no try:
// the last one has a line of its own before it.
//
//	addr ... [R=router] [T=transport] [H=host [ip]][: strerror][: words][ DT=t]
//	addr [<parent>]: retry timeout exceeded
func (e *eximLine) failed(ev *Event, rest []byte) Result {
	e.start(ev, Attempt)
	ev.Status = Bounced
	rest, ok := e.recipient(ev, rest)
	if !ok {
		return Malformed
	}
	text, _ := cutColon(e.fields(ev, rest))
	text = e.afterText(ev, text)
	e.reason(ev, text, 0)
	return Found
}

// afterText takes the fields off that stand behind the words.
func (e *eximLine) afterText(ev *Event, text []byte) []byte {
	for range 2 {
		i := bytes.LastIndexByte(text, ' ')
		if i < 0 {
			break
		}
		last := text[i+1:]
		if !hasPrefix(last, "DT=") && !hasPrefix(last, "QT=") {
			break
		}
		seconds, left, ok := cutDuration(last[3:])
		if !ok || len(left) > 0 {
			break
		}
		if last[0] == 'D' {
			ev.Delays.Transmit = seconds
		} else {
			ev.Delays.Total = seconds
		}
		text = text[:i]
	}
	return text
}

// reason fills in what the words of a failure tell.
func (e *eximLine) reason(ev *Event, text []byte, errno int64) {
	words, expired := cutExpiry(text)
	if expired {
		ev.Status = Expired
	}
	known := findErrno(errno)
	ev.Attempted = !expired && !known.untried && !saysUntried(words)
	eximReason(words, known, &ev.Reply)
	if ev.Reply.Relay.Host == nil && ev.Reply.Relay.IP == nil {
		ev.Reply.Relay = ev.Relay
	} else if ev.Relay.Host == nil && ev.Relay.IP == nil {
		ev.Relay = ev.Reply.Relay
	}
	if ev.Attempted || known.untried {
		ev.Local = eximLocal(&ev.Reply, known)
	}
	e.delays(ev)
}

// delays fills in what the log does not say and the message ID tells.
func (e *eximLine) delays(ev *Event) {
	d := &ev.Delays
	if age, ok := e.age(); ok && d.Total == 0 {
		d.Total = age
	}
	d.Queue = math.Round(max(d.Total-d.Transmit, 0)*1000) / 1000
}
