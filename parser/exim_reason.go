package parser

import "bytes"

// sessionWord is how Exim begins what it says of a session with a remote host
// (transports/smtp.c, check_response; smtp_out.c).
type sessionWord struct {
	words  string
	quotes bool // the remote's words follow
}

var eximSessions = [...]sessionWord{
	{"SMTP error from remote mail", true}, // "mail server", in old versions "mailer"
	{"LMTP error ", true},
	{"Remote host ", false},
	{"SMTP timeout ", false},
	{"LMTP timeout ", false},
	{"Malformed SMTP reply", false},
	{"Malformed LMTP response", false},
}

func eximSession(text []byte) *sessionWord {
	for i := range eximSessions {
		if s := &eximSessions[i]; hasPrefix(text, s.words) {
			return s
		}
	}
	return nil
}

// eximPhases are words of Exim's own, or of the operating system, and when
// they are said.
var eximPhases = [...]struct {
	words string
	phase Phase
}{
	{"TLS session", PhaseStartTLS},
	{"TLS error on connection to ", PhaseStartTLS},
	{"TLS error on connection (", PhaseStartTLS},
	{"a TLS session is required", PhaseStartTLS},
	{"DANE error", PhaseStartTLS},
	{"authentication required but ", PhaseAuth},
	{"Connection refused", PhaseConnect},
	{"Connection timed out", PhaseConnect},
	{"Operation timed out", PhaseConnect},
	{"No route to host", PhaseConnect},
	{"Network is unreachable", PhaseConnect},
	{"Network is down", PhaseConnect},
	{"Host is down", PhaseConnect},
	{"host lookup did not complete", PhaseResolve},
	{"host lookup for ", PhaseResolve},
	{"failed to lookup IP address for ", PhaseResolve},
	{"all host address lookups ", PhaseResolve},
	{"missing MX, or all MXs point to missing A records", PhaseResolve},
	{"all relevant MX records point to ", PhaseResolve},
	{"an MX or SRV record indicated no SMTP service", PhaseResolve},
	{"lowest numbered MX record points to local host", PhaseResolve},
}

// eximCommands is how Exim names what a remote host answered, or did not.
var eximCommands = [...]struct {
	words string
	phase Phase
}{
	{"RCPT TO", PhaseRcpt},
	{"end of data", PhaseEOD},
	{"MAIL FROM", PhaseMail},
	{"initial connection", PhaseBanner},
	{"sending data block", PhaseData},
	{"DATA", PhaseData},
	{"BDAT", PhaseEOD},
	{"EHLO", PhaseHelo},
	{"HELO", PhaseHelo},
	{"LHLO", PhaseHelo},
	{"STARTTLS", PhaseStartTLS},
	{"AUTH", PhaseAuth},
}

func eximCommand(b []byte) Phase {
	b = bytes.TrimPrefix(b, []byte("pipelined "))
	for i := range eximCommands {
		if c := &eximCommands[i]; hasPrefix(b, c.words) {
			return c.phase
		}
	}
	return PhaseUnknown
}

// eximReason reads Exim's words about a failure into r, all of which it
// overwrites. The words of a remote host start at their reply code; Exim's own
// stay as they are.
func eximReason(text []byte, known eximErrno, r *Reply) {
	s := eximSession(text)
	if s == nil {
		if _, session, ok := bytes.Cut(text, []byte(": ")); ok {
			if s = eximSession(session); s != nil { // behind an error of the operating system
				text = session
			}
		}
	}
	*r = Reply{Origin: Local, Phase: known.phase, Text: text}
	if s != nil {
		r.readSession(text[len(s.words):], s.quotes)
		return
	}
	for i := range eximPhases {
		if p := &eximPhases[i]; hasPrefix(text, p.words) {
			r.Phase = p.phase
			return
		}
	}
}

// readSession reads what follows the first words: "[name [ip]] ... after|in
// response to COMMAND[: host name [ip]][: reply]".
func (r *Reply) readSession(rest []byte, quotes bool) {
	if host, _ := cutEximHost(bytes.TrimPrefix(rest, []byte("while connected to "))); host.IP != nil {
		r.Relay = host
	}
	command, ok := afterWord(rest, "after ")
	if !ok {
		command, ok = afterWord(rest, "in response to ")
	}
	if !ok {
		return
	}
	if phase := eximCommand(command); phase != PhaseUnknown {
		r.Phase = phase
	}
	if quotes {
		r.readQuoted(command)
	}
}

// afterWord finds word at the start of b, or the first one after a blank.
func afterWord(b []byte, word string) ([]byte, bool) {
	for {
		if hasPrefix(b, word) {
			return b[len(word):], true
		}
		n := bytes.IndexByte(b, ' ')
		if n < 0 {
			return nil, false
		}
		b = b[n+1:]
	}
}

// readQuoted finds the remote's words behind a command. The address in a
// command may hold a colon and a blank, so they begin where a host or a reply
// code does; a host that answers without a code is quoted all the same.
func (r *Reply) readQuoted(command []byte) {
	var first []byte
	for rest := command; ; {
		_, next, ok := bytes.Cut(rest, []byte(": "))
		if !ok {
			break
		}
		if first == nil {
			first = next
		}
		if host, ok := bytes.CutPrefix(next, []byte("host ")); ok {
			if relay, said := cutEximHost(host); relay.IP != nil && hasPrefix(said, ": ") {
				r.Relay, first = relay, said[2:]
				break
			}
		}
		if startsWithCode(next) {
			first = next
			break
		}
		rest = next
	}
	if first == nil {
		return
	}
	r.Origin, r.Text = Remote, first
	eximReply(first, r)
}

// eximReply reads the codes of a reply, whose lines Exim joins by a backslash
// and an "n": the first enhanced code counts.
func eximReply(text []byte, r *Reply) {
	if index(text, '\\') < 0 {
		readReply(text, r)
		return
	}
	first, more, ok := bytes.Cut(text, []byte(`\n`))
	readReply(first, r)
	for code := r.Code; ok && r.Enhanced == (Enhanced{}); {
		first, more, ok = bytes.Cut(more, []byte(`\n`))
		readReply(first, r)
		r.Code = code
	}
}
