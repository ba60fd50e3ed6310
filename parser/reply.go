package parser

import "bytes"

// maxReply bounds what ReadReply looks at.
const maxReply = 8192

// ReadReply finds the reply in what people paste: a bare reply, a reason in
// parentheses, a fragment or a whole log line of any mail server, the text of
// a bounce message. It tells who spoke, in which phase, and splits code,
// enhanced code and words. Origin is unknown where the text does not show it.
//
// The Text of the result is a view of text, or a copy where qmail's
// underscores had to be read.
func ReadReply(text []byte) Reply {
	text = bytes.TrimSpace(text[:min(len(text), maxReply)])
	if bytes.IndexByte(text, ' ') < 0 && bytes.IndexByte(text, '_') >= 0 || bytes.Contains(text, []byte("_said:_")) || bytes.Contains(text, []byte("._(#")) {
		text = bytes.ReplaceAll(text, []byte("_"), []byte(" "))
	}
	if !startsWithFailure(text) {
		_, text = cutReplyType(unwrapLine(text))
	}

	var r Reply
	if (findForm(text) != nil || hasPrefix(text, suspended)) && !bytes.Contains(text, []byte("SMTP error from remote ")) {
		postfixReason(text, &r)
		if said, ok := quoted(text); ok && r.Origin == Local { // Postfix before 2.3: "server refused to talk to me: 421 ..."
			r.Origin = Remote
			r.readRemote(said)
		}
		r.inOtherWords()
		return r
	}
	r.Text = text
	r.Phase, r.Relay = sessionWords(text)
	if said, ok := quoted(text); ok {
		r.Origin = Remote
		r.readRemote(said)
		r.inOtherWords()
		return r
	}
	readReply(text, &r)
	switch {
	case r.Code != 0:
		r.Origin = Remote
		r.readRemote(text)
		r.inOtherWords()
	case r.Enhanced == Enhanced{}:
		r.inOtherWords()
		if r.Code == 0 && ownGrammar(text) {
			r.Origin = Local
		}
	}
	return r
}

// lineForm is how a log line frames what it says about an attempt.
type lineForm struct{ begins, ends string }

// The first that occurs counts. A form that begins with ", " may also begin
// the text, but stands nowhere else: replies quote log lines.
var lineForms = [...]lineForm{
	{", status=deferred (", ")"}, // Postfix
	{", status=bounced (", ")"},
	{", status=SOFTBOUNCE (", ")"},
	{", status=undeliverable (", ")"},
	{", reply=", ", stat="},            // Sendmail 8.17: only with a remote reply
	{"stat=Deferred: ", ""},            // Sendmail
	{"stat=\"", "\""},                  // OpenSMTPD
	{"deferral: ", ""},                 // qmail-send
	{"failure: ", ""},                  //
	{"\"response\":\"", "\""},          // JSON loggers
	{"\"response\": \"", "\""},         //
	{"smtp: Failed: ", ""},             // nullmailer
	{"Sending failed: ", ""},           //
	{"LastError=", ""},                 // Exchange queue viewer
	{"stat=", ""},                      // Sendmail, OpenSMTPD mda
	{"remote delivery deferred: ", ""}, // dma
}

// unwrapLine cuts what a log line says about an attempt out of it.
func unwrapLine(text []byte) []byte {
	for i := range lineForms {
		form := &lineForms[i]
		_, said, ok := bytes.Cut(text, []byte(form.begins))
		if !ok {
			said, ok = bytes.CutPrefix(text, bytes.TrimLeft([]byte(form.begins), ", "))
		}
		if !ok {
			continue
		}
		if form.ends != "" {
			if end := bytes.LastIndex(said, []byte(form.ends)); end >= 0 {
				said = said[:end]
			}
		}
		if len(said) > 0 {
			return bytes.TrimSpace(said)
		}
	}
	if len(text) > 1 && text[0] == '(' && text[len(text)-1] == ')' {
		return text[1 : len(text)-1]
	}
	return text
}

// quotes stand before the words of a remote host.
var quotes = [...]string{
	" said: ", "refused to talk to me: ", "refused to start TLS: ", "host said: ", "host said:", "Remote server returned ", "server responded with: ", "remote server said: ",
	"server replied: ", "responded: ", "response: ", "Response: ", "<<< ",
}

// quoted returns the remote's words within text, from their reply code on.
func quoted(text []byte) ([]byte, bool) {
	if startsWithFailure(text) {
		return text, true
	}
	for _, q := range quotes {
		for rest := text; ; {
			_, after, ok := bytes.Cut(rest, []byte(q))
			if !ok {
				break
			}
			if said := bytes.TrimLeft(after, " '\"/"); startsWithFailure(said) {
				return said, true
			}
			rest = after
		}
	}
	for _, q := range [...]string{"SMTP error from remote ", "LMTP error "} {
		_, after, ok := bytes.Cut(text, []byte(q))
		if !ok {
			continue
		}
		for rest := after; ; { // "after RCPT TO:<a@b>: host mx [ip]: 451 ..."
			_, next, ok := bytes.Cut(rest, []byte(": "))
			if !ok {
				break
			}
			if startsWithFailure(next) {
				return next, true
			}
			rest = next
		}
	}
	return nil, false
}

