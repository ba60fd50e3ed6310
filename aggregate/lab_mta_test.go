package aggregate_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// otherLabs are captures of other mail servers than Postfix, each in the forms
// that its log was kept in. Their truth does not always know queue IDs, but
// every message has recipients of its own.
var otherLabs = []struct {
	mta   string
	forms []string
	run   string // the laboratory's name for the run
	// told are the ends that the log tells otherwise than the other side.
	told map[string]string
}{
	{mta: "sendmail", run: "mini", forms: []string{"maillog", "maillog.rfc3339", "maillog.rfc5424", "maillog.json"}},
	{mta: "opensmtpd", run: "mini", forms: []string{"maillog", "maillog.rfc3339", "maillog.rfc5424", "maillog.json"},
		told: map[string]string{"u-hang1@hang.test": ""}}, // its session had not ended when the capture did
	{mta: "qmail", run: "mini", forms: []string{"maillog", "maillog.rfc3339", "maillog.rfc5424", "maillog.json",
		"lab-qmail.raw", "lab-qmail.tai64n", "lab-qmail.tai64n.tai64nlocal"}},
	{mta: "courier", run: "mini_pickup", forms: []string{"maillog", "maillog.rfc3339", "maillog.rfc5424", "maillog.json"},
		told: map[string]string{ // the notices of expiry have a status of class 5
			"u-full1@full.test": "expired", "u-m3@full.test": "expired", "u-servfail1@servfail.test": "expired",
			"u-refuse1@refuse.test": "expired", "u-unreach1@unreach.test": "expired",
		}},
	{mta: "dma", run: "mini_pickup", forms: []string{"maillog", "maillog.rfc3339", "maillog.rfc5424", "maillog.json"},
		told: map[string]string{"u-hang1@hang.test": ""}}, // its session had not ended when the capture did
	{mta: "nullmailer", run: "mini_smart", forms: []string{"maillog", "maillog.rfc3339", "maillog.rfc5424", "maillog.json"}},
}

// TestOtherLabFates compares the end of every recipient with the truth.
func TestOtherLabFates(t *testing.T) {
	for _, lab := range otherLabs {
		dir := filepath.Join("..", "..", "shared", "lab", "out", lab.mta+"-"+lab.run)
		fates := readFates(t, dir)
		for _, form := range lab.forms {
			t.Run(lab.mta+"/"+form, func(t *testing.T) {
				got := endsOf(readOtherLab(t, lab.mta, filepath.Join(dir, form)))
				for _, f := range fates {
					want := f.final
					if told, ok := lab.told[f.recipient]; ok {
						want = told
					}
					if end := got[f.recipient]; end != want {
						t.Errorf("%s: %q, want %q", f.recipient, end, want)
					}
				}
			})
		}
	}
}

// readFates reads the ends that the other side knows.
func readFates(t *testing.T, dir string) (fates []fate) {
	t.Helper()
	var truth struct {
		Messages []struct {
			Rcpts []struct {
				Rcpt  string `json:"rcpt"`
				Final string `json:"final"`
			} `json:"rcpts"`
		} `json:"messages"`
	}
	text, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no capture at %s: it is read where the laboratory's output lies beside the repository", dir)
	}
	if err == nil {
		err = json.Unmarshal(text, &truth)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range truth.Messages {
		for _, r := range m.Rcpts {
			if r.Final != "rejected" && r.Final != "unknown" {
				fates = append(fates, fate{recipient: r.Rcpt, final: r.Final})
			}
		}
	}
	if len(fates) < 18 {
		t.Fatalf("%s: the truth knows only %d ends", dir, len(fates))
	}
	return fates
}

// readOtherLab reads a capture's log.
func readOtherLab(t *testing.T, mta, file string) *aggregate.Aggregator {
	t.Helper()
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no capture at %s: it is read where the laboratory's output lies beside the repository", file)
	}
	if err != nil {
		t.Fatal(err)
	}
	p, err := parser.New(parser.Options{MTA: mta, Location: time.UTC, Date: parser.Date{Year: 2026, Month: time.November}})
	if err != nil {
		t.Fatal(err)
	}
	a := aggregate.New(aggregate.Options{})
	a.KeepRecipients()
	var ev parser.Event
	for raw := range bytes.Lines(text) {
		r := p.Parse(bytes.TrimSuffix(raw, []byte("\n")), &ev)
		if a.Line(r); r == parser.Found {
			a.Add(&ev)
		}
		if r == parser.Malformed {
			t.Errorf("%s: malformed: %s", file, raw)
		}
	}
	return a
}

// endsOf tells each recipient's end. An address that stands for others has
// the worst of their ends.
func endsOf(a *aggregate.Aggregator) map[string]string {
	ends := map[string]string{}
	a.Each(func(_, address, origTo, final string) {
		for _, who := range slices.Compact([]string{address, origTo}) {
			if worse[final] > worse[ends[who]] {
				ends[who] = final
			}
		}
	})
	return ends
}

// TestOtherLabTotals compares the sums with counts of the logs' own marks.
func TestOtherLabTotals(t *testing.T) {
	for _, want := range []struct {
		mta, run          string
		attempts, repeats int64
		expired, outside  int64
	}{
		{mta: "sendmail", run: "mini", attempts: 87, repeats: 84, expired: 11},
		{mta: "opensmtpd", run: "mini", attempts: 100, expired: 6},
		{mta: "qmail", run: "mini", attempts: 110, expired: 6},
		{mta: "courier", run: "mini_pickup", attempts: 70, expired: 5},
		{mta: "dma", run: "mini_pickup", attempts: 43},                    // one a host that another stood in for: see Limit in parser/dma.go
		{mta: "nullmailer", run: "mini_smart", attempts: 91, outside: 22}, // it logs no message when it comes
	} {
		t.Run(want.mta, func(t *testing.T) {
			a := readOtherLab(t, want.mta, filepath.Join("..", "..", "shared", "lab", "out", want.mta+"-"+want.run, "maillog"))
			got := a.Snapshot(time.Time{}).Totals
			if got.Attempts != want.attempts || got.NotAttempted != want.repeats || got.Outside != want.outside || got.Expired != want.expired {
				t.Errorf("%+v\nwant %+v", got, want)
			}
			if ends := got.Delivered + got.BouncedRecipients + got.Expired + got.Removed + got.Waiting; ends != got.Recipients {
				t.Errorf("%d recipients, but %d ends", got.Recipients, ends)
			}
		})
	}
}
