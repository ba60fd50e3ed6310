package parser

import (
	"bytes"
	"encoding/hex"
)

// claimsOpenSMTPD reports whether a line is OpenSMTPD's: by its tag, or by a
// session ID and what it is of. Versions before 5.4 log under the names of
// their processes.
func claimsOpenSMTPD(tag, msg []byte) bool {
	if string(tag) == "smtpd" || string(tag) == "opensmtpd" {
		return true
	}
	msg = trimStart(msg)
	if len(tag) > 0 {
		return isOpenSMTPDProcess(tag) && isOldDelivery(msg)
	}
	if agent, _ := cutMiddleSession(msg); agent != nil {
		return true
	}
	if _, rest := cutSession(msg); rest != nil {
		return hasPrefix(rest, "mta ") || hasPrefix(rest, "mda ") || hasPrefix(rest, "smtp ")
	}
	return isOldDelivery(msg)
}

func isOpenSMTPDProcess(tag []byte) bool {
	switch string(tag) {
	case "control", "delivery", "mda", "mta", "queue", "relay", "smtp", "transfer":
		return true
	}
	return false
}

// isOldDelivery knows "relay: TempFail for 66251a4092099e2d: from=...", which
// the queue process still writes for envelopes that expire.
func isOldDelivery(msg []byte) bool {
	_, result, ok := cutAgent(msg)
	if !ok {
		return false
	}
	_, envelope, ok := bytes.Cut(result, []byte(" for "))
	return ok && len(envelope) > sessionDigits && isHex(envelope[:sessionDigits]) && envelope[sessionDigits] == ':'
}

// sessionDigits is the length of the hexadecimal IDs of sessions and
// envelopes; the first half of the latter is the message's ID.
const (
	sessionDigits = 16
	messageDigits = sessionDigits / 2
)

func isHex(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) && (c|0x20)-'a' > 'f'-'a' {
			return false
		}
	}
	return true
}

// cutSession splits "SESSION rest". No session gives nil.
func cutSession(msg []byte) (session, rest []byte) {
	if len(msg) < sessionDigits+2 || msg[sessionDigits] != ' ' || !isHex(msg[:sessionDigits]) {
		return nil, nil
	}
	return msg[:sessionDigits:sessionDigits], msg[sessionDigits+1:]
}

var (
	mtaName  = []byte("mta")
	mdaName  = []byte("mda")
	smtpName = []byte("smtp")
)

// openSMTPD reads the lines of OpenSMTPD (smtpd/mta.c, mta_session.c, mda.c,
// smtp_session.c, queue.c). It remembers by session what the first line tells:
// the relay of an outgoing one, the size of the message of an incoming one.
type openSMTPD struct{ sessions joins }

func rememberOpenSMTPD() func(ln *line, ev *Event) Result { return new(openSMTPD).parse }

// parse leaves Time, Host and Count to its caller, and overwrites every other
// field of ev when it returns Found.
func (o *openSMTPD) parse(ln *line, ev *Event) Result {
	msg := trimStart(ln.msg)
	session, rest := cutSession(msg)
	if session == nil {
		return readOldOpenSMTPD(ev, msg)
	}
	var digits [sessionDigits / 2]byte
	hex.Decode(digits[:], session)
	l := openSMTPDLine{sessions: &o.sessions, session: hashOf(0, digits[:]), msg: msg}
	l.agent, rest = cutWord(rest)
	rest = bytes.TrimPrefix(rest, []byte("event=")) // 5.7 to 6.3
	l.event, rest = cutWord(rest)
	switch string(l.agent) {
	case "mta", "mda":
		return l.outgoing(ev, rest)
	case "smtp":
		return l.incoming(ev, rest)
	}
	return Silent
}

// openSMTPDLine is a line of a session on its way into an Event.
type openSMTPDLine struct {
	sessions *joins
	session  uint64
	agent    []byte // mta, mda or smtp
	event    []byte
	msg      []byte
}

var openSMTPDName = []byte("opensmtpd")

// start clears ev and says what kind of event it is.
func (l *openSMTPDLine) start(ev *Event, k Kind) {
	*ev = Event{Kind: k, Instance: openSMTPDName, Agent: l.agent, Ends: true}
}

