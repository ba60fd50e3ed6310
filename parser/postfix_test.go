package parser

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// postfixSamples are lines "tag[pid]: message" with what they tell, as
// describePostfix writes it.
func postfixSamples(t testing.TB) []sample {
	t.Helper()
	files, err := filepath.Glob("../testdata/postfix/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata/postfix/*.txt: %v", err)
	}
	var samples []sample
	for _, file := range files {
		more, _ := readCorpus(t, file)
		samples = append(samples, more...)
	}
	return samples
}

// splitTag takes "tag[pid]: message" apart, as an envelope would.
func splitTag(text string) line {
	tag, msg, ok := strings.Cut(text, ": ")
	if !ok {
		return line{msg: []byte(text)}
	}
	tag, _, _ = strings.Cut(tag, "[")
	return line{tag: []byte(tag), msg: []byte(msg)}
}

func readPostfix(text string, ev *Event) Result {
	ln := splitTag(text)
	if !claimsPostfix(ln.tag, ln.msg) {
		return Foreign
	}
	return parsePostfix(&ln, ev)
}

// describePostfix writes every field of ev that is set, but for what each Postfix
// line has ("instance=postfix") and what the envelope fills in.
func describePostfix(result Result, ev *Event) string {
	if result != Found {
		return result.String()
	}
	var b bytes.Buffer
	put := func(name, value string) {
		if value == "" {
			return
		}
		if strings.ContainsAny(value, " \"\\") {
			value = strconv.Quote(value)
		}
		fmt.Fprintf(&b, " %s=%s", name, value)
	}
	number := func(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }
	put("kind", ev.Kind.String())
	put("status", ev.Status.String())
	if ev.Kind == Attempt && !ev.Attempted {
		put("attempted", "false")
	}
	if string(ev.Instance) != "postfix" {
		put("instance", string(ev.Instance))
	}
	put("agent", string(ev.Agent))
	put("queue", string(ev.QueueID))
	put("old", string(ev.OldQueueID))
	put("child", string(ev.ChildID))
	put("message", string(ev.MessageID))
	put("from", string(ev.Sender))
	put("account", string(ev.Account))
	put("to", string(ev.Recipient))
	put("orig_to", string(ev.OrigTo))
	put("relay", postfixRelay(ev.Relay))
	if d := ev.Delays; d != (Delays{}) {
		put("delay", number(d.Total))
		put("delays", number(d.Queue)+"/"+number(d.Active)+"/"+number(d.Connect)+"/"+number(d.Transmit))
	}
	put("tls", string(ev.TLS))
	put("dsn", postfixEnhanced(ev.DSN))
	if r := &ev.Reply; r.Origin != OriginUnknown {
		put("origin", r.Origin.String())
		if r.Phase != PhaseUnknown {
			put("phase", r.Phase.String())
		}
		if r.Code != 0 {
			put("code", strconv.Itoa(int(r.Code)))
		}
		put("enhanced", postfixEnhanced(r.Enhanced))
		put("spoke", postfixRelay(r.Relay))
		put("text", string(r.Text))
	}
	if ev.Forced {
		put("forced", "yes")
	}
	if ev.Size != 0 || ev.Rcpts != 0 {
		put("size", strconv.FormatInt(ev.Size, 10))
		put("rcpts", strconv.Itoa(ev.Rcpts))
	}
	if l := ev.Local; l.Trouble != TroubleUnknown {
		put("local", l.Trouble.String()+"/"+l.Strength.String())
		if !bytes.Equal(l.Text, ev.Reply.Text) {
			put("words", string(l.Text))
		}
	}
	return b.String()[1:]
}

func postfixRelay(r Relay) string {
	s := string(r.Host)
	if len(r.IP) > 0 {
		s += "[" + string(r.IP) + "]"
	}
	if r.Port != 0 {
		s += ":" + strconv.Itoa(int(r.Port))
	}
	return s
}

