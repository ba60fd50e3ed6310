package main

import (
	"encoding/json"
	"strings"
	"testing"

	"tempfail/aggregate"
)

func TestRedactReachesEveryString(t *testing.T) {
	const text = "450 <first.last+tag@example.com>: try later; ask \u00fcser@m\u00fcller.example or x@y"
	s := &aggregate.Snapshot{
		Waiting:  []aggregate.WaitingRow{{Recipient: "first.last+tag@example.com", Destination: "example.com", LastReply: text}},
		Findings: []aggregate.Finding{{Samples: []string{text}, Evidence: []aggregate.Evidence{{Says: text}}}},
		Input:    aggregate.Input{Samples: []aggregate.Sample{{Text: text}}},
	}
	redact(s)
	out, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"first.", ".last", "tag@", "\u00fcser"} {
		if strings.Contains(string(out), secret) {
			t.Errorf("%q is still there: %s", secret, out)
		}
	}
	if w := s.Waiting[0]; !strings.HasSuffix(w.Recipient, "@example.com") || !strings.Contains(w.LastReply, w.Recipient) {
		t.Errorf("%s is not who it was in %q", w.Recipient, w.LastReply)
	}
}
