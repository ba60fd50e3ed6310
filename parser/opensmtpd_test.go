package parser

import (
	"strings"
	"testing"
)

func TestOpenSMTPDLines(t *testing.T) { runCorpus(t, "../testdata/opensmtpd/*.txt", "opensmtpd") }

// TestOpenSMTPDLogsAgainstPlainLook compares what is read with marks that need
// no parser, over a capture in four envelopes.
func TestOpenSMTPDLogsAgainstPlainLook(t *testing.T) {
	for _, file := range sharedFiles(t, "lab/out/opensmtpd-mini/maillog*") {
		outcomes := 0
		logEvents(t, file, "opensmtpd", func(raw []byte, r Result, ev *Event) {
			text := strings.ReplaceAll(string(raw), `\"`, `"`)
			for mark, status := range map[string]Status{
				`result="Ok"`: Sent, `result="TempFail"`: Deferred, `result="PermFail"`: Bounced, "relay: Expire for ": Expired,
			} {
				has := strings.Contains(text, mark)
				if is := r == Found && ev.Kind == Attempt && ev.Status == status; has != is {
					t.Errorf("%s: %s\n got %s", file, text, describeEvent(r, ev))
				}
				if has {
					outcomes++
				}
			}
			if has, is := strings.Contains(text, " mta error reason="), r == Found && ev.Kind == Trouble; has != is {
				t.Errorf("%s: %s\n got %s", file, text, describeEvent(r, ev))
			}
		})
		if outcomes != 106 {
			t.Errorf("%s: %d outcomes, want 106", file, outcomes)
		}
	}
}

func TestOpenSMTPDDuration(t *testing.T) {
	for text, want := range map[string]float64{"0s": 0, "6m41s": 401, "1d2h3m4s": 93784, "4d": 345600, "": 0, "5": 0, "x1s": 0} {
		if got := readDuration([]byte(text)); got != want {
			t.Errorf("%s is %v, want %v", text, got, want)
		}
	}
}

func FuzzOpenSMTPD(f *testing.F) { fuzzFormat(f, "opensmtpd") }

func BenchmarkOpenSMTPD(b *testing.B) {
	benchmarkLines(b, "opensmtpd", map[string]string{
		"deferred": `smtpd[74]: 3ae79349fe08ec79 mta delivery evpid=6979b8402202430a from=<ann@example.com> to=<someone@example.org> rcpt=<-> source="198.51.100.10" relay="192.0.2.25 (mx1.example.org)" delay=0s result="TempFail" stat="451 4.3.0 Temporary system problem. Try again later"`,
		"sent":     `smtpd[74]: 3ae793451c911692 mta delivery evpid=c66a489276193039 from=<ann@example.com> to=<someone@example.org> rcpt=<-> source="198.51.100.10" relay="192.0.2.25 (mx1.example.org)" delay=0s result="Ok" stat="250 2.0.0 Ok: queued as 153053D8A1"`,
		"expired":  `smtpd[75]: relay: Expire for 99a6d11dc4ba8434: from=<ann@example.com>, to=<someone@example.org>, rcpt=<->, delay=4d, stat=Envelope expired`,
		"accepted": `smtpd[74]: 3ae793427828a6dc smtp message msgid=c66a4892 size=595 nrcpt=1 proto=ESMTP`,
		"silent":   `smtpd[74]: 3ae793427828a6dc smtp connected address=192.0.2.7 host=client.example.com`,
	})
}
