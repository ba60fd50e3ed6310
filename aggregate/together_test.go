package aggregate_test

import (
	"fmt"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// TestFindingOfNothing: of operators that fail in mid-session those whose TLS
// this host distrusts are told of first, with their TLS alone;
// then no second finding is made of what was explained.
func TestFindingOfNothing(t *testing.T) {
	for _, last := range []int{10, 12, 14, 17, 20} {
		t.Run(fmt.Sprint(last), func(t *testing.T) { findingOfNothing(t, last) })
	}
}

func findingOfNothing(t *testing.T, last int) {
	a := aggregate.New(aggregate.Options{})
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	n := 0
	for minute := range 24 * 60 / 5 {
		for d := range 40 {
			n++
			domain := fmt.Sprintf("d%d.test", d)
			ev := parser.Event{
				Kind: parser.Attempt, Status: parser.Sent, Attempted: true, Count: 1, Time: start.Add(time.Duration(minute*300+d) * time.Second),
				Host: []byte("mail"), Instance: []byte("postfix"), Agent: []byte("smtp"),
				QueueID: fmt.Appendf(nil, "%08X", n), Recipient: fmt.Appendf(nil, "u%d@%s", n, domain),
				Relay: parser.Relay{Host: []byte("mx." + domain), IP: fmt.Appendf(nil, "198.51.100.%d", d), Port: 25},
				Reply: parser.Reply{Origin: parser.Remote, Phase: parser.PhaseRcpt, Code: 250, Text: []byte("250 ok")},
			}
			tls := parser.Reply{Origin: parser.Local, Phase: parser.PhaseStartTLS, Text: []byte("Server certificate not trusted")}
			lost := parser.Reply{Origin: parser.Local, Phase: parser.PhaseData, Text: []byte("lost connection while sending message body")}
			if minute > 140 {
				switch {
				case d < 3:
					ev.Status, ev.Reply = parser.Deferred, tls
				case d < last:
					ev.Status, ev.Reply = parser.Deferred, lost
					if minute%3 == 0 {
						ev.Reply = tls
					}
				}
			}
			a.Line(parser.Found)
			a.Add(&ev)
		}
	}
	s := a.Snapshot(time.Time{})
	t.Log(s.Answer.Says)
	for _, f := range s.Findings {
		t.Logf("%s attempts=%d failed=%d recipients=%d: %s", f.Verdict, f.Attempts, f.Failed, f.Recipients, f.Says)
		if most := int64(148*3 + 50*(last-3)); f.Verdict == aggregate.LocalFault && f.Failed > most {
			t.Errorf("%d failures are laid on this host's trust, which at most %d have to do with", f.Failed, most)
		}
		if f.Verdict == aggregate.Unclear && f.Failed <= int64(last) {
			t.Errorf("a finding of 12 hours and %d failures covers what another left over: %s", f.Failed, f.Says)
		}
		if f.Failed == 0 {
			t.Errorf("a finding covers nothing: %s", f.Says)
		}
	}
}
