package parser

import "bytes"

// readReply tells who said what. Since 8.17 the relay's own words are in
// reply=; before, those with a reply code in stat= are, but for a few that
// Sendmail writes in the same form. The code of a success is never logged.
// Limit: before 8.17 a 5xx became words such as "User unknown" or "Service
// unavailable", which do not show whether the relay or Sendmail found it.
func (d *sendmailDelivery) readReply(ev *Event) {
	r := &ev.Reply
	met := len(ev.Relay.IP) > 0
	if met {
		r.Relay = ev.Relay
	}
	said := d.stat
	if after, ok := cutPrefix(said, "Deferred: "); ok {
		said = after
	}
	switch {
	case ev.Status == Sent:
		r.Origin, r.Text = Local, d.stat
		if words, ok := cutPrefix(d.stat, "Sent ("); ok && met {
			r.Origin, r.Text = Remote, bytes.TrimSuffix(words, []byte(")"))
		}
	case len(d.reply) > 0:
		r.Origin, r.Text = Remote, d.reply
		readReply(r.Text, r)
	case met && startsWithFailure(said) && !ownSendmailReply(said):
		r.Origin, r.Text = Remote, said
		readReply(r.Text, r)
	case met && ev.Status == Bounced:
		r.Text = said
	default:
		r.Origin, r.Text = Local, said
	}
	if r.Origin == Remote {
		return
	}
	r.Phase = sendmailPhase(said, ev.DSN)
}

// sendmailPhase tells the phase by Sendmail's own words, or its code for
// them: what timed out with 4.4.2 was a session, not a connection.
func sendmailPhase(said []byte, dsn Enhanced) Phase {
	switch {
	case dsn == Enhanced{4, 4, 3}:
		return PhaseResolve
	case dsn == Enhanced{4, 4, 2}:
		return PhaseUnknown
	case startsWithFailure(said):
		return PhaseStartTLS // see ownReplies
	}
	for i := range sendmailPhases {
		if p := &sendmailPhases[i]; contains(said, p.words) {
			return p.phase
		}
	}
	return PhaseUnknown
}

// ownReplies are in the form of a reply, but Sendmail's: the rulesets
// tls_server and tls_rcpt (cf/m4/proto.m4), and sendmail/deliver.c.
var ownReplies = [...]string{
	"TLS handshake", "TLS required", "encryption too weak", "not authenticated", "authentication required",
	"server did not offer STARTTLS", "did not match", "CN of peer", "Cert Subject", "certificate",
}

// ownSendmailReply says whether "454 4.7.0 words" is Sendmail's own.
func ownSendmailReply(said []byte) bool {
	words := bytes.TrimLeft(said, "0123456789.- ")
	for i := range ownReplies {
		if hasPrefix(words, ownReplies[i]) {
			return true
		}
	}
	return false
}

// sendmailPhases are by the words of sendmail/err.c, sm_errstring, and
// sysexits.c. Limit: before enhanced codes, a connection that timed out may have
// been in a session.
var sendmailPhases = [...]struct {
	words string
	phase Phase
}{
	{"Name server: ", PhaseResolve},
	{"DNS failure", PhaseResolve},
	{"Host unknown", PhaseResolve},
	{"Connection refused", PhaseConnect},
	{"Connection timed out", PhaseConnect},
	{"Network is unreachable", PhaseConnect},
	{"No route to host", PhaseConnect},
	{"Host is down", PhaseConnect},
}

// sendmailReasons are words after stat= that show something of this host.
var sendmailReasons = [...]localSign{
	{prefix: "Name server: ", holds: "host name lookup failure", trouble: TroubleDNS, strength: Breadth},
	{prefix: "queued", trouble: TroubleDNS, strength: Breadth}, // with dsn=4.4.3
	{holds: "Network is unreachable", trouble: TroubleNet, strength: Breadth},
	{holds: "No route to host", trouble: TroubleNet, strength: Breadth},
	{holds: "TLS handshake failed", trouble: TroubleTLS, strength: Breadth},
	{holds: "No space left on device", trouble: TroubleDisk, strength: Sure},
	{holds: "isk quota exceeded", trouble: TroubleDisk, strength: Sure},
	{holds: "Too many open files", trouble: TroubleFiles, strength: Sure},
	{holds: "Cannot allocate memory", trouble: TroubleMemory, strength: Sure},
	{holds: "Read-only file system", trouble: TroubleReadonly, strength: Sure},
	{holds: "user database error", trouble: TroubleTable, strength: Sure},
	{prefix: "Local configuration error", trouble: TroubleConfig, strength: Sure},
}

var allSendmailReasons = newSignTable(sendmailReasons[:])
