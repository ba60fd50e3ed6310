package parser

import (
	"bytes"
	"testing"
	"time"
)

// FuzzExim feeds lines to the grammar, which may not panic, read outside of
// the line, or leave a field of the line before.
func FuzzExim(f *testing.F) {
	at := time.Date(2026, 11, 23, 12, 41, 53, 0, time.UTC)
	env := newEnvelope(time.UTC, Date{Year: 2026})
	for _, s := range eximSamples(f) {
		var ln line
		env.open([]byte(s.raw), &ln)
		f.Add(string(ln.tag), ln.msg)
		f.Add(string(ln.tag), ln.msg[:len(ln.msg)/2])
	}
	f.Fuzz(func(t *testing.T, tag string, msg []byte) {
		claimsExim([]byte(tag), msg)
		first, second := line{at: at, msg: msg}, line{at: at, msg: msg}
		clean, used := Event{}, stalePostfix()
		result := parseExim(&first, &clean)
		if again := parseExim(&second, &used); again != result {
			t.Fatalf("%s, then %s", result, again)
		}
		if result != Found {
			return
		}
		if a, b := describeExim(result, &clean), describeExim(result, &used); a != b {
			t.Errorf("depends on the event before:\n%s\n%s", a, b)
		}
		for _, view := range [][]byte{
			clean.QueueID, clean.MessageID, clean.Sender, clean.Account, clean.Recipient, clean.OrigTo, clean.Agent,
			clean.Relay.Host, clean.Relay.IP, clean.Reply.Text, clean.Reply.Relay.Host, clean.Reply.Relay.IP, clean.Local.Text,
		} {
			if !bytes.Contains(msg, view) {
				t.Errorf("%q is not of the line", view)
			}
		}
		if clean.Kind == Attempt && (clean.Status == NoStatus || len(clean.Recipient) == 0) {
			t.Errorf("an attempt without an outcome or a recipient: %s", describeExim(result, &clean))
		}
		if clean.Size < 0 || clean.Rcpts < 0 || clean.Delays.Total < 0 || clean.Delays.Queue < 0 || clean.Reply.Code > 999 {
			t.Errorf("out of bounds: %+v", clean)
		}
	})
}
