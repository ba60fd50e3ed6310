package parser

import "bytes"

// reasonForm is one way in which a reason of Postfix begins, and what it
// tells by that (smtp/smtp_proto.c, smtp_connect.c, smtp_addr.c,
// smtp_sasl_glue.c, smtp_tls_policy.c).
type reasonForm struct {
	prefix string
	phase  Phase
	host   hostPlace
}

// hostPlace says where in a reason the other host is named.
type hostPlace uint8

const (
	hostNowhere hostPlace = iota
	hostNext              // right after the prefix
	hostLast              // the last word
	hostSought            // after "name=": it was looked up, and not found
)

// The first form that fits counts: the longer prefix comes first.
var reasonForms = [...]reasonForm{
	{"host ", PhaseUnknown, hostNext},
	{"connect to ", PhaseConnect, hostNext},
	{"lost connection with ", PhaseUnknown, hostNext},
	{"conversation with ", PhaseUnknown, hostNext},
	{"Host or domain name not found", PhaseResolve, hostSought},
	{"Host not found", PhaseResolve, hostNowhere},
	{"Name service error for ", PhaseResolve, hostSought},
	{"Domain ", PhaseResolve, hostNowhere},
	{"mail for ", PhaseResolve, hostNowhere},
	{"unable to look up host ", PhaseResolve, hostNowhere},
	{"unable to find primary relay for ", PhaseResolve, hostNowhere},
	{"local data error while talking to ", PhaseUnknown, hostNext},
	{"SASL authentication failed; server ", PhaseAuth, hostNext},
	{"SASL authentication failed; cannot authenticate to server ", PhaseAuth, hostNext},
	{"SASL [CACHED] authentication failed; server ", PhaseAuth, hostNext},
	{"SASL authentication failed", PhaseAuth, hostNowhere},
	{"SASL [CACHED] authentication failed", PhaseAuth, hostNowhere},
	{"TLS is required, but host ", PhaseStartTLS, hostNext},
	{"TLS is required, but was not offered by host ", PhaseStartTLS, hostNext},
	{"TLS is required, but ", PhaseStartTLS, hostNowhere},
	{"Cannot start TLS", PhaseStartTLS, hostNowhere},
	{"Server certificate not ", PhaseStartTLS, hostNowhere},
	{"TLSA lookup error for ", PhaseStartTLS, hostNext},
	{"non DNSSEC destination", PhaseStartTLS, hostNowhere},
	{"client TLS configuration problem", PhaseStartTLS, hostNowhere},
	{"Sender requested REQUIRETLS", PhaseStartTLS, hostNowhere},
	{"REQUIRETLS ", PhaseStartTLS, hostNowhere},
	{"message size ", PhaseHelo, hostLast},
	{"SMTPUTF8 is required, but was not offered by host ", PhaseHelo, hostNext},
}

const (
	// suspended precedes the reason of another message: qmgr has stopped
	// trying the destination (qmgr/qmgr_deliver.c).
	suspended = "delivery temporarily suspended: "
	// protocolError precedes a reply whose code is neither 4xx nor 5xx
	// (smtp/smtp_trouble.c, vsmtp_fill_dsn).
	protocolError = "Protocol error: "
)

// remoteWords stand between a host's name and what it said. Postfix puts
// nobody else's words after them, and a remote reply nowhere else.
var remoteWords = [...]struct {
	words string
	phase Phase // unless the form or "(in reply to" knows better
}{
	{" said: ", PhaseUnknown},
	{" refused to talk to me: ", PhaseBanner}, // Limit: the same words for EHLO
	{" refused to start TLS: ", PhaseStartTLS},
}

// postfixReason reads a reason of Postfix, as in "status=deferred (reason)",
// into r, all of which it overwrites. The words of a remote host start at
// their reply code, and lose Postfix's "(in reply to RCPT TO command)", which
// becomes the Phase. Postfix's own words stay as they are, but for the
// "delivery temporarily suspended: " before them.
func postfixReason(reason []byte, r *Reply) {
	reason, _ = cutPrefix(reason, suspended)
	*r = Reply{}
	r.Origin, r.Text = Local, reason
	if len(reason) > 2 && reason[0] == '2' && isDigit(reason[1]) && isDigit(reason[2]) {
		r.Origin = Remote
		readReply(reason, r)
		return
	}
	reason, _ = cutPrefix(reason, protocolError)
	if form := findForm(reason); form != nil {
		form.read(reason, r)
	}
}

func findForm(reason []byte) *reasonForm {
	for i := range reasonForms {
		if form := &reasonForms[i]; hasPrefix(reason, form.prefix) {
			return form
		}
	}
	return nil
}

