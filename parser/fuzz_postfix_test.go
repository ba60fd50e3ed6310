package parser

import (
	"bytes"
	"testing"
)

// FuzzPostfix feeds bodies to the grammar, which may not panic, read outside
// of the line, or leave a field of the line before.
func FuzzPostfix(f *testing.F) {
	for _, s := range postfixSamples(f) {
		ln := splitTag(s.raw)
		f.Add(ln.tag, ln.msg)
		f.Add(ln.tag, ln.msg[:len(ln.msg)/2])
	}
	f.Fuzz(func(t *testing.T, tag, msg []byte) {
		claimsPostfix(tag, msg)
		ln := line{tag: tag, msg: msg}
		clean, used := Event{}, stalePostfix()
		result := parsePostfix(&ln, &clean)
		if again := parsePostfix(&ln, &used); again != result {
			t.Fatalf("%s, then %s", result, again)
		}
		if result != Found {
			return
		}
		if a, b := describePostfix(result, &clean), describePostfix(result, &used); a != b {
			t.Errorf("depends on the event before:\n%s\n%s", a, b)
		}
		for _, view := range [][]byte{
			clean.QueueID, clean.OldQueueID, clean.ChildID, clean.MessageID, clean.Sender, clean.Account, clean.Recipient, clean.OrigTo,
			clean.Relay.Host, clean.Relay.IP, clean.Reply.Text, clean.Reply.Relay.Host, clean.Reply.Relay.IP, clean.TLS, clean.Local.Text,
		} {
			if !bytes.Contains(msg, view) {
				t.Errorf("%q is not of the line", view)
			}
		}
		if clean.Kind == Attempt && clean.Status == NoStatus {
			t.Error("an attempt without an outcome")
		}
		if clean.Size < 0 || clean.Rcpts < 0 {
			t.Errorf("size %d, recipients %d", clean.Size, clean.Rcpts)
		}
	})
}

// FuzzReadReply checks what both readers of replies promise of any text.
func FuzzReadReply(f *testing.F) {
	for _, s := range postfixSamples(f) {
		if _, reason, ok := bytes.Cut([]byte(s.raw), []byte(" (")); ok {
			f.Add(reason)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var r Reply
		postfixReason(text, &r)
		if r.Origin == OriginUnknown || r.Code > 999 {
			t.Errorf("%+v", r)
		}
		before := r
		readReply(r.Text, &r)
		if before.Origin == Remote && (r.Code != before.Code || r.Enhanced != before.Enhanced) {
			t.Errorf("read twice: %+v, %+v", before, r)
		}
	})
}
