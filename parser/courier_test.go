package parser

import (
	"strings"
	"testing"
)

func TestCourierLines(t *testing.T)    { runCorpus(t, "../testdata/courier/*.txt", "courier") }
func TestNullmailerLines(t *testing.T) { runCorpus(t, "../testdata/nullmailer/*.txt", "nullmailer") }
func TestDMALines(t *testing.T)        { runCorpus(t, "../testdata/dma/*.txt", "dma") }

// TestSmallMTAsAgainstPlainLook compares what is read with marks that need no
// parser, over captures in four envelopes.
func TestSmallMTAsAgainstPlainLook(t *testing.T) {
	for _, log := range []struct {
		mta, pattern string
		marks        map[string]Status
		outcomes     int
	}{
		{"courier", "lab/out/courier-mini_pickup/maillog*", map[string]Status{",status: success": Sent, ",status: deferred": Deferred, ",status: failure": Bounced}, 70},
		{"nullmailer", "lab/out/nullmailer-mini_smart/maillog*", map[string]Status{"Sent file.": Sent, "Sending failed: Temporary": Deferred, "Sending failed: Permanent": Bounced}, 87},
	} {
		for _, file := range sharedFiles(t, log.pattern) {
			outcomes := 0
			logEvents(t, file, log.mta, func(raw []byte, r Result, ev *Event) {
				text := string(raw)
				for mark, status := range log.marks {
					has := strings.Contains(text, mark)
					if is := r == Found && ev.Kind == Attempt && ev.Status == status && len(ev.QueueID) > 0 && len(ev.Recipient) > 0; has != is {
						t.Errorf("%s: %s\n got %s", file, text, describeEvent(r, ev))
					}
					if has {
						outcomes++
					}
				}
				if r == Malformed {
					t.Errorf("%s: malformed: %s", file, text)
				}
			})
			if outcomes != log.outcomes {
				t.Errorf("%s: %d outcomes, want %d", file, outcomes, log.outcomes)
			}
		}
	}
}

func FuzzCourier(f *testing.F)    { fuzzFormat(f, "courier") }
func FuzzDMA(f *testing.F)        { fuzzFormat(f, "dma") }
func FuzzNullmailer(f *testing.F) { fuzzFormat(f, "nullmailer") }
