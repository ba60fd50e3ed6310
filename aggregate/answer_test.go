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
		f := Finding{Verdict: RemoteOutage, Scope: Scope{"destination", name}}
		advice := strings.Join(adviceFor(&f), "\n")
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
	advice := strings.Join(adviceFor(&f), "\n")
	if !strings.Contains(advice, "smarthost.example.com") || strings.Contains(advice, "their") {
		t.Errorf("advice for one's own relay: %s", advice)
	}
}