// startsWithFailure says whether text starts with a reply code of class 4 or 5.
func startsWithFailure(text []byte) bool {
	return startsWithCode(text) && (text[0] == '4' || text[0] == '5')
}

// inOtherWords finds a failure's code in the middle of r.Text, where it does
// not start with one: prose of a bounce, or a go-ahead before the refusal.
func (r *Reply) inOtherWords() {
	if r.Code >= 400 || r.Origin == Local {
		return
	}
	text := r.Text
	for i := 0; i+3 <= len(text); i++ {
		if (i == 0 || !isAlnum(text[i-1]) && text[i-1] != '.' && text[i-1] != '-' && text[i-1] != '=') && startsWithFailure(text[i:]) {
			var found Reply
			readReply(text[i:], &found)
			if found.Enhanced != (Enhanced{}) || i+4 < len(text) && isLetter(text[i+4]) || i+4 < len(text) && text[i+4] == '<' {
				r.Code, r.Enhanced = found.Code, found.Enhanced
				if r.Enhanced != (Enhanced{}) {
					r.Origin, r.Text = Remote, text[i:]
				}
				return
			}
		}
	}
}

func isLetter(b byte) bool { return isAlnum(b) && !isDigit(b) }

// sessionForms name the phase in the words of MTAs other than Postfix.
var sessionForms = [...]struct {
	words string
	phase Phase
}{
	{"after initial connection", PhaseBanner}, // Exim smtp_out.c, transports/smtp.c
	{"in response to initial connection", PhaseBanner},
	{"after EHLO", PhaseHelo},
	{"after HELO", PhaseHelo},
	{"after LHLO", PhaseHelo},
	{"after STARTTLS", PhaseStartTLS},
	{"after MAIL FROM", PhaseMail},
	{"after pipelined MAIL FROM", PhaseMail},
	{"after RCPT TO", PhaseRcpt},
	{"after pipelined RCPT TO", PhaseRcpt},
	{"after DATA", PhaseData},
	{"after pipelined DATA", PhaseData},
	{"after end of data", PhaseEOD},
	{"after pipelined end of data", PhaseEOD},
	{"in response to end of data", PhaseEOD},
	{"in response to RCPT TO", PhaseRcpt},
	{"in response to MAIL FROM", PhaseMail},
	{"TLS session: ", PhaseStartTLS},
	{"sender was rejected", PhaseMail}, // qmail-remote.c
	{"my name was rejected", PhaseHelo},
	{"does not like recipient", PhaseRcpt},
	{"failed on DATA command", PhaseData},
	{"failed after I sent the message", PhaseEOD},
	{">>> RCPT", PhaseRcpt}, // Sendmail's transcript
	{">>> MAIL", PhaseMail},
	{">>> DATA", PhaseData},
	{"in reply to RCPT TO", PhaseRcpt},
	{"in reply to MAIL FROM", PhaseMail},
	{"in reply to end of DATA", PhaseEOD},
	{"Connection refused", PhaseConnect},
	{"Connection timed out", PhaseConnect},
	{"No route to host", PhaseConnect},
	{"Network is unreachable", PhaseConnect},
	{"TLS required", PhaseStartTLS},
}

// sessionWords tells the phase and the host that the words of an MTA name.
func sessionWords(text []byte) (phase Phase, relay Relay) {
	if _, host, ok := bytes.Cut(text, []byte(": host ")); ok {
		relay, _, _ = cutHost(host)
	} else if _, host, ok := bytes.Cut(text, []byte(" H=")); ok {
		relay, _, _ = cutHost(host)
	}
	if relay.Host == nil && hasPrefix(text, "host ") {
		relay, _, _ = cutHost(text[len("host "):])
	}
	for i := range sessionForms {
		if contains(text, sessionForms[i].words) {
			return sessionForms[i].phase, relay
		}
	}
	return PhaseUnknown, relay
}

// ownWords open what MTAs say in their own name, where no remote spoke.
var ownWords = [...]string{"connect to ", " defer (", "defer (", "Deferred", "lost connection with ", "conversation with ", "IO Error: ", "Connection ", "mail transport unavailable",
	"unknown mail transport error", "Command died with ", "temporary failure. Command output", "bounce or trace service failure", "Server configuration ", "TLS is required",
	"Sorry, I ", "CNAME lookup failed", "Unable to ", "No MX found", "No valid route", "Network error", "Temporary failure in MX lookup", "retry timeout exceeded", "retry time not reached", "KumoMTA internal: "}

func ownGrammar(text []byte) bool {
	for _, w := range ownWords {
		if hasPrefix(text, w) || w[0] == ' ' && bytes.Contains(text, []byte(w)) {
			return true
		}
	}
	return false
}
