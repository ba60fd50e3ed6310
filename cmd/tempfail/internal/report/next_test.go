package report

import (
	"strings"
	"testing"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/explain"
	"tempfail/parser"
)

// TestExplainStepSaysTheSame: the command that is printed gives the cause that
// the report has, also where the words that decide come late.
func TestExplainStepSaysTheSame(t *testing.T) {
	explainer := explain.New()
	for _, c := range []struct {
		sample string
		cause  parser.Cause
		want   string
	}{
		{"451 4.7.1 Greylisting in action, please come back later", parser.Greylist, "451 4.7.1 Greylisting in action, please come back later"},
		{"host mx.example.com[192.0.2.1] said: 450 4.2.0 <ann@example.com>: Recipient address rejected: Greylisted, see http://example.com/grey (in reply to RCPT TO command)",
			parser.Greylist, "450 4.2.0 <ann@example.com>: Recipient address rejected: Greylisted, see http://example.com/grey"},
		{"connect to mail.example.com[198.51.100.143]:25: Connection refused", parser.Connect, "connect to mail.example.com[198.51.100.143]:25: Connection refused"},
		{"554-mx.example.com (mx117) Nemesis ESMTP Service not available 554-No SMTP service 554-IP address is black listed. 554 See http://example.com/",
			parser.Reputation, "554-mx.example.com (mx117) Nemesis ESMTP Service not available 554-No SMTP service 554-IP address is black listed. 554 See http://example.com/"},
		{"Host or domain name not found. Name service error for name=example.com type=MX: Host not found, try again",
			parser.DNS, "Host or domain name not found. Name service error for name=example.com type=MX: Host not found, try again"},
		{"451 4.3.2 Internal server error (in reply to MAIL FROM command)", parser.RemoteError, "451 4.3.2 Internal server error"},
		{"451", parser.CauseUnknown, ""},
		{"-h is no reply", parser.CauseUnknown, ""},
		{"451 4.7.1 Greylisting in action", parser.MailboxFull, ""}, // the words do not say what the report does
		{"451 4.7.1 Can't take it: greylisted!\x1b[2J", parser.Greylist, "451 4.7.1 Can t take it: greylisted  [2J"},
		{"451 greylisted " + strings.Repeat("for long ", 60), parser.Greylist, "451 greylisted" + strings.Repeat(" for long", 54)},
		{"451 " + strings.Repeat("very ", 120) + "greylisted", parser.Greylist, ""}, // cut, it is no greylisting
	} {
		p := &page{s: &aggregate.Snapshot{Findings: []aggregate.Finding{{Verdict: aggregate.Unclear, Cause: c.cause, Samples: []string{c.sample}}}}}
		command := p.explainStep()
		words := strings.TrimSuffix(strings.TrimPrefix(command, "tempfail explain '"), "'")
		if words != c.want {
			t.Errorf("%s\nhas %q, want %q", c.sample, words, c.want)
		}
		if words != "" && explainer.Explain(words).Cause != c.cause {
			t.Errorf("%s\ngives %v, want %v", command, explainer.Explain(words).Cause, c.cause)
		}
	}
}

// TestExplainStepIsAboutTheAnswer: where all is clear, the reply is one of what
// the answer speaks of, and none of what is expected.
func TestExplainStepIsAboutTheAnswer(t *testing.T) {
	const (
		grey   = "451 4.7.1 Greylisting in action"
		busy   = "421 4.3.2 Too busy, try again later"
		broken = "451 4.3.0 Internal server error"
	)
	replies := []aggregate.ReplyRow{
		{Cause: parser.Greylist, Fault: parser.FaultPolicy, Attempts: 90, Sample: grey},
		{Cause: parser.RemoteBusy, Fault: parser.FaultRemote, Attempts: 20, Sample: busy},
	}
	causes := []aggregate.CauseRow{
		{Cause: parser.Greylist, Fault: parser.FaultPolicy, Attempts: 90},
		{Cause: parser.CauseUnknown, Attempts: 30},
		{Cause: parser.RemoteBusy, Fault: parser.FaultRemote, Attempts: 20},
	}
	greylists := aggregate.Finding{Verdict: aggregate.Greylisting, Cause: parser.Greylist, Says: "example.com greylists", Samples: []string{grey}}
	over := aggregate.Finding{Verdict: aggregate.RemoteOutage, Cause: parser.RemoteError, Says: "example.org failed", Samples: []string{broken}}
	ours := aggregate.Finding{Verdict: aggregate.LocalFault, Cause: parser.DNS, Says: "no resolver", Samples: []string{broken}}
	for name, c := range map[string]struct {
		answer   aggregate.Answer
		findings []aggregate.Finding
		causes   []aggregate.CauseRow
		want     string
	}{
		"the commonest cause":  {aggregate.Answer{Side: aggregate.SideClear}, []aggregate.Finding{greylists}, causes, busy},
		"greylisting alone":    {aggregate.Answer{Side: aggregate.SideClear}, []aggregate.Finding{greylists}, causes[:1], ""},
		"what was earlier":     {aggregate.Answer{Side: aggregate.SideClear, Says: "Earlier: example.org failed."}, []aggregate.Finding{greylists, over}, causes, broken},
		"the finding quoted":   {aggregate.Answer{Side: aggregate.SideThem, Says: "It is them. example.org failed."}, []aggregate.Finding{greylists, over}, causes, broken},
		"a fault of this host": {aggregate.Answer{Side: aggregate.SideUs, Says: "It is us. no resolver."}, []aggregate.Finding{greylists, ours}, causes, ""},
		"too little to tell":   {aggregate.Answer{Side: aggregate.SideThin}, nil, causes, grey},
	} {
		p := &page{s: &aggregate.Snapshot{Answer: c.answer, Findings: c.findings, Causes: c.causes, Replies: replies}}
		want := ""
		if c.want != "" {
			want = "tempfail explain '" + c.want + "'"
		}
		if got := p.explainStep(); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
