package parser

import "bytes"

// qmailReports is how qmail-remote says where in the dialogue it was (notqmail
// qmail-remote.c), after the relay's address.
var qmailReports = [...]struct {
	words string
	phase Phase
}{
	{" but greeting failed", PhaseBanner},
	{" but my name was rejected", PhaseHelo},
	{" but sender was rejected", PhaseMail},
	{" does not like recipient", PhaseRcpt},
	{" failed on DATA command", PhaseData},
	{" failed after I sent the message", PhaseEOD},
	{" but connection died. Possible duplicate!", PhaseEOD},
	{" but connection died", PhaseUnknown},
	{" accepted message", PhaseUnknown},
}

// readReport reads "Connected to IP but ..." and "IP does not like recipient".
func readReport(own []byte) (ip []byte, phase Phase) {
	ip, _ = cutWord(bytes.TrimPrefix(own, []byte("Connected to ")))
	for i := range qmailReports {
		rest := own[len(own)-len(afterAddress(own, ip)):]
		if r := &qmailReports[i]; hasPrefix(rest, r.words) {
			return ip, r.phase
		}
	}
	for i := range qmailPhases {
		if p := &qmailPhases[i]; hasPrefix(own, p.prefix) {
			return nil, p.phase
		}
	}
	return nil, PhaseUnknown
}

// afterAddress is what follows the address that own names.
func afterAddress(own, ip []byte) []byte {
	return bytes.TrimPrefix(own, []byte("Connected to "))[len(ip):]
}

// qmailPhases are its words where there was no dialogue.
var qmailPhases = [...]struct {
	prefix string
	phase  Phase
}{
	{"Sorry, I wasn't able to establish an SMTP connection", PhaseConnect},
	{"Sorry, I couldn't find ", PhaseResolve},
	{"CNAME lookup failed temporarily", PhaseResolve},
	{"Sorry. Although I'm listed as a best-preference MX", PhaseResolve},
	{"TLS ", PhaseStartTLS},
	{"STARTTLS ", PhaseStartTLS},
}

// qmailReasons are the words that show something of this host to be broken
// (notqmail qmail-remote.c, qmail-local.c, qmail-lspawn.c, qmail-rspawn.c).
var qmailReasons = [...]localSign{
	{prefix: "Sorry, I wasn't able to establish an SMTP connection", trouble: TroubleNet, strength: Breadth}, // whatever errno was
	{prefix: "Sorry, I couldn't find any host by that name", trouble: TroubleDNS, strength: Breadth},         // not "named X", which is final
	{prefix: "CNAME lookup failed temporarily", trouble: TroubleDNS, strength: Breadth},
	{prefix: "Sorry. Although I'm listed as a best-preference MX", trouble: TroubleLoop, strength: Sure},
	{prefix: "Out of memory", trouble: TroubleMemory, strength: Sure},
	{prefix: "System resources temporarily unavailable", trouble: TroubleLoad, strength: Sure},
	{prefix: "Unable to read message", trouble: TroubleQueue, strength: Sure},
	{prefix: "Unable to read control files", trouble: TroubleConfig, strength: Sure},
	{prefix: "Unable to switch to home directory", trouble: TroubleConfig, strength: Sure},
	{prefix: "Unable to run qmail-remote", trouble: TroubleTransport, strength: Sure},
	{prefix: "Unable to fork qmail-remote", trouble: TroubleLoad, strength: Sure},
	{prefix: "qmail-remote crashed", trouble: TroubleTransport, strength: Sure},
	{prefix: "Unable to run qmail-local", trouble: TroubleTransport, strength: Sure},
	{prefix: "Unable to chdir ", trouble: TroubleConfig, strength: Sure},
	{prefix: "aack, child crashed", trouble: TroubleTransport, strength: Sure},
	{holds: "No space left on device", trouble: TroubleDisk, strength: Sure},
	{holds: "Read-only file system", trouble: TroubleReadonly, strength: Sure},
	{holds: "Too many open files", trouble: TroubleFiles, strength: Sure},
	{holds: "Cannot allocate memory", trouble: TroubleMemory, strength: Sure},
}

// qmailAlerts are the words after "alert: "; every alert is serious.
var qmailAlerts = [...]localSign{
	{prefix: "out of memory", trouble: TroubleMemory, strength: Sure},
	{prefix: "cannot start", trouble: TroubleConfig, strength: Sure},
	{prefix: "oh no! lost spawn connection", trouble: TroubleTransport, strength: Sure},
	{prefix: "unable to append to bounce message", trouble: TroubleBounce, strength: Sure},
	{prefix: "unable to reread controls", trouble: TroubleConfig, strength: Sure},
	{trouble: TroubleQueue, strength: Sure},
}

// qmailWarnings are the words after "warning: ".
var qmailWarnings = [...]localSign{
	{prefix: "unable to ", trouble: TroubleQueue, strength: Sure},
	{prefix: "trouble injecting bounce message", trouble: TroubleBounce, strength: Sure},
	{prefix: "trouble opening ", trouble: TroubleQueue, strength: Sure},
	{prefix: "trouble marking ", trouble: TroubleQueue, strength: Sure},
}
