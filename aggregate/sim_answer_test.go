package aggregate_test

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tempfail/parser"
)

// answer is how a try ends, as the log has it. In text, {host}, {ip},
// {port}, {domain} and {to} stand for the try's own.
type answer struct {
	status parser.Status
	phase  parser.Phase
	dsn    string // as the MTA records it
	text   string // Postfix's whole reason
	relay  bool   // the line names a relay
	took   time.Duration
}

// shutsDown reports whether Postfix rests the destination afterwards: a
// session that never came to mail counts as a dead destination (qmgr(8)).
func (a *answer) shutsDown() bool {
	return a.status == parser.Deferred && a.phase >= parser.PhaseConnect && a.phase <= parser.PhaseAuth
}

var delivered = &answer{status: parser.Sent, phase: parser.PhaseEOD, dsn: "2.0.0", text: "250 2.0.0 Ok: queued as 4XyZ", relay: true, took: time.Second}

// own is what the MTA says in its own words.
func own(phase parser.Phase, dsn, text string, relay bool, took time.Duration) *answer {
	status := parser.Deferred
	if dsn[0] == '5' {
		status = parser.Bounced
	}
	return &answer{status, phase, dsn, text, relay, took}
}

// ownAnswers are the failures Postfix words itself (smtp_connect.c,
// smtp_trouble.c, smtp_addr.c, smtp_proto.c, qmgr_deliver.c), by the names that scenes use.
var ownAnswers = map[string]*answer{
	"refused":       own(parser.PhaseConnect, "4.4.1", "connect to {host}[{ip}]:{port}: Connection refused", false, 0),
	"timeout":       own(parser.PhaseConnect, "4.4.1", "connect to {host}[{ip}]:{port}: Connection timed out", false, 30*time.Second),
	"unreachable":   own(parser.PhaseConnect, "4.4.1", "connect to {host}[{ip}]:{port}: Network is unreachable", false, 0),
	"noroute":       own(parser.PhaseConnect, "4.4.1", "connect to {host}[{ip}]:{port}: No route to host", false, 3*time.Second),
	"forbidden":     own(parser.PhaseConnect, "4.4.1", "connect to {host}[{ip}]:{port}: Permission denied", false, 0),
	"servfail":      own(parser.PhaseResolve, "4.4.3", "Host or domain name not found. Name service error for name={domain} type=MX: Host not found, try again", false, time.Second),
	"nxdomain":      own(parser.PhaseResolve, "5.4.4", "Host or domain name not found. Name service error for name={domain} type=A: Host not found", false, 0),
	"no-mx-host":    own(parser.PhaseResolve, "5.4.4", "Host or domain name not found. Name service error for name={host} type=A: Host not found", false, 0),
	"no-next-hop":   own(parser.PhaseResolve, "5.4.4", "Host or domain name not found. Name service error for name=relay.corp.test type=A: Host not found", false, 0),
	"tlsa":          own(parser.PhaseStartTLS, "4.7.5", "TLSA lookup error for {host}:{port}", false, time.Second),
	"lost-greeting": own(parser.PhaseBanner, "4.4.2", "lost connection with {host}[{ip}] while receiving the initial server greeting", true, 2*time.Second),
	"lost-helo":     own(parser.PhaseHelo, "4.4.2", "lost connection with {host}[{ip}] while performing the EHLO handshake", true, 2*time.Second),
	"lost-data":     own(parser.PhaseData, "4.4.2", "lost connection with {host}[{ip}] while sending message body", true, 8*time.Second),
	"stalled-data":  own(parser.PhaseData, "4.4.2", "conversation with {host}[{ip}] timed out while sending message body", true, 3*time.Minute),
	"tls-missing":   own(parser.PhaseStartTLS, "4.7.4", "TLS is required, but was not offered by host {host}[{ip}]", true, time.Second),
	"tls-broken":    own(parser.PhaseStartTLS, "4.7.5", "Cannot start TLS: handshake failure", true, time.Second),
	"tls-untrusted": own(parser.PhaseStartTLS, "4.7.5", "Server certificate not verified", true, time.Second),
	"no-transport":  own(parser.PhaseUnknown, "4.3.0", "mail transport unavailable", false, 0),
	"no-bounce":     own(parser.PhaseUnknown, "4.3.0", "bounce or trace service failure", false, 0),
	"sasl":          own(parser.PhaseAuth, "4.7.8", "SASL authentication failed; server {host}[{ip}] said: 535 5.7.8 Error: authentication failed", true, time.Second),
}

// frames are how Postfix puts what a remote host said, by phase
// (smtp_trouble.c, smtp_proto.c).
var frames = [parser.NumPhases]string{
	parser.PhaseBanner:   "host {host}[{ip}] refused to talk to me: %s",
	parser.PhaseHelo:     "host {host}[{ip}] said: %s (in reply to EHLO command)",
	parser.PhaseStartTLS: "TLS is required, but host {host}[{ip}] refused to start TLS: %s",
	parser.PhaseMail:     "host {host}[{ip}] said: %s (in reply to MAIL FROM command)",
	parser.PhaseRcpt:     "host {host}[{ip}] said: %s (in reply to RCPT TO command)",
	parser.PhaseData:     "host {host}[{ip}] said: %s (in reply to DATA command)",
	parser.PhaseEOD:      "host {host}[{ip}] said: %s (in reply to end of DATA command)",
}

// said is a remote reply; it begins with the code and, mostly, an enhanced
// code.
func said(phase parser.Phase, reply string) *answer {
	code, rest, _ := strings.Cut(reply, " ")
	n, err := strconv.Atoi(code)
	if err != nil || n < 400 || n > 599 || frames[phase] == "" {
		panic(fmt.Sprintf("said(%s, %q): want a reply with a code of 400 to 599, in a phase that has replies", phase, reply))
	}
	dsn, _, _ := strings.Cut(rest, " ")
	if strings.Count(dsn, ".") != 2 || dsn[0] != code[0] {
		dsn = code[:1] + ".0.0"
	}
	status := parser.Deferred
	switch {
	case n >= 500 && phase == parser.PhaseBanner: // softened: smtp_proto.c
		dsn = "4" + dsn[1:]
	case n >= 500:
		status = parser.Bounced
	}
	return &answer{status, phase, dsn, fmt.Sprintf(frames[phase], reply), true, time.Second}
}

// noises are the lone failures of a healthy world.
var noises = []*answer{
	said(parser.PhaseRcpt, "451 4.3.0 Temporary lookup failure"),
	said(parser.PhaseEOD, "451 Requested action aborted: local error in processing"),
	said(parser.PhaseBanner, "421 4.3.2 Service not available, closing transmission channel"),
	said(parser.PhaseRcpt, "452 4.2.2 <{to}> Mailbox full"),
	said(parser.PhaseRcpt, "550 5.1.1 <{to}>: Recipient address rejected: User unknown"),
	ownAnswers["lost-greeting"],
	ownAnswers["timeout"],
}
