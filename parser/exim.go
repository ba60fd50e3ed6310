package parser

import "time"

// eximInstance is the Instance of every event of Exim's: syslog_processname
// may call one and the same daemon "exim" or "exim4", and its own files do not
// name it at all.
var eximInstance = []byte("exim")

// claimsExim reports whether a line is Exim's: by its tag over syslog, in
// Exim's own files by a message ID or by the words that open a line.
func claimsExim(tag, msg []byte) bool {
	if len(tag) > 0 {
		return hasPrefix(tag, "exim")
	}
	msg, _ = cutPiece(trimStart(msg))
	msg = afterPID(msg)
	if id, _ := cutEximID(msg); id != nil {
		return true
	}
	return opensEximLine(msg)
}

// eximOpenings begin the lines without a message ID that tell nothing of a
// delivery: connections, queue runs, commands (daemon.c, queue.c, smtp_in.c).
var eximOpenings = [...]string{
	"SMTP connection ", "SMTP call from ", "SMTP protocol ", "SMTP syntax error in ", "SMTP command timeout ", "SMTP data timeout ",
	"Start queue run: ", "End queue run: ", "no host name found for IP address ", "no IP address found for host ",
	"no MAIL in SMTP connection ", "unexpected disconnection while reading SMTP ", "cwd=", "TLS error on connection from ", "TLS client disconnected ",
	"Spool file is locked ", "Spool file for ", "Warning: purging the environment", "refused connection from ", "ident connection to ",
}

var eximOpensWith = firstBytes(eximOpenings[:])

// firstBytes marks the bytes that some of the words begin with.
func firstBytes(words []string) (is [256]bool) {
	for _, w := range words {
		is[w[0]] = true
	}
	return is
}

func opensEximLine(msg []byte) bool {
	switch {
	case hasPrefix(msg, "H="):
		return contains(msg, "[")
	case hasPrefix(msg, "U="), hasPrefix(msg, "F="): // a client that is a local process
		return contains(msg, " rejected ") || contains(msg, " sender verify ")
	case hasPrefix(msg, "exim "):
		return contains(msg, " daemon started: ")
	case routineExim(msg) || contains(msg, " authenticator failed for "):
		return true
	}
	for i := range eximSigns {
		if s := &eximSigns[i]; s.prefix != "" && s.fits(nil, msg) {
			return true
		}
	}
	return false
}

// routineExim reports whether a line is routine. Most begin with a message ID,
// and few of those with a letter that an opening has.
func routineExim(msg []byte) bool {
	if len(msg) == 0 || !eximOpensWith[msg[0]] {
		return false
	}
	for i := range eximOpenings {
		if hasPrefix(msg, eximOpenings[i]) {
			return true
		}
	}
	return false
}

// parseExim reads a line of Exim's main, reject or panic log, or of the same
// over syslog. It leaves Host and Count to its caller, and overwrites every
// other field of ev but Time when it returns Found.
//
//	[n/m] YYYY-MM-DD hh:mm:ss[.mmm][ +hhmm] [pid] ID FLAG words
//
// Limit: of a line that was split for syslog only the first piece is read,
// at most 870 bytes (log.c, MAX_SYSLOG_LEN).
func parseExim(ln *line, ev *Event) Result {
	var e eximLine
	e.id, e.msg = cutEximID(trimStart(ln.msg))
	if e.id == nil {
		msg, piece := cutPiece(e.msg)
		if piece == laterPiece {
			return Silent
		}
		e.cut = piece == firstPiece
		e.id, e.msg = cutEximID(afterPID(afterOwnStamp(ln, msg)))
	}
	e.at = ln.at
	if len(e.msg) < 2 {
		return Silent
	}
	rest := e.msg[2:]
	if e.id == nil || len(rest) > 0 && rest[0] != ' ' {
		return e.words(ev)
	}
	switch string(e.msg[:2]) {
	case "<=", "(=": // the second is a message that the client was told we refused
		return e.arrival(ev, rest)
	case "=>", "->", ">>":
		return e.delivered(ev, rest)
	case "==":
		return e.deferred(ev, rest)
	case "**":
		return e.failed(ev, rest)
	case "*>": // a delivery that -N suppressed
		return Silent
	}
	return e.words(ev)
}

// eximLine is a line on its way into an Event.
type eximLine struct {
	at  time.Time
	id  []byte
	msg []byte // what follows the ID
	cut bool   // the line goes on in another record of syslog

	transport []byte
}

// start clears ev and says what kind of event it is.
func (e *eximLine) start(ev *Event, k Kind) {
	*ev = Event{} // Note: in place, as Postfix' are
	ev.Kind, ev.Instance, ev.QueueID = k, eximInstance, e.id
}

// words reads a line whose words alone say what it is.
func (e *eximLine) words(ev *Event) Result {
	if e.id != nil && (string(e.msg) == "Completed" || hasPrefix(e.msg, "Completed ")) {
		e.start(ev, Removed)
		return Found
	}
	if routineExim(e.msg) {
		return Silent
	}
	if r := e.refusal(ev); r != Silent {
		return r
	}
	if e.id != nil {
		if r := e.trouble(ev); r != Silent {
			return r
		}
	}
	return e.localFault(ev)
}
