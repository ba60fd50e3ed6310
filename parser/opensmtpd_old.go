package parser

import "bytes"

// cutMiddleSession splits "smtp-out: session S: words", as 5.7 to 5.9 spell
// it, and names the agent as other versions do. No such session gives nil.
func cutMiddleSession(msg []byte) (agent, words []byte) {
	switch {
	case hasPrefix(msg, "smtp-out: session "):
		agent, msg = mtaName, msg[len("smtp-out: session "):]
	case hasPrefix(msg, "smtp-in: session "):
		agent, msg = smtpName, msg[len("smtp-in: session "):]
	case hasPrefix(msg, "mda: session "):
		agent, msg = mdaName, msg[len("mda: session "):]
	default:
		return nil, nil
	}
	if len(msg) < sessionDigits+2 || !isHex(msg[:sessionDigits]) || msg[sessionDigits] != ':' || msg[sessionDigits+1] != ' ' {
		return nil, nil
	}
	return agent, msg[sessionDigits+2:]
}

// cutAgent splits "relay: words" and "delivery: words", the names of mta and
// mda in the old spelling.
func cutAgent(msg []byte) (agent, words []byte, ok bool) {
	for _, a := range [...]struct {
		prefix string
		agent  []byte
	}{{"relay: ", mtaName}, {"delivery: ", mdaName}} {
		if hasPrefix(msg, a.prefix) {
			return a.agent, msg[len(a.prefix):], true
		}
	}
	return nil, nil, false
}

// readOldOpenSMTPD reads the lines without a session: those of 5.4 and before,
// those of the queue, and those of the daemon.
func readOldOpenSMTPD(ev *Event, msg []byte) Result {
	l := openSMTPDLine{msg: msg}
	agent, words, ok := cutAgent(msg)
	switch {
	case ok: // "TempFail for EVP: session=S, from=<S>, to=<R>, ..., stat=words"
		result, envelope, found := bytes.Cut(words, []byte(" for "))
		id, fields, cut := bytes.Cut(envelope, []byte(": "))
		if !found || !cut || len(id) != sessionDigits || !isHex(id) {
			return Silent
		}
		l.agent = agent
		d := openSMTPDDelivery{result: result}
		l.start(ev, Attempt)
		ev.QueueID = id[:messageDigits:messageDigits]
		if !d.read(ev, fields) {
			return Malformed
		}
		return d.outcome(ev)
	case hasPrefix(msg, "smtp-in: session "), hasPrefix(msg, "smtp-out: session "), hasPrefix(msg, "mda: session "):
		return l.middle(ev)
	case hasPrefix(msg, "smtp-in: "):
		l.agent = smtpName
		return l.oldIncoming(ev, msg[len("smtp-in: "):])
	}
	return l.localFault(ev)
}

// middle reads the lines of 5.7 to 5.9:
//
//	smtp-out: session S: evpid=E, status=W, from=<S>, to=<R>, rcpt=<O>, source=A, relay=ip (name), delay=T, stat=words
//	smtp-in: session S: msgid=M, status=Ok, from=<S>, to=<R>, size=N, ndest=N, proto=P
func (l *openSMTPDLine) middle(ev *Event) Result {
	agent, words := cutMiddleSession(l.msg)
	l.agent = agent
	switch {
	case hasPrefix(words, "evpid="):
		d := openSMTPDDelivery{}
		if l.start(ev, Attempt); !d.read(ev, words) {
			return Malformed
		}
		return d.outcome(ev)
	case hasPrefix(words, "msgid=") && contains(words, ", status=Ok, "):
		id, rest, _ := bytes.Cut(words[len("msgid="):], []byte(","))
		return l.message(ev, id, rest)
	}
	return Silent
}

// oldIncoming reads
//
//	Accepted message M on session S: from=<S>, to=<R>, size=N, ndest=N, proto=P
//	Failed command on session S: "RCPT TO:<R>" => 550 words
func (l *openSMTPDLine) oldIncoming(ev *Event, words []byte) Result {
	if id, ok := bytes.CutPrefix(words, []byte("Accepted message ")); ok {
		id, rest := cutWord(id)
		return l.message(ev, id, rest)
	}
	if command, result, ok := bytes.Cut(words, []byte(" => ")); ok && hasPrefix(words, "Failed command ") && startsWithFailure(result) {
		_, command, _ = bytes.Cut(command, []byte(`: "`))
		l.start(ev, Refused)
		refuse(ev, bytes.TrimSuffix(command, []byte(`"`)), result)
		return Found
	}
	return Silent
}

// message reads " from=<S>[, to=<R>], size=N, ndest=N" of a message.
func (l *openSMTPDLine) message(ev *Event, id, rest []byte) Result {
	l.start(ev, Accepted)
	ev.QueueID = id
	_, from, ok := bytes.Cut(rest, []byte(" from="))
	if !ok || len(id) != messageDigits {
		return Malformed
	}
	if ev.Sender, rest, ok = cutAddress(from); !ok {
		return Malformed
	}
	if _, size, ok := bytes.Cut(rest, []byte(", size=")); ok {
		ev.Size, _ = cutInt(size)
	}
	if _, rcpts, ok := bytes.Cut(rest, []byte(", ndest=")); ok {
		n, _ := cutInt(rcpts)
		ev.Rcpts = int(min(n, maxRcpts))
	}
	return Found
}
