package parser

// eximErrno is what an error number of Exim's tells (macros.h, ERRNO_*).
// Positive ones are the operating system's, and differ between systems: their
// words tell.
type eximErrno struct {
	errno    int64
	phase    Phase // unless the words know better
	untried  bool  // no try was made
	trouble  LocalTrouble
	strength Strength
}

// Those that may be about the files of one user, or of one message, prove
// little of the host: they are hints. Below -50 there are none: those say that
// it was not time for a try, and begin at -51, -52 or -59, as new ones came in
// between. There the words tell.
var eximErrnos = [...]eximErrno{
	{errno: -6, trouble: TroubleTransport, strength: Hint},            // BADUGID: owner of a user's file
	{errno: -7, trouble: TroubleTransport, strength: Hint},            // BADMODE
	{errno: -9, trouble: TroubleTransport, strength: Hint},            // LOCKFAILED: a mailbox
	{errno: -17, trouble: TroubleConfig, strength: Hint},              // BADREDIRECT: of one user
	{errno: -20, trouble: TroubleQueue, strength: Sure},               // SPOOLFORMAT
	{errno: -23, untried: true, trouble: TroubleHeld, strength: Hint}, // HELD: hold_domains
	{errno: -24, trouble: TroubleFilter, strength: Sure},              // FILTER_FAIL: transport filter
	{errno: -26, trouble: TroubleQueue, strength: Hint},               // WRITEINCOMPLETE
	{errno: -27, trouble: TroubleConfig, strength: Sure},              // EXPANDFAIL
	{errno: -28, trouble: TroubleConfig, strength: Sure},              // GIDFAIL
	{errno: -29, trouble: TroubleConfig, strength: Sure},              // UIDFAIL
	{errno: -30, trouble: TroubleTransport, strength: Sure},           // BADTRANSPORT
	{errno: -32, phase: PhaseResolve},                                 // UNKNOWNHOST
	{errno: -33, trouble: TroubleConfig, strength: Sure},              // FORMATUNKNOWN
	{errno: -34, trouble: TroubleConfig, strength: Sure},              // BADCREATE
	{errno: -36, phase: PhaseResolve, trouble: TroubleDNS, strength: Breadth},
	{errno: -37, phase: PhaseStartTLS, trouble: TroubleTLS, strength: Breadth}, // TLSFAILURE
	{errno: -38, phase: PhaseStartTLS},                                         // TLSREQUIRED
	{errno: -40, trouble: TroubleTransport, strength: Hint},                    // PIPEFAIL
	{errno: -41, phase: PhaseRcpt},                                             // CALLOUTDEFER
	{errno: -42, phase: PhaseAuth, trouble: TroubleSASL, strength: Sure},       // AUTHFAIL
	{errno: -43, phase: PhaseConnect, trouble: TroubleNet, strength: Breadth},  // CONNECTTIMEOUT
	{errno: -44, phase: PhaseRcpt},                                             // RCPT4XX
	{errno: -45, phase: PhaseMail},                                             // MAIL4XX
	{errno: -46, phase: PhaseData},                                             // DATA4XX
	{errno: -47, phase: PhaseConnect, trouble: TroubleConfig, strength: Hint},  // PROXYFAIL
	{errno: -48, phase: PhaseAuth},                                             // AUTHPROB
	{errno: -50, phase: PhaseResolve, trouble: TroubleLoop, strength: Breadth}, // HOST_IS_LOCAL
}

func findErrno(n int64) eximErrno {
	if n >= 0 {
		return eximErrno{errno: n}
	}
	for i := range eximErrnos {
		if eximErrnos[i].errno == n {
			return eximErrnos[i]
		}
	}
	return eximErrno{errno: n}
}

// untriedWords are said where no host was tried (deliver.c; retry.c;
// transports/smtp.c, smtp_transport_entry; routers/redirect.c). What is behind
// "for any host" or "for all hosts" is the domain.
var untriedWords = [...]string{
	"retry time not reached",
	"Retry time not yet reached",
	"domain is in queue_domains",
	"domain matches queue_smtp_domains, or -odqs set",
	"SMTP delivery explicitly queued",
	"first-pass only routing due to ",
	"queue_smtp option set", // Exim 3
	"queue_remote option set",
	"remote deliveries suppressed",
	"remote deliveries being skipped",
	"concurrency limit reached for transport",
	"connection limit reached for all hosts",
	"no host found for existing SMTP connection",
	"some host address lookups failed and retry time not reached",
	"first delivery attempt suppressed",
	"forced defer",
	"delivery cancelled by administrator",
}

var untriedWith = firstBytes(untriedWords[:])

func saysUntried(words []byte) bool {
	if len(words) == 0 || !untriedWith[words[0]] {
		return false
	}
	for i := range untriedWords {
		if hasPrefix(words, untriedWords[i]) {
			return true
		}
	}
	return false
}

// cutExpiry says whether a failure is the end of the time that Exim tries, and
// takes it off the reason of the last try, behind which it may stand (retry.c;
// transports/smtp.c).
func cutExpiry(text []byte) (words []byte, expired bool) {
	const over = "retry timeout exceeded"
	switch {
	case string(text) == over, hasPrefix(text, "retry time not reached for any host after a long failure period"),
		hasPrefix(text, "all hosts ") && contains(text, " have been failing for a long time"),
		hasPrefix(text, "all hosts have been failing for a long time"):
		return text, true
	case hasSuffix(text, ": "+over):
		return text[:len(text)-len(": "+over)], true
	}
	return text, false
}
