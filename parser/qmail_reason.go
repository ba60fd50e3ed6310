package parser

import "bytes"

// qmailReports is how qmail-remote says where in the dialogue it was, behind
// the relay's address (notqmail qmail-remote.c; the last rows are of s/qmail
// and of the patches that authenticate).
var qmailReports = [...]struct {
	words string
	phase Phase
}{
	{"accepted message", PhaseUnknown},
	{"does not like recipient", PhaseRcpt},
	{"but connection died. Possible duplicate!", PhaseEOD},
	{"but connection died", PhaseUnknown},
	{"but greeting failed", PhaseBanner},
	{"but my name was rejected", PhaseHelo},
	{"but sender was rejected", PhaseMail},
	{"failed on DATA command", PhaseData},
	{"failed after I sent the message", PhaseEOD},
	{"but authentication ", PhaseAuth},
	{"but password expired", PhaseAuth},
	{"but unable to base64", PhaseAuth},
	{"but STARTTLS was rejected", PhaseStartTLS},
}

// readReport finds "IP does not like recipient" and "Connected to IP but ...".
// Patches write more before it: whose message it was, or that they go on
// without authentication. TLS writes the address last: "...; connected to IP.".
func readReport(own []byte) (ip []byte, phase Phase) {
	word := 0
	for i, c := range own {
		if c != ' ' {
			continue
		}
		if report := reportAt(own[i+1:]); report >= 0 {
			ip = own[word:i:i]
			ip = bytes.TrimPrefix(ip[bytes.LastIndexByte(ip, '/')+1:], []byte("to")) // a line before; s/qmail forgot a space
			return addressOnly(ip), qmailReports[report].phase
		}
		word = i + 1
	}
	for i := range qmailPhases {
		if p := &qmailPhases[i]; hasPrefix(own, p.prefix) {
			phase = p.phase
			break
		}
	}
	for _, mark := range [...]string{"; connected to ", "; connecting to "} {
		if _, at, ok := bytes.Cut(own, []byte(mark)); ok {
			at, _ = cutWord(at)
			return addressOnly(bytes.TrimSuffix(at, []byte("."))), phase
		}
	}
	if at, _, ok := bytes.Cut(own, []byte(" port ")); ok && phase == PhaseConnect { // IndiMail: "for HOST to IP port N"
		ip = addressOnly(at[bytes.LastIndexByte(at, ' ')+1:])
	}
	return ip, phase
}

// reportAt is the index of the report that b begins with, or -1.
func reportAt(b []byte) int {
	if len(b) == 0 || b[0] != 'b' && b[0] != 'a' && b[0] != 'd' && b[0] != 'f' {
		return -1
	}
	for i := range qmailReports {
		if hasPrefix(b, qmailReports[i].words) {
			return i
		}
	}
	return -1
}

// addressOnly gives an address of the Internet, or nil.
func addressOnly(word []byte) []byte {
	dots := 0
	for _, c := range word {
		switch {
		case c == '.' || c == ':':
			dots++
		case !isHex([]byte{c}):
			return nil
		}
	}
	if dots < 2 {
		return nil
	}
	return word
}

// qmailPhases are its words where there was no dialogue.
var qmailPhases = [...]struct {
	prefix string
	phase  Phase
}{
	{"Sorry, I wasn't able to establish ", PhaseConnect}, // "an SMTP connection"; IndiMail: "a SMTP connection for HOST"
	{"Sorry, I couldn't find ", PhaseResolve},
	{"CNAME lookup failed temporarily", PhaseResolve},
	{"Sorry. Although I'm listed as a best-preference MX", PhaseResolve},
	{"TLS ", PhaseStartTLS},
	{"STARTTLS ", PhaseStartTLS},
	{"No TLS achieved while ", PhaseStartTLS},
}

// qmailReasons are the words that show something of this host to be broken
// (notqmail qmail-remote.c, qmail-local.c, qmail-lspawn.c, qmail-rspawn.c).
var qmailReasons = [...]localSign{
	{prefix: "Sorry, I wasn't able to establish ", trouble: TroubleNet, strength: Breadth},           // whatever errno was
	{prefix: "Sorry, I couldn't find any host by that name", trouble: TroubleDNS, strength: Breadth}, // not "named X", which is final
	{prefix: "Sorry, I couldn't find any host named: ", trouble: TroubleDNS, strength: Breadth},      // s/qmail's, temporary by its colon
	{prefix: "Sorry, I couldn't find TLSA RR", trouble: TroubleDNS, strength: Breadth},               // IndiMail
	{prefix: "Can't bind to local ip address", trouble: TroubleBind, strength: Sure},                 // s/qmail
	{prefix: "Invalid ipaddr in ", trouble: TroubleConfig, strength: Sure},
	{prefix: "invalid ipaddr in ", trouble: TroubleConfig, strength: Sure},
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

var allQmailReasons = newSignTable(qmailReasons[:])

// qmailAlerts are the words after "alert: "; every alert is serious.
var qmailAlerts = newSignTable([]localSign{
	{prefix: "out of memory", trouble: TroubleMemory, strength: Sure},
	{prefix: "cannot start", trouble: TroubleConfig, strength: Sure},
	{prefix: "oh no! lost spawn connection", trouble: TroubleTransport, strength: Sure},
	{prefix: "unable to append to bounce message", trouble: TroubleBounce, strength: Sure},
	{prefix: "unable to reread controls", trouble: TroubleConfig, strength: Sure},
	{trouble: TroubleQueue, strength: Sure},
})

// qmailWarnings are the words after "warning: ".
var qmailWarnings = newSignTable([]localSign{
	{prefix: "unable to ", trouble: TroubleQueue, strength: Sure},
	{prefix: "trouble injecting bounce message", trouble: TroubleBounce, strength: Sure},
	{prefix: "trouble opening ", trouble: TroubleQueue, strength: Sure},
	{prefix: "trouble marking ", trouble: TroubleQueue, strength: Sure},
})