// read fills in what the rest of a reason of this form tells.
func (f *reasonForm) read(reason []byte, r *Reply) {
	r.Phase = f.phase
	rest := reason[len(f.prefix):]
	switch f.host {
	case hostNowhere:
		return
	case hostSought:
		r.Relay.Host = soughtName(reason)
		return
	case hostLast:
		if server := bytes.LastIndexByte(reason, ' '); server >= 0 {
			r.Relay.cut(reason[server+1:])
		}
		return
	}
	rest, ok := r.Relay.cut(rest)
	if !ok {
		r.Relay = Relay{}
		return
	}
	for i := range remoteWords {
		said := &remoteWords[i]
		if !hasPrefix(rest, said.words) {
			continue
		}
		r.Origin = Remote
		if r.Phase == PhaseUnknown {
			r.Phase = said.phase
		}
		r.readRemote(rest[len(said.words):])
		return
	}
	if r.Phase == PhaseUnknown {
		if _, doing, ok := bytes.Cut(rest, []byte(" while ")); ok {
			r.Phase = phaseOf(doing)
		}
	}
}

// soughtName is the host that was looked up. A name without a dot is a slip in
// somebody's zone, and no host.
func soughtName(reason []byte) []byte {
	_, name, _ := bytes.Cut(reason, []byte(" name="))
	name, _, _ = bytes.Cut(name, []byte(" "))
	if bytes.IndexByte(name, '.') <= 0 {
		return nil
	}
	return name
}

// readRemote takes a remote host's words, which end where Postfix names the
// command that they answer. That text can stand in the reply itself: the last
// one is Postfix's. A line cut by syslog has none, or only its beginning.
func (r *Reply) readRemote(text []byte) {
	if i := bytes.LastIndexByte(text, '('); i > 0 {
		command, answers := cutPrefix(text[i:], "(in reply to ")
		phase := phaseOf(command)
		if answers && (phase != PhaseUnknown || bytes.Contains(command, []byte(" command"))) {
			r.Phase = phase
			text = bytes.TrimRight(text[:i], " ")
		}
	}
	r.Text = text
	readReply(text, r)
}

// commandPhases is how Postfix names what it was doing: the commands of
// "(in reply to X command)" (smtp/smtp_proto.c, xfer_request) and the states
// of "while X" (the same file, xfer_states).
var commandPhases = [...]struct {
	words string
	phase Phase
}{
	{"RCPT TO", PhaseRcpt},
	{"end of DATA", PhaseEOD},
	{"MAIL FROM", PhaseMail},
	{"DATA", PhaseData},
	{"EHLO", PhaseHelo},
	{"HELO", PhaseHelo},
	{"LHLO", PhaseHelo},
	{"XFORWARD", PhaseHelo},
	{"STARTTLS", PhaseStartTLS},
	{"AUTH", PhaseAuth},
	{"receiving the initial server greeting", PhaseBanner},
	{"receiving the initial SMTP greeting", PhaseBanner},
	{"performing the ", PhaseHelo}, // "EHLO handshake"
	{"sending MAIL FROM", PhaseMail},
	{"sending RCPT TO", PhaseRcpt},
	{"sending DATA command", PhaseData},
	{"sending message body", PhaseData},
	{"sending end of data", PhaseEOD},
	{"sending XFORWARD", PhaseHelo},
}

func phaseOf(doing []byte) Phase {
	for i := range commandPhases {
		if c := &commandPhases[i]; hasPrefix(doing, c.words) {
			return c.phase
		}
	}
	return PhaseUnknown
}

// readReply reads the reply code (RFC 5321 section 4.2) and the enhanced
// status code that a reply's text starts with into r.Code and r.Enhanced; both
// are zero where the text has none. A reply of several lines, joined by
// spaces, has its code before each: the first line's code and the first
// enhanced code count. qmail writes the enhanced code at the end, "(#4.3.0)".
func readReply(text []byte, r *Reply) {
	r.Code, r.Enhanced = 0, Enhanced{}
	if !startsWithCode(text) {
		r.Enhanced, _ = cutEnhanced(text)
		return
	}
	code := text[:3]
	r.Code = uint16(code[0]-'0')*100 + uint16(code[1]-'0')*10 + uint16(code[2]-'0')
	if len(text) < 5 {
		return
	}
	var ok bool
	if r.Enhanced, ok = cutEnhanced(text[4:]); ok {
		return
	}
	for more := text[3] == '-'; more; {
		next := bytes.Index(text[1:], code)
		if next < 0 {
			break
		}
		before := text[next]
		if text = text[1+next:]; before != ' ' || !startsWithCode(text) {
			continue
		}
		if r.Enhanced, ok = cutEnhanced(text[min(4, len(text)):]); ok {
			return
		}
		more = len(text) > 3 && text[3] == '-'
	}
	if _, qmail, found := bytes.Cut(text, []byte("(#")); found {
		r.Enhanced, _ = cutEnhanced(qmail)
	}
}

// startsWithCode reports whether text starts with three digits and, where
// there is more, a space or hyphen.
func startsWithCode(text []byte) bool {
	return len(text) >= 3 && isDigit(text[0]) && isDigit(text[1]) && isDigit(text[2]) &&
		(len(text) == 3 || text[3] == ' ' || text[3] == '-')
}
