package parser

import "bytes"

// refusalPhases is how Exim names the moment of a refusal (smtp_in.c,
// smtp_handle_acl_fail; receive.c).
var refusalPhases = [...]struct {
	words string
	phase Phase
}{
	{"RCPT ", PhaseRcpt},
	{"MAIL ", PhaseMail},
	{"EHLO or HELO", PhaseHelo},
	{"EHLO", PhaseHelo},
	{"HELO", PhaseHelo},
	{"connection", PhaseConnect},
	{"by 'connect' ACL", PhaseConnect},
	{"after DATA", PhaseEOD},
	{"during MIME", PhaseEOD},
	{"by local_scan()", PhaseEOD},
	{"by non-SMTP ACL", PhaseEOD},
	{"DATA", PhaseData},
	{"AUTH", PhaseAuth},
	{"STARTTLS", PhaseStartTLS},
}

// refusal reads what this host says to a client that it does not serve:
//
//	H=host [ip] F=<S> [temporarily ]rejected RCPT <R>: words
//	H=host [ip] dropped by 'connect' ACL: words
//
// Exim does not log its code, but its class, which becomes DSN.
// Limit: over syslog it comes twice, for the main and for the reject log,
// unless syslog_duplication is off.
func (e *eximLine) refusal(ev *Event) Result {
	if !hasPrefix(e.msg, "H=") && !hasPrefix(e.msg, "F=") && !hasPrefix(e.msg, "U=") {
		return Silent
	}
	var sender []byte
	var client Relay
	rest := e.msg
	for {
		b := trimStart(rest)
		name, from, to, next := eximField(b)
		if next == 0 {
			break
		}
		rest = b[next:]
		switch string(b[:name]) {
		case "H":
			client, rest = cutEximHost(b[from:to])
		case "F":
			sender = b[from:to:to]
		}
	}
	rest = trimStart(rest)
	class := uint16(5)
	if later, ok := bytes.CutPrefix(rest, []byte("temporarily ")); ok {
		class, rest = 4, later
	}
	what, ok := bytes.CutPrefix(rest, []byte("rejected "))
	if !ok {
		if what, ok = bytes.CutPrefix(rest, []byte("dropped ")); !ok {
			return Silent
		}
	}
	e.start(ev, Refused)
	ev.Sender, ev.Relay, ev.DSN = sender, client, Enhanced{Class: class}
	ev.Reply = Reply{Origin: Local}
	for i := range refusalPhases {
		if p := &refusalPhases[i]; hasPrefix(what, p.words) {
			ev.Reply.Phase = p.phase
			break
		}
	}
	if to, ok := bytes.CutPrefix(what, []byte("RCPT ")); ok {
		ev.Recipient, what = cutEximAddress(to)
	}
	if from, ok := bytes.CutPrefix(what, []byte("MAIL ")); ok {
		ev.Sender, what = cutEximAddress(from)
	}
	ev.Reply.Text = trimStart(what)
	if _, words, ok := bytes.Cut(what, []byte(": ")); ok {
		ev.Reply.Text = words
	}
	eximReply(ev.Reply.Text, &ev.Reply)
	if sign := allEximSigns.find(ev.Reply.Text); sign != nil {
		ev.Local = LocalReport{sign.trouble, sign.strength, ev.Reply.Text}
	}
	return Found
}