// outgoing reads the lines of a session with a relay or a mailbox.
func (l *openSMTPDLine) outgoing(ev *Event, rest []byte) Result {
	switch string(l.event) {
	case "delivery":
		d := openSMTPDDelivery{}
		if l.start(ev, Attempt); !d.read(ev, rest) {
			return Malformed
		}
		return d.outcome(ev)
	case "connecting": // address=smtp://ip:port host=name
		address, host, _ := bytes.Cut(rest, []byte(" host="))
		if _, after, ok := bytes.Cut(address, []byte("://")); ok {
			address = after
		}
		l.sessions.put(l.session, bytes.TrimSuffix(address, []byte(":25")), host)
	case "error":
		return l.trouble(ev, bytes.TrimPrefix(rest, []byte("reason=")))
	}
	return Silent
}

// trouble reads why a session failed. The deliveries that waited for it have
// lines of their own, which may only say "Network error on destination MXs".
func (l *openSMTPDLine) trouble(ev *Event, reason []byte) Result {
	relay := l.sessions.find(l.session)
	if relay == nil {
		return Silent
	}
	l.start(ev, Trouble)
	ev.Relay = Relay{Host: relay.text, IP: bytes.Trim(relay.name, "[]")}
	ev.Reply = Reply{Origin: Local, Text: reason, Relay: ev.Relay}
	if stage, said, ok := bytes.Cut(reason, []byte(" rejected: ")); ok { // "BANNER rejected: 421 4.3.2 ..."
		ev.Reply = Reply{Origin: Remote, Phase: openSMTPDPhase(stage), Text: said, Relay: ev.Relay}
		readReply(said, &ev.Reply)
	} else {
		ev.Reply.Phase = openSMTPDPhase(reason)
		ev.Local = openSMTPDFault(reason)
	}
	return Found
}

// incoming reads the lines of a session with a client.
func (l *openSMTPDLine) incoming(ev *Event, rest []byte) Result {
	switch string(l.event) {
	case "message": // msgid=ID size=N nrcpt=N proto=P
		l.start(ev, Accepted)
		ev.QueueID, rest = cutNamed(rest, "msgid=")
		size, rest := cutNamed(rest, "size=")
		rcpts, _ := cutNamed(rest, "nrcpt=")
		if len(ev.QueueID) != messageDigits {
			return Malformed
		}
		ev.Size, _ = cutInt(size)
		n, _ := cutInt(rcpts)
		ev.Rcpts = int(min(n, maxRcpts))
		f := l.sessions.put(l.session, ev.QueueID, nil)
		f.number, f.count = ev.Size, ev.Rcpts
		return Found
	case "envelope": // evpid=ID from=<S> to=<R>
		return l.queued(ev, rest)
	case "failed-command": // command="RCPT TO:<R>" result="550 Invalid recipient"
		return l.refused(ev, rest)
	}
	return Silent
}

// queued reads the line of one recipient, the only one to name the sender.
func (l *openSMTPDLine) queued(ev *Event, rest []byte) Result {
	l.start(ev, Queued)
	envelope, rest := cutNamed(rest, "evpid=")
	from, ok := bytes.CutPrefix(rest, []byte("from="))
	if !ok || len(envelope) != sessionDigits {
		return Malformed
	}
	ev.QueueID = envelope[:messageDigits:messageDigits]
	if ev.Sender, _, ok = cutAddress(from); !ok {
		return Malformed
	}
	if f := l.sessions.find(l.session); f != nil && bytes.Equal(f.name, ev.QueueID) {
		ev.Size, ev.Rcpts = f.number, f.count
	}
	return Found
}

func (l *openSMTPDLine) refused(ev *Event, rest []byte) Result {
	command, result, ok := bytes.Cut(rest, []byte(" result="))
	if result = bytes.Trim(result, `"`); !ok || !startsWithFailure(result) {
		return Silent
	}
	command, _ = bytes.CutPrefix(command, []byte("command="))
	l.start(ev, Refused)
	refuse(ev, bytes.Trim(command, `"`), result)
	return Found
}

// refuse fills in what a client's command and its reply tell.
func refuse(ev *Event, command, result []byte) {
	ev.Reply = Reply{Origin: Local, Phase: openSMTPDPhase(command), Text: result}
	readReply(result, &ev.Reply)
	_, addr, ok := bytes.Cut(command, []byte(":"))
	if !ok {
		return
	}
	switch addr, _, _ = cutAddress(trimStart(addr)); ev.Reply.Phase {
	case PhaseRcpt:
		ev.Recipient = addr
	case PhaseMail:
		ev.Sender = addr
	}
}

// cutNamed reads "name=value" up to a space; another name gives nil.
func cutNamed(b []byte, name string) (value, rest []byte) {
	if !hasPrefix(b, name) {
		return nil, b
	}
	return cutWord(b[len(name):])
}
