package aggregate

import (
	"bytes"
	"testing"
	"time"

	"tempfail/parser"
)

// fullOf is a failed delivery to a mailbox here, for which there is no room.
func fullOf(id, who string) *parser.Event {
	ev := tryOf("mx", id, parser.Deferred, someday)
	ev.Recipient, ev.Relay, ev.Reply = []byte(who+"@example.com"), parser.Relay{}, parser.Reply{Origin: parser.Local, Text: []byte("no room")}
	ev.Local = parser.LocalReport{Trouble: parser.TroubleDisk, Strength: parser.Sure, Text: []byte("/var/mail/" + who + ": No space left on device")}
	return ev
}

// TestWhomTroublesAreAbout: of each fault of this host that is shown verbatim it
// is known whom it is about, also when parts were merged, and after a restart.
func TestWhomTroublesAreAbout(t *testing.T) {
	whole, part := New(Options{}), NewPart(Options{})
	whole.Add(tryOf("mx", "A1", parser.Sent, someday))
	part.Add(fullOf("A2", "ann.lee"))
	part.Add(fullOf("A3", "bob.lee")) // in the same words
	whole.Merge(part)
	var saved bytes.Buffer
	if err := whole.Save(&saved); err != nil {
		t.Fatal(err)
	}
	restored := New(Options{})
	if err := restored.Restore(saved.Bytes()); err != nil {
		t.Fatal(err)
	}
	for about, a := range map[string]*Aggregator{"merged": whole, "restored": restored} {
		s := a.Snapshot(time.Time{})
		if len(s.LocalFaults) != 1 || len(s.Findings) == 0 || len(s.Findings[0].Samples) == 0 {
			t.Fatalf("%s: %+v, %+v", about, s.LocalFaults, s.Findings)
		}
		for _, sample := range []string{s.LocalFaults[0].Sample, s.Findings[0].Samples[0]} {
			if to := s.SampleTo[sample]; to != "ann.lee@example.com" {
				t.Errorf("%s: %q is about %q", about, sample, to)
			}
		}
	}
}
