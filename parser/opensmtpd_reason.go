package parser

// openSMTPDPhases are the words of failed sessions and deliveries
// (smtpd/mta.c, mta_session.c), and the commands of clients.
var openSMTPDPhases = [...]struct {
	prefix string
	phase  Phase
}{
	{"BANNER", PhaseBanner},
	{"EHLO", PhaseHelo},
	{"HELO", PhaseHelo},
	{"LHLO", PhaseHelo},
	{"STARTTLS", PhaseStartTLS},
	{"AUTH", PhaseAuth},
	{"MAIL", PhaseMail},
	{"RCPT", PhaseRcpt},
	{"DATA", PhaseData},
	{"EOM", PhaseEOD},
	{"IO Error: Connection refused", PhaseConnect},
	{"Connection failed: ", PhaseConnect},
	{"Connection timeout", PhaseConnect}, // Limit: also of a session that stalls
	{"Network error on destination MXs", PhaseConnect},
	{"No valid route to ", PhaseConnect},
	{"Address family mismatch on destination MXs", PhaseConnect},
	{"Destination seem to reject all mails", PhaseBanner},
	{"TLS ", PhaseStartTLS},
	{"SSL ", PhaseStartTLS},
	{"Temporary failure in MX lookup", PhaseResolve},
	{"No MX found for ", PhaseResolve},
	{"Invalid domain name", PhaseResolve},
	{"Domain does not ", PhaseResolve},
}

func openSMTPDPhase(words []byte) Phase {
	for i := range openSMTPDPhases {
		if p := &openSMTPDPhases[i]; hasPrefix(words, p.prefix) {
			return p.phase
		}
	}
	return PhaseUnknown
}

// openSMTPDSigns are the words in which OpenSMTPD says that something of this
// host is broken: after stat=, and in lines that begin with "warn: " or
// "fatal: ".
var openSMTPDSigns = newSignTable([]localSign{
	{prefix: "Temporary failure in MX lookup", trouble: TroubleDNS, strength: Breadth},
	{prefix: "No valid route to ", trouble: TroubleNet, strength: Breadth}, // also while a route is disabled
	{prefix: "Connection failed: ", suffix: "Network is unreachable", trouble: TroubleNet, strength: Breadth},
	{prefix: "Connection failed: ", suffix: "No route to host", trouble: TroubleNet, strength: Breadth},
	{prefix: "Connection failed: ", suffix: "assign requested address", trouble: TroubleBind, strength: Sure},
	{prefix: "Could not retrieve ", trouble: TroubleTable, strength: Sure}, // credentials, source address, helo name, mx list
	{prefix: "Could not get message fd", trouble: TroubleQueue, strength: Sure},
	{prefix: "Cannot get mda fd", trouble: TroubleFiles, strength: Sure},
	{prefix: "fdopen failed", trouble: TroubleMemory, strength: Sure},
	{prefix: "Out of memory", trouble: TroubleMemory, strength: Sure},
	{prefix: "Loop detected", trouble: TroubleLoop, strength: Sure},
	{holds: "No space left on device", trouble: TroubleDisk, strength: Sure},
	{holds: "isk quota exceeded", trouble: TroubleDisk, strength: Sure},
	{holds: "Too many open files", trouble: TroubleFiles, strength: Sure},
	{holds: "Cannot allocate memory", trouble: TroubleMemory, strength: Sure},
	{holds: "ut of memory", trouble: TroubleMemory, strength: Sure},
	{holds: "Read-only file system", trouble: TroubleReadonly, strength: Sure},
})

// openSMTPDDaemonSigns add to them what only the daemon's own lines say.
var openSMTPDDaemonSigns = newSignTable([]localSign{
	{prefix: "queue: envelope_dump", trouble: TroubleQueue, strength: Sure}, // smtpd/queue_backend.c
	{prefix: "queue: queue_backend", trouble: TroubleQueue, strength: Sure},
	{prefix: "queue: fsqueue", trouble: TroubleQueue, strength: Sure},
	{prefix: "queue-backend: ", trouble: TroubleQueue, strength: Sure},
	{prefix: "enqueue", holds: ": No space", trouble: TroubleDisk, strength: Sure},
	{prefix: "TempFail injecting failure report ", trouble: TroubleBounce, strength: Sure}, // smtpd/bounce.c
	{prefix: "PermFail injecting failure report ", trouble: TroubleBounce, strength: Sure},
})

func openSMTPDFault(words []byte) LocalReport {
	if sign := openSMTPDSigns.find(words); sign != nil {
		return LocalReport{sign.trouble, sign.strength, words}
	}
	return LocalReport{}
}

// localFault reads the daemon's "warn: " and "fatal: ".
func (l *openSMTPDLine) localFault(ev *Event) Result {
	words, fatal := l.msg, false
	switch {
	case hasPrefix(words, "warn: "):
		words = words[len("warn: "):]
	case hasPrefix(words, "fatal: "):
		words, fatal = words[len("fatal: "):], true
	case !hasPrefix(words, "queue: ") && !hasPrefix(words, "enqueue"):
		return Silent
	}
	report := openSMTPDFault(words)
	if sign := openSMTPDDaemonSigns.find(words); sign != nil && report.Trouble == TroubleUnknown {
		report = LocalReport{sign.trouble, sign.strength, words}
	}
	if report.Trouble == TroubleUnknown && fatal {
		report = LocalReport{TroubleConfig, Sure, words}
	}
	if report.Trouble == TroubleUnknown {
		return Silent
	}
	l.start(ev, LocalFault)
	ev.Local = report
	ev.Local.Text = l.msg
	return Found
}
