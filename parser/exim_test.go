package parser

import (
	"strings"
	"testing"
	"time"
)

// newExim reads Exim's logs, with UTC for the stamps that name no zone: age
// and stamp are compared.
func newExim(t testing.TB) Parser {
	t.Helper()
	p, err := New(Options{MTA: "exim", Location: time.UTC, Date: Date{Year: 2026}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func eximSamples(t testing.TB) []sample {
	t.Helper()
	var samples []sample
	for _, file := range corpusFiles(t, "../testdata/exim/*.txt") {
		more, _ := readCorpus(t, file)
		samples = append(samples, more...)
	}
	return samples
}

// describeExim leaves out what every event of Exim's has.
func describeExim(result Result, ev *Event) string {
	return strings.Replace(describeEvent(result, ev), " instance=exim", "", 1)
}

// TestEximLines holds every field of every kind of line, the absent ones too:
// each case starts from an event that is full of other values.
func TestEximLines(t *testing.T) {
	p, samples := newExim(t), eximSamples(t)
	for _, s := range samples {
		ev := stalePostfix()
		if got := describeExim(p.Parse([]byte(s.raw), &ev), &ev); got != s.want {
			t.Errorf("%s: %s\n got %s\nwant %s", s.at, s.raw, got, s.want)
		}
		claimedOnce(t, s.raw, "exim")
	}
	allocatesNothing(t, p, samples)
}

// TestEximLinesAmongOthers reads the same lines where every format may claim
// them: none may be lost.
func TestEximLinesAmongOthers(t *testing.T) {
	p, err := New(Options{Location: time.UTC, Date: Date{Year: 2026}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range eximSamples(t) {
		var ev Event
		if got := describeExim(p.Parse([]byte(s.raw), &ev), &ev); got != s.want {
			t.Errorf("%s: %s\n got %s\nwant %s", s.at, s.raw, got, s.want)
		}
	}
}

func TestEximTimes(t *testing.T) {
	const completed = "1xVTMn-00001E-25 Completed"
	for _, tt := range []struct{ raw, want string }{
		{"2026-11-23 12:41:53 " + completed, "2026-11-23T12:41:53Z"},
		{"2026-11-23 12:41:53.498 [76] " + completed, "2026-11-23T12:41:53.498Z"},
		{"2026-11-23 13:41:53.498 +0100 [76] " + completed, "2026-11-23T12:41:53.498Z"},
		// Over syslog the stamp of the envelope, which may lack the year and the zone, and Exim's own.
		{"Nov 23 12:41:53 out exim[76]: " + completed, "2026-11-23T12:41:53Z"},
		{"Nov 23 12:41:53 out exim[76]: 2026-11-23 12:41:53.646 [76] " + completed, "2026-11-23T12:41:53.646Z"},
		{"Nov 23 12:41:54 out exim[76]: 2026-11-23 12:41:53.999 [76] " + completed, "2026-11-23T12:41:53.999Z"},
		{"Nov 23 12:41:54 out exim[76]: 2026-11-23 14:41:53 +0200 " + completed, "2026-11-23T12:41:53Z"},
		{"2026-11-23T12:41:53.700000+00:00 out exim[76]: 2026-11-23 18:11:53.646 " + completed, "2026-11-23T12:41:53.646Z"}, // India
		{"2026-11-23T12:41:53.700000+00:00 out exim[76]: 2026-11-23 04:41:53.646 " + completed, "2026-11-23T12:41:53.646Z"}, // west
		{"2026-11-23T23:41:53.700000+00:00 out exim[76]: 2026-11-24 12:41:53.646 " + completed, "2026-11-23T23:41:53.646Z"}, // New Zealand
		{"Nov 23 12:41:53 out exim[76]: 2019-11-23 12:41:52 " + completed, "2019-11-23T12:41:52Z"},                          // the year was a guess
		{"Nov 23 12:41:53 out exim[76]: [1/2] 2026-11-23 12:41:53.646 [76] " + completed, "2026-11-23T12:41:53.646Z"},
		{"<22>1 2026-11-23T12:41:53.342905+00:00 out exim 75 - -  2026-11-23 12:41:53.342 [75] " + completed, "2026-11-23T12:41:53.342Z"},
	} {
		var ev Event
		if r := newExim(t).Parse([]byte(tt.raw), &ev); r != Found || ev.Time.Format(time.RFC3339Nano) != tt.want {
			t.Errorf("%s: %s, %s, want %s", tt.raw, r, ev.Time.Format(time.RFC3339Nano), tt.want)
		}
	}
}

func TestEximDurations(t *testing.T) {
	for _, tt := range []struct {
		text string
		want float64
		ok   bool
	}{
		{"0s", 0, true}, {"0.123s", 0.123, true}, {"59s", 59, true}, {"1m2s", 62, true}, {"1d2h3m4s", 93784, true}, {"2w", 1209600, true},
		{"", 0, false}, {"12", 0, false}, {"s", 0, false}, {"1x", 0, false},
	} {
		if got, rest, ok := cutDuration([]byte(tt.text)); got != tt.want || ok != tt.ok || ok && len(rest) > 0 {
			t.Errorf("%q: %v, %t, %q left", tt.text, got, ok, rest)
		}
	}
}

func TestEximIDs(t *testing.T) {
	for _, tt := range []struct{ text, id string }{
		{"1xVTMn-00001E-25 Completed", "1xVTMn-00001E-25"},
		{"1xVTMn-00001E-25", "1xVTMn-00001E-25"},
		{"1xVTMn-000000001Dq-2Xab Completed", "1xVTMn-000000001Dq-2Xab"},
		{"1xVTMn-000000001Dq-2Xab", "1xVTMn-000000001Dq-2Xab"},
		{"1xVTMn-00001E-25x Completed", ""},
		{"1xVTMn-00001E-2", ""},
		{"1xVTMn_00001E-25 Completed", ""},
		{"1xVTMn-00.01E-25 Completed", ""},
		{"1xVTMn-00001E-25: Completed", ""},
		{"", ""},
	} {
		if id, _ := cutEximID([]byte(tt.text)); string(id) != tt.id {
			t.Errorf("%q: %q, want %q", tt.text, id, tt.id)
		}
	}
}

// TestEximAge compares the moment in an ID with the stamp of its line.
func TestEximAge(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 43, 53, 500e6, time.UTC)
	for _, tt := range []struct {
		id  string
		at  time.Time
		age float64
		ok  bool
	}{
		{"1xVTMn-00001E-25", at, 120.5, true},
		{"1xVTMn-00001E-25", at.Add(-121 * time.Second), 0, true}, // rounded down, or a clock that was set
		{"1xVTMn-00001E-25", at.Add(-time.Hour), 0, false},
		{"0ABCDE-00001E-25", at, 0, false}, // base 36
		{"1xVTMn-00001E-25", time.Time{}, 0, false},
		{"", at, 0, false},
	} {
		e := eximLine{at: tt.at, id: []byte(tt.id)}
		if age, ok := e.age(); ok != tt.ok || ok && age != tt.age {
			t.Errorf("%q at %s: %v, %t", tt.id, tt.at, age, ok)
		}
	}
}

// Each kind of line as Exim writes it to its own log with the settings it is
// shipped with; "over syslog" has the whole envelope.
func BenchmarkExim(b *testing.B) {
	for _, bm := range []struct{ name, text string }{
		{"deferred", `1xVTMn-00001I-2r == someone@example.com R=dnslookup T=remote_smtp defer (-44) H=mx1.example.com [192.0.2.25]: SMTP error from remote mail server after RCPT TO:<someone@example.com>: 451 4.7.1 Greylisting in action, please come back later`},
		{"sent", `1xVTMn-00001I-2r => someone@example.com R=dnslookup T=remote_smtp H=mx1.example.com [192.0.2.25] X=TLS1.3:ECDHE_X25519__ECDSA_SECP256R1_SHA256__AES_128_GCM:128 CV=no C="250 2.0.0 Ok: queued as 153053D8A1"`},
		{"refused connection", `1xVTMn-00001I-2r == someone@example.com R=dnslookup T=remote_smtp defer (111): Connection refused`},
		{"retry time", `1xVTMn-00001I-2r == someone@example.com R=dnslookup T=remote_smtp defer (-54): retry time not reached for any host for 'example.com'`},
		{"accepted", `1xVTMn-00001I-2r <= someone@example.com H=mail.example.com [192.0.2.7] P=esmtps X=TLS1.3:ECDHE_X25519__ECDSA_SECP256R1_SHA256__AES_128_GCM:128 CV=no S=5360 id=20261123124153.1E25@example.com`},
		{"completed", `1xVTMn-00001I-2r Completed`},
		{"trouble", `1xVTMn-00001I-2r H=mx1.example.com [192.0.2.25] Connection refused`},
		{"reject", `H=mail.example.com [192.0.2.7]:35328 X=TLS1.2:ECDHE-RSA-AES256-GCM-SHA384:256 CV=no F=<ann@example.com> rejected RCPT <bob@example.org>: No such user here`},
		{"silent connect", `SMTP connection from mail.example.com [192.0.2.7]:50482 I=[192.0.2.1]:25 (TCP/IP connection count = 1)`},
		{"silent words", `1xVTMn-00001I-2r DKIM: d=example.net s=sel c=relaxed/relaxed a=rsa-sha256 b=2048 [verification succeeded]`},
		{"local fault", `1xVTMn-00001I-2r no immediate delivery: load average 14.20`},
	} {
		b.Run(bm.name, func(b *testing.B) {
			at := time.Date(2026, 11, 23, 12, 41, 53, 0, time.UTC)
			msg := []byte(bm.text)
			var ev Event
			b.ReportAllocs()
			for b.Loop() {
				ln := line{at: at, msg: msg}
				if claimsExim(ln.tag, ln.msg) {
					parseExim(&ln, &ev)
				}
			}
		})
	}
}
