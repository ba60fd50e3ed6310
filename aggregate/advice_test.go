package aggregate

import (
	"strings"
	"testing"

	"tempfail/parser"
)

// TestAdviceRunsNothing: a name that a sender chose is in no command to copy,
// unless a shell takes it for a word.
func TestAdviceRunsNothing(t *testing.T) {
	for name, told := range map[string]bool{
		"Example.COM": true, "xn--bcher-kva.example": true, "_dmarc.example.org": true, "bücher.example": true,
		"$(touch x).example": false, "a;id.example": false, "a b.example": false, "`id`.example": false, "a'b.example": false, "a\nb.example": false,
	} {
		f := Finding{Verdict: RemoteOutage, Scope: Scope{"destination", name}, Waiting: 1}
		advice := strings.Join(new(evidence).adviceFor(&f), "\n")
		if got := strings.Contains(advice, "tempfail trace"); got != told {
			t.Errorf("%q: told a command %t, want %t: %s", name, got, told, advice)
		}
		if !told && strings.Contains(advice, name) {
			t.Errorf("%q is in the advice: %s", name, advice)
		}
	}
}

// TestAdviceIsForOnesOwnRelay: who is told "it is us" is not sent to others.
func TestAdviceIsForOnesOwnRelay(t *testing.T) {
	f := Finding{Verdict: LocalFault, Fault: parser.FaultLocal, Cause: parser.RemoteError, Scope: Scope{"relay", "smarthost.example.com"}}
	advice := strings.Join(new(evidence).adviceFor(&f), "\n")
	if !strings.Contains(advice, "smarthost.example.com") || strings.Contains(advice, "their") {
		t.Errorf("advice for one's own relay: %s", advice)
	}
}

// TestAdviceForACase: what is for one or for many begins with a label that
// fitting knows, and no finding shows it.
func TestAdviceForACase(t *testing.T) {
	e := new(evidence)
	for c := range parser.NumCauses {
		for _, advice := range parser.Cause(c).Advice() {
			label, _, found := strings.Cut(advice, ": ")
			if !found || !strings.HasPrefix(label, "One ") && !strings.HasPrefix(label, "Many ") || label == "Many at one operator" {
				continue
			}
			one, many := Finding{Scope: Scope{"destination", "example.com"}}, Finding{Scope: Scope{"host", "mx"}}
			forOne, forMany := e.fitting(&one, advice, nil), e.fitting(&many, advice, nil)
			if (forOne == "") == (forMany == "") {
				t.Errorf("%q is for both, or for neither", advice)
			}
			if s := forOne + forMany; strings.HasPrefix(s, label) {
				t.Errorf("%q begins with its label", s)
			}
			if unclear := (Finding{Scope: one.Scope, Verdict: Unclear}); e.fitting(&unclear, advice, nil) != "" {
				t.Errorf("%q is told where nobody knows whose it is", advice)
			}
		}
	}
}
