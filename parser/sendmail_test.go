package parser

import (
	"bytes"
	"strings"
	"testing"
)

func TestSendmailLines(t *testing.T) { runCorpus(t, "../testdata/sendmail/*.txt", "sendmail") }

// TestSendmailLogsAgainstPlainLook compares what is read with marks that need
// no parser, over a capture and other people's logs.
func TestSendmailLogsAgainstPlainLook(t *testing.T) {
	files := append(sharedFiles(t, "lab/out/sendmail-mini/maillog*"), sharedFiles(t, "corpus/postfix-infohtreasure/mail*")...)
	outcomes := 0
	for _, file := range append(files, sharedFiles(t, "corpus/fail2ban/sendmail-*")...) {
		logEvents(t, file, "sendmail", func(raw []byte, r Result, ev *Event) {
			text := string(raw)
			status := NoStatus
			switch {
			case r == Foreign || !strings.Contains(text, ": to="):
			case strings.Contains(text, ", stat=Sent"):
				status = Sent
			case strings.Contains(text, ", stat=Deferred") || strings.Contains(text, ", stat=queued"):
				status = Deferred
			case strings.Contains(text, ", stat="):
				status = Bounced
			}
			if status != NoStatus {
				outcomes++
			}
			if r == Malformed || status != NoStatus && (r != Found || ev.Kind != Attempt || ev.Status != status) {
				t.Errorf("%s: %s\n got %s", file, text, describeEvent(r, ev))
			}
			if refused := r != Foreign && strings.Contains(text, "ruleset=check_") && strings.Contains(text, "reject="); refused != (r == Found && ev.Kind == Refused && ev.Reply.Code != 0) {
				t.Errorf("%s: %s\n got %s", file, text, describeEvent(r, ev))
			}
		})
	}
	if outcomes < 1500 {
		t.Errorf("only %d outcomes compared", outcomes)
	}
}

// TestSendmailRepeatsAreNoAttempts counts what the capture's own account
// says: 84 of its deferrals only repeat the host status.
func TestSendmailRepeatsAreNoAttempts(t *testing.T) {
	repeats, tried := 0, 0
	logEvents(t, sharedFiles(t, "lab/out/sendmail-mini/maillog")[0], "sendmail", func(_ []byte, r Result, ev *Event) {
		switch {
		case r != Found || ev.Status != Deferred:
		case ev.Attempted:
			tried++
		default:
			repeats++
		}
	})
	if repeats != 84 || tried != 46 {
		t.Errorf("%d repeats and %d attempts, want 84 and 46", repeats, tried)
	}
}

func TestSendmailTime(t *testing.T) {
	for text, want := range map[string]float64{
		"00:00:00": 0, "00:01:02": 62, "20:38:23": 74303, "3+13:01:56": 306116, "": 0, "x": 0, "1+": 86400, "99999999999999999999": 999999999999999999,
	} {
		if got := readSendmailTime([]byte(text)); got != want {
			t.Errorf("%s is %v, want %v", text, got, want)
		}
	}
}

func FuzzSendmail(f *testing.F) { fuzzFormat(f, "sendmail") }

func BenchmarkSendmail(b *testing.B) {
	benchmarkLines(b, "sendmail", map[string]string{
		"deferred": `sm-mta[112]: 6ANCkPi0000110: to=<someone@example.com>, delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=30436, relay=mx1.example.com. [192.0.2.25], dsn=4.3.0, reply=451 4.3.0 Temporary system problem. Try again later, stat=Deferred: 451 4.3.0 Temporary system problem. Try again later`,
		"refused":  `sm-mta[149]: 6ANCkQ3A000147: to=<someone@example.com>, delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=30441, relay=mx1.example.com. [192.0.2.25], dsn=4.4.1, stat=Deferred: Connection refused by mx1.example.com.`,
		"sent":     `sm-mta[109]: 6ANCkPHh000107: to=<someone@example.com>, delay=00:00:02, xdelay=00:00:01, mailer=esmtp, pri=30421, relay=mx1.example.com. [192.0.2.25], dsn=2.0.0, stat=Sent (Ok: queued as 153053D8A1)`,
		"accepted": `sm-mta[107]: 6ANCkPHh000107: from=<someone@example.com>, size=421, class=0, nrcpts=1, msgid=<1@example.com>, proto=ESMTP, daemon=MTA, relay=localhost [127.0.0.1]`,
		"silent":   `sm-mta[139]: STARTTLS=client, relay=mx1.example.com., version=TLSv1.3, verify=FAIL, cipher=TLS_AES_128_GCM_SHA256, bits=128/128`,
	})
}

