package parser

import "bytes"

// stagePhases is how smtpd, postscreen and cleanup name the moment of a
// refusal (smtpd/smtpd_check.c, log_whatsup; cleanup/cleanup_milter.c).
var stagePhases = [...]struct {
	stage string
	phase Phase
}{
	{"RCPT", PhaseRcpt},
	{"MAIL", PhaseMail},
	{"CONNECT", PhaseConnect},
	{"EHLO", PhaseHelo},
	{"HELO", PhaseHelo},
	{"DATA", PhaseData},
	{"BDAT", PhaseData},
	{"END-OF-MESSAGE", PhaseEOD},
	{"STARTTLS", PhaseStartTLS},
	{"AUTH", PhaseAuth},
}

// refusal reads what this host says to a client that it does not serve:
//
//	reject: STAGE from name[ip]: [CODE] [x.y.z] text; from=<S> to=<R> proto=P helo=<H>
//
// Other actions (warn, hold, discard, filter, redirect, info, reject_warning)
// refuse nothing.
func (p *postfixLine) refusal(ev *Event, rest []byte) Result {
	action, rest, _ := bytes.Cut(rest, []byte(": "))
	var stage, text []byte
	var client Relay
	ok := false
	switch string(action) {
	case "reject", "milter-reject":
		stage, rest, _ = bytes.Cut(rest, []byte(" "))
		if string(stage) == "header" || string(stage) == "body" {
			return p.contentRefusal(ev, rest)
		}
		client, text, ok = cutClient(rest)
	case "proxy-reject": // a filter's reply, without a client (smtpd/smtpd_proxy.c)
		stage, text, ok = bytes.Cut(rest, []byte(": "))
	}
	if !ok {
		return Silent
	}
	p.start(ev, Refused)
	ev.Relay = client
	text, envelope := cutEnvelope(text)
	setPostfixEnvelope(ev, envelope)
	ev.Reply.Origin, ev.Reply.Phase, ev.Reply.Text = Local, phaseOfStage(stage), text
	readReply(text, &ev.Reply)
	ev.Local = localRefusal(&ev.Reply)
	return Found
}

// contentRefusal reads a header or body check, where cleanup quotes the
// message and puts its answer last (cleanup/cleanup_message.c, cleanup_act):
//
//	header Subject: words from name[ip]; from=<S> to=<R> proto=P helo=<H>: 5.7.1 text
func (p *postfixLine) contentRefusal(ev *Event, rest []byte) Result {
	i := bytes.LastIndex(rest, []byte("; from=<"))
	if i < 0 {
		return Silent
	}
	p.start(ev, Refused)
	envelope := rest[i+2:]
	setPostfixEnvelope(ev, envelope)
	ev.Reply = Reply{Origin: Local, Phase: PhaseEOD}
	if i = bytes.LastIndex(envelope, []byte(">: ")); i >= 0 {
		ev.Reply.Text = envelope[i+3:]
		readReply(ev.Reply.Text, &ev.Reply)
	}
	return Found
}

func phaseOfStage(stage []byte) Phase {
	for i := range stagePhases {
		if s := &stagePhases[i]; string(stage) == s.stage {
			return s.phase
		}
	}
	return PhaseUnknown
}

// cutClient reads "from name[ip]:port: ".
func cutClient(b []byte) (client Relay, text []byte, ok bool) {
	if b, ok = cutPrefix(b, "from "); ok {
		if client, text, ok = cutHost(b); ok {
			text, ok = cutPrefix(text, ": ")
		}
	}
	return client, text, ok
}

// cutEnvelope splits the words of a refusal from the envelope after them.
// Limit: an address in the words that itself holds "; from=<" splits too early.
func cutEnvelope(b []byte) (text, envelope []byte) {
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("; "))
		if i < 0 {
			return b, nil
		}
		at += i
		rest := b[at+2:]
		if hasPrefix(rest, "from=<") || hasPrefix(rest, "to=<") || hasPrefix(rest, "proto=") {
			return b[:at:at], rest
		}
		at += 2
	}
}

// setPostfixEnvelope reads "from=<S> to=<R> ..."; postscreen puts commas between.
func setPostfixEnvelope(ev *Event, b []byte) {
	if from, ok := cutPrefix(b, "from="); ok {
		if ev.Sender, b, ok = cutAddress(from); !ok {
			return
		}
		b = bytes.TrimLeft(b, ", ")
	}
	if to, ok := cutPrefix(b, "to="); ok {
		ev.Recipient, _, _ = cutAddress(to)
	}
}
