package parser

import "bytes"

// refusedByRuleset reads what the check_ rulesets refuse a client
// (sendmail/srvrsmtp.c, rscheck in sendmail/parseaddr.c):
//
//	ruleset=check_rcpt, arg1=<R>, relay=name [ip][ (may be forged)], reject=451 4.7.1 words
func (m *sendmailLine) refusedByRuleset(ev *Event, rest []byte) Result {
	ruleset, rest, _ := bytes.Cut(rest, []byte(","))
	about, words, ok := bytes.Cut(rest, []byte(", reject="))
	if !ok {
		return Silent
	}
	m.start(ev, Refused)
	_, arg, _ := bytes.Cut(about, []byte("arg1="))
	switch arg = bare(arg[:listedEnd(arg)]); string(ruleset) {
	case "rcpt", "compat":
		ev.Recipient = arg
	case "mail":
		ev.Sender = arg
	}
	return m.refuse(ev, ruleset, words)
}

// refusedByMilter reads "data, reject=451 4.3.2 words" and "to=<R>, reject=..."
// (sendmail/milter.c, sendmail/srvrsmtp.c).
func (m *sendmailLine) refusedByMilter(ev *Event, rest []byte) Result {
	stage, words, ok := bytes.Cut(rest, []byte(", reject="))
	if !ok {
		return Silent
	}
	m.start(ev, Refused)
	if name, addr, ok := bytes.Cut(stage, []byte("=")); ok {
		stage = name
		switch addr = bare(addr); string(name) {
		case "to":
			ev.Recipient = addr
		case "from":
			ev.Sender = addr
		}
	}
	return m.refuse(ev, stage, words)
}

// refusedRecipient reads "<R>... User unknown": an address that this host
// does not know, and whose 5xx is not logged (sendmail/recipient.c).
func (m *sendmailLine) refusedRecipient(ev *Event, rest []byte) Result {
	addr, words, ok := bytes.Cut(rest, []byte("... "))
	if !ok || m.id == nil {
		return Silent
	}
	m.start(ev, Refused)
	ev.Recipient = bare(addr)
	return m.refuse(ev, nil, words)
}

// sendmailStages is how a refusal names the moment.
var sendmailStages = [...]struct {
	stage string
	phase Phase
}{
	{"relay", PhaseConnect}, {"connect", PhaseConnect}, {"helo", PhaseHelo}, {"mail", PhaseMail}, {"from", PhaseMail},
	{"rcpt", PhaseRcpt}, {"to", PhaseRcpt}, {"compat", PhaseRcpt}, {"data", PhaseData}, {"header", PhaseData}, {"eoh", PhaseData}, {"eom", PhaseEOD},
}

func (m *sendmailLine) refuse(ev *Event, stage, words []byte) Result {
	ev.Reply = Reply{Origin: Local, Text: words}
	for i := range sendmailStages {
		if s := &sendmailStages[i]; string(stage) == s.stage {
			ev.Reply.Phase = s.phase
		}
	}
	readReply(words, &ev.Reply)
	if sign := sendmailRefusals.find(words); sign != nil {
		ev.Local = LocalReport{sign.trouble, sign.strength, words}
	}
	return Found
}

var sendmailRefusals = newSignTable([]localSign{
	{holds: "4.4.5 Insufficient disk space", trouble: TroubleDisk, strength: Sure}, // sendmail/srvrsmtp.c, MinFreeBlocks
	{holds: "4.3.2 Please try again later", trouble: TroubleMilter, strength: Hint},
})

// sendmailSigns are the lines in which Sendmail says that something of this
// host is broken, but for SYSERR.
var sendmailSigns = [...]localSign{
	{prefix: "low on space (", trouble: TroubleDisk, strength: Sure}, // sendmail/queue.c, enoughdiskspace
	{prefix: "rejecting connections on daemon ", holds: ": load average", trouble: TroubleLoad, strength: Sure},
	{prefix: "rejecting connections on daemon ", holds: " children, max ", trouble: TroubleLoad, strength: Hint},
	{prefix: "deferring connections ", holds: "load average", trouble: TroubleLoad, strength: Sure},
	{prefix: "delaying connections ", holds: "load average", trouble: TroubleLoad, strength: Sure},
	{prefix: "runqueue: Aborting queue run: load average too high", trouble: TroubleLoad, strength: Sure},
	{prefix: "Milter (", holds: "): error connecting to filter", trouble: TroubleMilter, strength: Sure}, // libmilter, sendmail/milter.c
	{prefix: "Milter (", holds: "): to error state", trouble: TroubleMilter, strength: Sure},
	{prefix: "Milter (", holds: "): init failed", trouble: TroubleMilter, strength: Sure},
	{prefix: "Milter (", holds: "): local socket name ", trouble: TroubleMilter, strength: Sure},
	{prefix: "STARTTLS=client, error: load verify locs ", trouble: TroubleTLS, strength: Sure}, // sendmail/tls.c
	{prefix: "STARTTLS=client: file ", holds: " unsafe", trouble: TroubleTLS, strength: Sure},
	{prefix: "STARTTLS=client, error: SSL_CTX_", trouble: TroubleTLS, strength: Sure},
	{prefix: "AUTH=client, available mechanisms", holds: "do not fulfill requirements", trouble: TroubleSASL, strength: Sure},
}

// sendmailErrors are for the words after SYSERR. Sendmail marks with it what
// it takes for serious; rows without a trouble are not of this host.
var sendmailErrors = [...]localSign{
	{holds: "No space left on device", trouble: TroubleDisk, strength: Sure},
	{holds: "isk quota exceeded", trouble: TroubleDisk, strength: Sure},
	{holds: "Too many open files", trouble: TroubleFiles, strength: Sure},
	{holds: "Cannot allocate memory", trouble: TroubleMemory, strength: Sure},
	{holds: "ut of memory", trouble: TroubleMemory, strength: Sure},
	{holds: "Read-only file system", trouble: TroubleReadonly, strength: Sure},
	{prefix: "collect: "}, // a client that went away
	{prefix: "putoutmsg "},
	{prefix: "putbody: "},
	{prefix: "timeout "},
	{prefix: "Too many hops "},
	{holds: "Permission denied", trouble: TroubleConfig, strength: Sure},
	{holds: " points back to ", trouble: TroubleLoop, strength: Sure},
	{holds: "mail loops back to me", trouble: TroubleLoop, strength: Sure},
	{holds: "cannot bind", trouble: TroubleBind, strength: Sure},
	{holds: "queue file", trouble: TroubleQueue, strength: Sure},
	{prefix: "queueup: ", trouble: TroubleQueue, strength: Sure},
	{prefix: "savemail: ", trouble: TroubleBounce, strength: Sure},
	{holds: " map ", trouble: TroubleTable, strength: Sure},
	{prefix: "hash map ", trouble: TroubleTable, strength: Sure},
	{trouble: TroubleConfig, strength: Sure},
}

var (
	allSendmailSigns  = newSignTable(sendmailSigns[:])
	allSendmailErrors = newSignTable(sendmailErrors[:])
)

// localFault reads the lines that are about this host itself.
func (m *sendmailLine) localFault(ev *Event, rest []byte) Result {
	signs, words := allSendmailSigns, rest
	if hasPrefix(rest, "SYSERR(") {
		signs = allSendmailErrors
		_, words, _ = bytes.Cut(rest, []byte("): "))
	}
	sign := signs.find(words)
	if sign == nil || sign.trouble == TroubleUnknown {
		return Silent
	}
	m.start(ev, LocalFault)
	ev.Local = LocalReport{sign.trouble, sign.strength, m.msg}
	return Found
}
