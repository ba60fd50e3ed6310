package aggregate

import (
	"slices"
	"strings"
	"testing"

	"tempfail/parser"
)

// TestDialects: advice is in the words of the mail server alone, and in words
// for any where a dialect lacks them.
func TestDialects(t *testing.T) {
	for mta, d := range dialects {
		if !slices.Contains(parser.MTAs(), mta) {
			t.Errorf("no mail server has the name %q", mta)
		}
		for word := range d {
			if anyServer[word] == "" {
				t.Errorf("%s: no advice can ask for {%s}", mta, word)
			}
		}
	}
	all := strings.Join(append(ownAdvice[:], nextHopAdvice, accountAdvice, relayDistrust), "\n")
	for _, m := range measures {
		all += "\n" + m.advice
	}
	for _, f := range []Finding{
		{Verdict: Throttled, Scope: Scope{"provider", "example"}},
		{Verdict: LocalFault, Cause: parser.Connect, Scope: Scope{"relay", "smarthost.example.com"}},
	} {
		all += "\n" + strings.Join(new(evidence).adviceFor(&f), "\n")
	}
	for word := range anyServer {
		if !strings.Contains(all, "{"+word+"}") {
			t.Errorf("no advice has a place for {%s}", word)
		}
	}
	for _, mta := range parser.MTAs() {
		said := dialects[mta].in(all)
		if strings.ContainsAny(said, "{}") {
			t.Errorf("%s: left without a word: %s", mta, said)
		}
		if mta != "postfix" {
			for _, word := range []string{"postfix", "postqueue", "main.cf", "relayhost", "smtp_bind", "_destination_"} {
				if strings.Contains(said, word) {
					t.Errorf("%s: advice in the words of Postfix (%s): %s", mta, word, said)
				}
			}
		}
	}
}