func postfixEnhanced(e Enhanced) string {
	if e == (Enhanced{}) {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d", e.Class, e.Subject, e.Detail)
}

// stalePostfix returns an event full of another line's values.
func stalePostfix() Event {
	x := []byte("stale")
	relay := Relay{x, x, 1}
	return Event{
		Kind: Probe, Status: Expired, Attempted: true, Instance: x, Agent: x, QueueID: x, OldQueueID: x, ChildID: x,
		MessageID: x, Sender: x, Account: x, Recipient: x, OrigTo: x, Relay: relay, Delays: Delays{1, 1, 1, 1, 1},
		DSN: Enhanced{9, 9, 9}, Reply: Reply{Remote, PhaseEOD, 999, Enhanced{9, 9, 9}, x, relay}, TLS: x, Size: 9, Rcpts: 9,
		Local: LocalReport{TroubleLoad, Sure, x},
	}
}

// TestPostfixLines holds every field of every kind of line, the absent ones
// too: each case starts from an event that is full of other values.
func TestPostfixLines(t *testing.T) {
	for _, s := range postfixSamples(t) {
		ev := stalePostfix()
		if got := describePostfix(readPostfix(s.raw, &ev), &ev); got != s.want {
			t.Errorf("%s: %s\n got %s\nwant %s", s.at, s.raw, got, s.want)
		}
	}
}

// TestPostfixAllocatesNothing holds the promise of the package for every
// sample.
func TestPostfixAllocatesNothing(t *testing.T) {
	var ev Event
	for _, s := range postfixSamples(t) {
		ln := splitTag(s.raw)
		if n := testing.AllocsPerRun(10, func() {
			if claimsPostfix(ln.tag, ln.msg) {
				parsePostfix(&ln, &ev)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations: %s", s.at, n, s.raw)
		}
	}
}

func BenchmarkPostfix(b *testing.B) {
	for _, bm := range []struct{ name, text string }{
		{"deferred", `postfix/smtp[208]: 4F1A2B3C9D: to=<someone@example.com>, relay=mx1.example.com[192.0.2.25]:25, delay=1.9, delays=0.05/0.01/1.1/0.71, dsn=4.7.1, status=deferred (host mx1.example.com[192.0.2.25] said: 451 4.7.1 Greylisting in action, please come back later (in reply to RCPT TO command))`},
		{"sent", `postfix/smtp[208]: 4F1A2B3C9D: to=<someone@example.com>, relay=mx1.example.com[192.0.2.25]:25, delay=1.9, delays=0.05/0.01/1.1/0.71, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 153053D8A1)`},
		{"refused connection", `postfix/smtp[208]: 4F1A2B3C9D: to=<someone@example.com>, relay=none, delay=1.9, delays=0.05/0.01/1.1/0, dsn=4.4.1, status=deferred (connect to mx1.example.com[192.0.2.25]:25: Connection refused)`},
		{"suspended", `postfix/error[208]: 4F1A2B3C9D: to=<someone@example.com>, relay=none, delay=1.9, delays=1.8/0.1/0/0, dsn=4.4.1, status=deferred (delivery temporarily suspended: connect to mx1.example.com[192.0.2.25]:25: Connection refused)`},
		{"queued", `postfix/qmgr[208]: 4F1A2B3C9D: from=<someone@example.com>, size=5360, nrcpt=1 (queue active)`},
		{"removed", `postfix/qmgr[208]: 4F1A2B3C9D: removed`},
		{"accepted", `postfix/smtpd[208]: 4F1A2B3C9D: client=mail.example.com[192.0.2.7]`},
		{"reject", `postfix/smtpd[208]: NOQUEUE: reject: RCPT from mail.example.com[192.0.2.7]: 450 4.7.1 <mail.example.com>: Helo command rejected: Host not found; from=<ann@example.com> to=<bob@example.org> proto=ESMTP helo=<mail.example.com>`},
		{"silent connect", `postfix/smtpd[208]: connect from mail.example.com[192.0.2.7]`},
		{"silent disconnect", `postfix/smtpd[208]: disconnect from mail.example.com[192.0.2.7] ehlo=2 starttls=1 mail=1 rcpt=0/1 data=0/1 quit=1 commands=5/7`},
		{"silent statistics", `postfix/anvil[208]: statistics: max connection rate 1/60s for (smtp:192.0.2.7) at Oct 26 18:13:50`},
		{"silent warning", `postfix/smtpd[208]: warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: UGFzc3dvcmQ6`},
		{"local fault", `postfix/smtp[208]: warning: relayhost configuration problem`},
	} {
		b.Run(bm.name, func(b *testing.B) {
			ln := splitTag(bm.text)
			var ev Event
			b.ReportAllocs()
			for b.Loop() {
				if claimsPostfix(ln.tag, ln.msg) {
					parsePostfix(&ln, &ev)
				}
			}
		})
	}
}

// TestIdleIsSilent wants what is told by its beginning to be what the whole
// line would say.
func TestIdleIsSilent(t *testing.T) {
	samples := postfixSamples(t)
	for _, begin := range []string{"connect from ", "disconnect from ", "CONNECT from ", "PASS ", "statistics: "} {
		for _, s := range samples {
			msg := []byte(begin + s.raw)
			if !idlePostfix(msg) {
				t.Fatalf("%q is not idle", msg)
			}
			var ev Event
			if got := parsePostfix(&line{tag: []byte("postfix/smtpd"), msg: msg}, &ev); got != Silent {
				t.Errorf("%q: idle, and %v", msg, got)
			}
		}
	}
}
