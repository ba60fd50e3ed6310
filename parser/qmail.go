package parser

import (
	"bytes"
	"time"
)

// claimsQmail reports whether a line is qmail's: by the tag that splogger(8)
// gives it, or by the words of qmail-send, which multilog(8) logs without one.
func claimsQmail(tag, msg []byte) bool {
	if len(tag) > 0 {
		return bytes.HasPrefix(tag, []byte("qmail"))
	}
	_, msg, _ = cutSplogger(trimStart(msg))
	for i := range qmailForms {
		if f := &qmailForms[i]; hasPrefix(msg, f.prefix) {
			return f.claims(msg[len(f.prefix):])
		}
	}
	return false
}

// qmailForms are the lines of qmail-send (notqmail qmail-send.c).
var qmailForms = [...]struct {
	prefix string
	claims func(rest []byte) bool
	read   func(q *qmail, rest []byte, ev *Event) Result
}{
	{"delivery ", startsWithNumber, (*qmail).delivery},
	{"starting delivery ", startsWithNumber, (*qmail).starting},
	{"status: ", isQmailStatus, (*qmail).status},
	{"info msg ", startsWithNumber, (*qmail).accepted},
	{"end msg ", startsWithNumber, (*qmail).removed},
	{"new msg ", startsWithNumber, (*qmail).silent},
	{"bounce msg ", startsWithNumber, (*qmail).silent},
	{"double bounce: discarding ", anything, (*qmail).silent},
	{"triple bounce: discarding ", anything, (*qmail).silent},
	{"rblsmtpd: ", isRBL, (*qmail).refused},
	{"qmail-smtpd: ", startsWithFailure, (*qmail).refused},
	{"alert: ", isQmailAlert, (*qmail).alert},
	{"warning: ", isQmailWarning, (*qmail).warning},
}

func startsWithNumber(b []byte) bool { return len(b) > 0 && isDigit(b[0]) }
func anything([]byte) bool           { return true }

func isQmailStatus(b []byte) bool { return hasPrefix(b, "local ") || hasPrefix(b, "exiting") }

func isQmailAlert(b []byte) bool {
	return hasPrefix(b, "cannot start") || hasPrefix(b, "oh no!") || hasPrefix(b, "unable to ") || hasPrefix(b, "out of memory, sleeping")
}

func isQmailWarning(b []byte) bool {
	return hasPrefix(b, "unable to ") || hasPrefix(b, "trouble ") || hasPrefix(b, "internal error: ")
}

func isRBL(b []byte) bool { return contains(b, " pid ") }

// qmail reads the lines of qmail-send. A delivery is told in two lines, which
// only a number joins: "starting delivery D: msg M to remote R" and "delivery
// D: deferral: words". D begins at 1 with every start of the daemon. M is an
// inode, and free for the next message at "end msg M".
// Limit: of a delivery that began before the log neither message nor
// recipient is known.
type qmail struct {
	deliveries joins

	// Of this line.
	host uint64 // numbers are of one daemon
	msg  []byte
	text []byte // its words, decoded
}

func rememberQmail() func(ln *line, ev *Event) Result { return new(qmail).parse }

// parse leaves Host and Count to its caller, and overwrites every other field
// of ev but Time when it returns Found. A stamp of splogger's is better than
// the one of syslog before it.
func (q *qmail) parse(ln *line, ev *Event) Result {
	at, msg, ok := cutSplogger(trimStart(ln.msg))
	if ok {
		ln.at = at
	}
	for i := range qmailForms {
		if f := &qmailForms[i]; hasPrefix(msg, f.prefix) {
			q.host, q.msg = hashOf(0, ln.host, ln.tag), msg
			return f.read(q, msg[len(f.prefix):], ev)
		}
	}
	return Silent
}

// cutSplogger splits "1157520813.485077 words", as splogger(8) writes. The
// rest of a line over 800 bytes follows in another, after a "+".
func cutSplogger(msg []byte) (at time.Time, words []byte, ok bool) {
	if len(msg) < 12 || !isDigit(msg[0]) || msg[10] != '.' {
		return at, msg, false
	}
	at, words, ok = readUnix(msg)
	if !ok {
		return at, msg, false
	}
	return at, trimStart(words), true
}

var qmailName = []byte("qmail")

// start clears ev and says what kind of event it is.
func (q *qmail) start(ev *Event, k Kind) { *ev = Event{Kind: k, Instance: qmailName} }

func (q *qmail) silent([]byte, *Event) Result { return Silent }

// accepted reads "M: bytes N from <S> qp Q uid U".
func (q *qmail) accepted(rest []byte, ev *Event) Result {
	id, rest, ok := bytes.Cut(rest, []byte(": bytes "))
	if !ok {
		return Silent
	}
	q.start(ev, Accepted)
	ev.QueueID = id
	ev.Size, rest = cutInt(rest)
	from, ok := bytes.CutPrefix(rest, []byte(" from "))
	if !ok {
		return Malformed
	}
	ev.Sender, _, ok = cutAddress(from)
	if !ok {
		return Malformed
	}
	return Found
}

func (q *qmail) removed(rest []byte, ev *Event) Result {
	q.start(ev, Removed)
	ev.QueueID, _ = cutWord(rest)
	return Found
}

// starting reads "D: msg M to remote R"; IndiMail, which has several queues,
// adds the queue's name here and after each outcome.
func (q *qmail) starting(rest []byte, _ *Event) Result {
	number, rest, _ := bytes.Cut(rest, []byte(": msg "))
	id, rest := cutWord(rest)
	to, ok := bytes.CutPrefix(rest, []byte("to "))
	channel, recipient := cutWord(to)
	recipient, queue := cutWord(recipient)
	if !ok || len(recipient) == 0 {
		return Malformed
	}
	f := q.deliveries.put(hashOf(q.host, number, queue), id, recipient)
	f.group = q.host
	f.flag = string(channel) == "local"
	return Silent
}

// status reads "local 1/10 remote 3/20" and "exiting", after which numbers
// begin again.
func (q *qmail) status(rest []byte, _ *Event) Result {
	if hasPrefix(rest, "exiting") {
		q.deliveries.dropGroup(q.host)
	}
	return Silent
}

// refused reads what a client was told: "IP pid N: 451 words" of rblsmtpd(1),
// which may name a list before the code, and what patches of qmail-smtpd log.
func (q *qmail) refused(rest []byte, ev *Event) Result {
	for !startsWithFailure(rest) {
		var ok bool
		if _, rest, ok = bytes.Cut(rest, []byte(": ")); !ok {
			return Silent
		}
	}
	q.start(ev, Refused)
	ev.Reply = Reply{Origin: Local, Text: rest}
	readReply(rest, &ev.Reply)
	return Found
}

// alert reads what qmail-send cannot go on without.
func (q *qmail) alert(rest []byte, ev *Event) Result {
	return q.fault(qmailAlerts, rest, ev)
}

// warning reads what it will try again. Only what it is unable to do shows
// that something is broken.
func (q *qmail) warning(rest []byte, ev *Event) Result {
	return q.fault(qmailWarnings, rest, ev)
}

func (q *qmail) fault(signs *signTable, words []byte, ev *Event) Result {
	sign := signs.find(words)
	if sign == nil {
		return Silent
	}
	q.start(ev, LocalFault)
	ev.Local = LocalReport{sign.trouble, sign.strength, q.msg}
	return Found
}
