package report

import (
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
)

// TestAnswerSaysWhetherItIsOver: of a log that was read later, "it is us" alone
// would be taken for now.
func TestAnswerSaysWhetherItIsOver(t *testing.T) {
	from, until := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	finding := func(v aggregate.Verdict, end string) aggregate.Finding {
		f := aggregate.Finding{Verdict: v, Since: from, Ongoing: end == "", Scope: aggregate.Scope{Kind: "destination", Name: "example.com"}}
		if at, err := time.Parse(time.DateTime, "2026-03-02 "+end+":00"); err == nil {
			f.Until = &at
		}
		return f
	}
	for _, c := range []struct {
		findings    []aggregate.Finding
		says, brief string
	}{
		{[]aggregate.Finding{finding(aggregate.LocalFault, "14:23")}, "It has been over since 14:23.", "local-fault example.com; over; nobody"},
		{[]aggregate.Finding{finding(aggregate.LocalFault, "")}, "It goes on at the end of the log.", "; ongoing; nobody"},
		{[]aggregate.Finding{finding(aggregate.Blocked, "14:23"), finding(aggregate.RemoteOutage, "15:00"), finding(aggregate.RecipientTrouble, "")},
			"All of it has been over since 15:00.", "; over; nobody"},
		{[]aggregate.Finding{finding(aggregate.Blocked, "14:23"), finding(aggregate.RemoteOutage, "")},
			"1 of 2 ongoing at the end of the log; the last that ended did so at 14:23.", "; 1 of 2 ongoing; nobody"},
		{[]aggregate.Finding{finding(aggregate.RecipientTrouble, "14:23")}, "", "no fault found; nobody"},
	} {
		s := &aggregate.Snapshot{Answer: aggregate.Answer{Side: aggregate.SideUs, Says: "It is us."}, Findings: c.findings,
			Input: aggregate.Input{From: &from, Until: &until}}
		var b strings.Builder
		if err := Text(&b, s, Options{Width: 120}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), strings.TrimRight("It is us.\n          "+c.says, " ")+"\n") {
			t.Errorf("it does not say %q:\n%s", c.says, b.String())
		}
		if !strings.Contains(b.String(), c.brief) {
			t.Errorf("the last line is not %q:\n%s", c.brief, b.String())
		}
	}
}