// linesBefore gives the samples before one: sessions are of several lines.
func linesBefore(samples []sample, i int) []byte {
	const most = 9
	var text []byte
	for _, s := range samples[max(i-most, 0):i] {
		text = append(append(text, s.raw...), '\n')
	}
	return text
}

// fuzzFormat feeds lines to the grammar of one MTA: several, for those before
// may be what the last refers to. It may not panic, read outside of the lines,
// or leave a field of the event before; what it remembers stays bounded.
func fuzzFormat(f *testing.F, mta string) {
	for _, file := range corpusFiles(f, "../testdata/"+mta+"/*.txt") {
		samples, _ := readCorpus(f, file)
		for i, s := range samples {
			f.Add(linesBefore(samples, i), []byte(s.raw))
			f.Add([]byte(nil), []byte(s.raw[:len(s.raw)/2]))
		}
	}
	f.Fuzz(func(t *testing.T, before, raw []byte) {
		clean, used := Event{}, stalePostfix()
		used.Others = []byte("stale")
		p, q := newParserFor(t, mta), newParserFor(t, mta)
		for line := range bytes.SplitSeq(before, []byte("\n")) {
			p.Parse(line, &clean)
			q.Parse(line, &used)
		}
		clean, used = Event{}, stalePostfix()
		used.Others = []byte("stale")
		result := p.Parse(raw, &clean)
		if again := q.Parse(raw, &used); again != result {
			t.Fatalf("%s, then %s", result, again)
		}
		if result != Found {
			return
		}
		defer func() {
			for n := 0; p.Next(&clean); n++ {
				if !q.Next(&used) || describeEvent(Found, &clean) != describeEvent(Found, &used) {
					t.Fatal("the events behind the first depend on those before")
				}
				if clean.Kind == Attempt && clean.Status == NoStatus || n > len(raw) {
					t.Fatalf("event %d: %s", n, describeEvent(Found, &clean))
				}
			}
		}()
		if a, b := describeEvent(result, &clean), describeEvent(result, &used); a != b {
			t.Errorf("depends on the event before:\n%s\n%s", a, b)
		}
		if clean.Kind == Attempt && clean.Status == NoStatus {
			t.Error("an attempt without an outcome")
		}
		if clean.Size < 0 || clean.Rcpts < 0 || clean.Delays.Queue < 0 {
			t.Errorf("size %d, recipients %d, waited %v", clean.Size, clean.Rcpts, clean.Delays.Queue)
		}
		named := 0
		for r := range clean.EachRecipient {
			named++
			if !bytes.Contains(clean.Others, r) && !bytes.Equal(clean.Recipient, r) {
				t.Errorf("%q is not of the list", r)
			}
		}
		if named > 1+len(clean.Others) {
			t.Errorf("%d recipients in %q", named, clean.Others)
		}
	})
}

// benchmarkLines reads lines that stand for themselves.
func benchmarkLines(b *testing.B, mta string, lines map[string]string) {
	for name, text := range lines {
		b.Run(name, func(b *testing.B) {
			p := newParserFor(b, mta)
			raw := []byte(text)
			var ev Event
			b.ReportAllocs()
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				p.Parse(raw, &ev)
			}
		})
	}
}
