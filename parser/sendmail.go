package parser

import "bytes"

// claimsSendmail reports whether a line is Sendmail's: by its tag, which is
// "sendmail" or "sm-" and a job (sm-mta, sm-msp-queue), or by its body.
func claimsSendmail(tag, msg []byte) bool {
	if len(tag) > 0 {
		return string(tag) == "sendmail" || bytes.HasPrefix(tag, []byte("sm-"))
	}
	id, rest := cutSendmailID(trimStart(msg))
	switch {
	case id == nil:
		return false
	case hasPrefix(rest, "to="):
		return contains(rest, ", mailer=") && !contains(rest, " status=")
	case hasPrefix(rest, "from="):
		return contains(rest, ", nrcpts=") && !contains(rest, ", nrcpt=") && !contains(rest, ", status=")
	}
	return false
}

// sendmailName is the instance of every line: the daemon, the commands and the
// submission queue have tags of their own, but share messages.
var sendmailName = []byte("sendmail")

// sendmail reads the lines of Sendmail 8 (sendmail/deliver.c, logdelivery;
// sendmail/envelope.c, logsender). It remembers who was put off by a host: in
// the same try the next one may do so, in a line that looks like another try's.
type sendmail struct{ tries joins }

func rememberSendmail() func(ln *line, ev *Event) Result { return new(sendmail).parse }

// parse leaves Time, Host and Count to its caller, and overwrites every other
// field of ev when it returns Found.
func (s *sendmail) parse(ln *line, ev *Event) Result {
	msg := trimStart(ln.msg)
	id, rest := cutSendmailID(msg)
	var m sendmailLine // Note: filled in place, as Postfix' are
	m.id, m.msg = id, msg
	if len(rest) == 0 {
		return Silent
	}
	switch rest[0] {
	case 't':
		if to, ok := cutPrefix(rest, "to="); ok && id != nil {
			r := m.delivery(ev, to)
			if r == Found && ev.Status == Deferred && ev.Attempted && len(ev.Relay.IP) > 0 {
				s.joinTry(ln, ev)
			}
			return r
		}
	case 'f':
		if from, ok := cutPrefix(rest, "from="); ok && id != nil {
			return m.accepted(ev, from)
		}
	case 'd':
		if hasPrefix(rest, "done; delay=") && id != nil {
			m.start(ev, Removed)
			return Found
		}
	case 'c':
		if hasPrefix(rest, "clone ") && id != nil { // an owner's share of a list's recipients
			m.start(ev, Accepted)
			return Found
		}
	case 'r':
		if ruleset, ok := bytes.CutPrefix(rest, []byte("ruleset=check_")); ok {
			return m.refusedByRuleset(ev, ruleset)
		}
	case 'M':
		if filter, ok := bytes.CutPrefix(rest, []byte("Milter: ")); ok {
			return m.refusedByMilter(ev, filter)
		}
	case '<':
		return m.refusedRecipient(ev, rest)
	}
	if child, words := cutSendmailID(rest); child != nil && id != nil {
		return m.notified(ev, child, words)
	}
	return m.localFault(ev, rest)
}

// sendmailLine is a line on its way into an Event.
type sendmailLine struct{ id, msg []byte }

// start clears ev and says what kind of event it is.
func (m *sendmailLine) start(ev *Event, k Kind) {
	*ev = Event{}
	ev.Kind, ev.Instance, ev.QueueID, ev.Ends = k, sendmailName, m.id, true
}

// minSendmailID is the length of a queue ID before 8.9: two letters and a
// process ID. Later ones have 14 characters or more (sendmail/queue.c,
// assign_queueid).
const minSendmailID = 7

// cutSendmailID splits "ID: rest". No ID gives nil.
func cutSendmailID(msg []byte) (id, rest []byte) {
	n, _, digits := alnumRun(msg)
	if n >= minSendmailID && digits && n+1 < len(msg) && msg[n] == ':' && msg[n+1] == ' ' {
		return msg[:n:n], msg[n+2:]
	}
	return nil, bytes.TrimPrefix(msg, []byte("NOQUEUE: "))
}

// accepted reads what is logged when a message is queued:
//
//	from=<S>, size=N, class=N, nrcpts=N[, msgid=<M>][, ...], relay=name [ip]
//
// Without recipients nothing was.
func (m *sendmailLine) accepted(ev *Event, from []byte) Result {
	n := listedEnd(from)
	sender, rest := from[:n:n], from[n:]
	m.start(ev, Accepted)
	ev.Sender = bare(sender)
	for len(rest) > 0 {
		var field []byte
		if field, rest = cutField(rest); field == nil {
			break
		}
		switch {
		case hasPrefix(field, "size="):
			ev.Size, _ = cutInt(field[len("size="):])
		case hasPrefix(field, "nrcpts="):
			n, _ := cutInt(field[len("nrcpts="):])
			ev.Rcpts = int(min(n, maxRcpts))
		case hasPrefix(field, "msgid="):
			ev.MessageID = field[len("msgid="):]
		case hasPrefix(field, "relay="):
			ev.Inner = IsNear(readSendmailRelay(field[len("relay="):]).IP)
		}
	}
	if ev.Rcpts == 0 {
		return Silent
	}
	return Found
}

// notified reads "NEWID: words", where a message is told about in a new one:
// a bounce ("DSN: User unknown", "return to sender: ..."), a warning ("sender
// notify: Warning: could not send message for past 4 hours"), or the end of
// the queue lifetime ("sender notify: Cannot send message for 5 days";
// sendmail/queue.c and sendmail/savemail.c, returntosender).
func (m *sendmailLine) notified(ev *Event, child, words []byte) Result {
	_, words, ok := bytes.Cut(words, []byte(": "))
	if !ok {
		return Silent
	}
	m.start(ev, Notified)
	ev.ChildID = child
	if hasPrefix(words, "Cannot send message ") {
		ev.Kind, ev.Status = GaveUp, Expired
	}
	return Found
}

// bare takes the angle brackets off an address.
func bare(addr []byte) []byte {
	if n := len(addr); n > 1 && addr[0] == '<' && addr[n-1] == '>' {
		return addr[1 : n-1]
	}
	return addr
}

// cutField reads ", name=value" up to the next comma and space; a space alone
// before the name has been seen, too. A nil field ends it.
func cutField(b []byte) (field, rest []byte) {
	b, _ = cutPrefix(b, ",")
	b = trimStart(b)
	if _, _, ok := cutName(b); !ok {
		return nil, b
	}
	end := fieldEnd(b)
	if end < 0 {
		end = len(b)
	}
	return b[:end:end], b[end:]
}
