package explain

import (
	"fmt"
	"io"
	"strings"

	"tempfail/parser"
)

// waiting says whether waiting will help.
var waiting = [parser.NumCauses]string{
	parser.CauseUnknown:       "nobody can tell from these words; the queue tries again by itself",
	parser.Greylist:           "yes: a later try is what they ask for",
	parser.Policy:             "hardly: a rule stays until someone changes it",
	parser.RateLimit:          "yes, if less is sent at a time",
	parser.Reputation:         "no: not until the reason is gone and the listing with it",
	parser.Authentication:     "no: not until the record or the name is repaired",
	parser.Content:            "no: the same message will be judged the same way",
	parser.RemoteBusy:         "yes",
	parser.RemoteStorage:      "yes, until they have made room",
	parser.RemoteError:        "yes, until they have repaired it",
	parser.MailboxFull:        "only if the recipient makes room",
	parser.MailboxUnavailable: "yes, as a rule",
	parser.RecipientUnknown:   "no: the address will not appear by itself",
	parser.DomainInvalid:      "no: the domain will not appear by itself",
	parser.DNS:                "yes, if it is one domain; if it is many, repair the resolver",
	parser.Connect:            "yes, if it is one host; if it is many, look at this host's network",
	parser.ConnLost:           "yes, as a rule; a large message may fail each time",
	parser.TLS:                "only if one side changes its certificate or policy",
	parser.RelayAuth:          "no: not until the login or the relay's configuration is repaired",
	parser.LocalCause:         "no: it is this host, and it needs repair",
	parser.Protocol:           "no: the same bytes will be refused again",
}

// faults says for people whose it is.
var faults = [parser.NumFaults]string{
	parser.FaultUnknown:   "not to be told from this",
	parser.FaultLocal:     "this mail host",
	parser.FaultSender:    "the sending side: its reputation, identity or content; no machine is broken",
	parser.FaultPolicy:    "nobody is broken: it is a deliberate delay or a house rule of theirs",
	parser.FaultRate:      "the sending side sends faster than they take",
	parser.FaultRemote:    "their server",
	parser.FaultRecipient: "that mailbox or its domain",
	parser.FaultNetwork:   "network or DNS: theirs if it is one destination, ours if it is many",
}

var origins = [parser.NumOrigins]string{
	parser.OriginUnknown: "not to be told from this",
	parser.Local:         "the mail server that wrote the log",
	parser.Remote:        "the server at the other end",
}

// WriteText writes a for people.
func (a *Answer) WriteText(w io.Writer) error {
	var b strings.Builder
	line := func(name, says string) { fmt.Fprintf(&b, "%-10s %s\n", name, says) }

	line("reply", a.Reply)
	line("means", a.meaning())
	line("fault", faults[a.Fault]+" ("+a.Fault.String()+")")
	line("said by", a.speaker())
	line("how sure", a.certainty())
	for i, s := range a.CanBe {
		name := ""
		if i == 0 {
			name = "can be"
		}
		line(name, fmt.Sprintf("%2.0f %%  %s", 100*s.Share, s.Cause))
	}
	line("waiting", a.Waiting)
	for i, step := range a.Advice {
		name := ""
		if i == 0 {
			name = "do"
		}
		line(name, step)
	}
	for _, note := range a.Notes {
		line("note", note)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// meaning says what it is about, with a reserve where little speaks for it.
func (a *Answer) meaning() string {
	says := a.Cause.Means() + " (" + a.Cause.String() + ")"
	if a.Cause != parser.CauseUnknown && a.Confidence < 0.5 {
		return "perhaps: " + says
	}
	return says
}

// speaker says who spoke, when, and at which operator.
func (a *Answer) speaker() string {
	says := origins[a.Origin]
	if a.Phase != parser.PhaseUnknown.String() {
		says += ", phase " + a.Phase
	}
	if a.Provider != "" {
		says += ", wording of " + a.Provider
	}
	return says
}

// certainty says how sure the answer is and what decided.
func (a *Answer) certainty() string {
	var degree string
	switch {
	case a.Confidence >= 0.9:
		degree = "very"
	case a.Confidence >= 0.75:
		degree = "fairly"
	case a.Confidence >= 0.5:
		degree = "moderately"
	case a.Confidence > 0:
		degree = "hardly"
	default:
		return "not at all: no known wording in it"
	}
	return fmt.Sprintf("%s (%.2f), by: %s", degree, a.Confidence, a.Matched)
}
