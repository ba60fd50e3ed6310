package aggregate_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// captures are logs of real mail servers in a laboratory, and what is to be
// said about each, in the language of scenes. Times are distances from the
// start of the capture; the laboratory's timers are shortened to seconds.
// Where a capture is small or strange on purpose, allow lines say what may
// be found in it.
var captures = map[string]string{
	"healthy": `
		expect answer clear`,
	"remote_outage": `
		expect remote-outage destination kappa.test since 00:00:05 until 00:00:30 tolerance 6s cause remote_error fault remote
		expect answer them`,
	"provider_outage": `
		expect remote-outage provider bigmail.test since 00:00:05 until 00:00:30 tolerance 6s fault remote destinations 6
		expect answer them`,
	"greylist_sink": `
		expect greylisting destination lambda.test
		expect greylisting destination mu.test
		expect answer clear`,
	"greylist_postgrey": `
		expect greylisting destination pg.test
		expect answer clear`,
	"ratelimit": `
		expect throttled provider bigmail.test fault rate
		expect throttled provider protection.test fault rate|sender
		expect throttled|blocked provider yaho.test fault rate|sender`,
	"local_dns_down": `
		expect local-fault host * since 00:00:05 until 00:00:35 tolerance 8s fault local cause dns|local
		expect answer us`,
	"local_net_down": `
		expect local-fault host * since 00:00:05 until 00:00:31 tolerance 8s fault local cause connect|local
		expect answer us`,
	"local_disk_full": `
		expect some local-fault host * fault local evidence disk
		expect answer us`,
	"local_milter_down": `
		expect some local-fault host|relay * fault local evidence milter|filter
		expect answer us`,
	"local_relayhost": `
		expect local-fault host|relay * since 00:00:00 until 00:00:20 tolerance 6s fault local evidence relay|sasl|credential|password
		expect answer us`,
	"local_reputation": `
		expect blocked host|sender * since 00:00:05 tolerance 6s fault sender
		expect no remote-outage
		allow blocked provider|destination *
		expect answer us`,
	// Our own policy demands TLS that five of eight operators cannot give: the
	// trait is the policy, and naming five destinations "down" is at most half
	// of the truth.
	"tls_failures": `
		expect some local-fault|remote-outage|unclear host|provider|destination * cause tls|local
		expect answer us|both|them|thin`,
	// Twenty messages, each with a fate of its own.
	"mini": `
		expect no local-fault|remote-outage
		allow unclear|blocked|throttled * *`,
}

// TestCaptureFindings compares what is said about each capture with what is
// to be said. Those that are not in testdata are read where the laboratory's
// output lies.
func TestCaptureFindings(t *testing.T) {
	inTestdata := stored(t)
	for name, expectations := range captures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c *capture
			if slices.Contains(inTestdata, name) {
				c = openStored(t, name)
			} else {
				c = openLab(t, name).capture
			}
			s, err := readScene(name, expectations)
			if err != nil {
				t.Fatal(err)
			}
			s.day = c.started
			snap := c.aggregate(t, "log").Snapshot(time.Time{})
			for _, complaint := range s.judge(snap) {
				t.Error(complaint)
			}
			if t.Failed() {
				t.Log(describe(snap))
			}
		})
	}
}

// TestLabTotals compares the sums of recipients' ends with what the other
// side counted.
func TestLabTotals(t *testing.T) {
	for _, name := range []string{"healthy", "remote_outage", "provider_outage", "greylist_sink", "ratelimit", "local_dns_down", "local_net_down",
		"local_disk_full", "local_milter_down", "local_relayhost", "local_reputation", "tls_failures"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := openLab(t, name)
			got := c.aggregate(t, "log").Snapshot(time.Time{}).Totals
			for _, x := range []struct {
				name      string
				got, want int64
			}{
				{"delivered", got.Delivered, c.totals["sent"] + c.notices},
				{"bounced", got.BouncedRecipients, c.totals["bounced"]},
				{"expired", got.Expired, c.totals["expired"]},
				{"waiting", got.Waiting, c.totals["deferred"]},
			} {
				if x.got != x.want {
					t.Errorf("%d recipients %s, want %d", x.got, x.name, x.want)
				}
			}
		})
	}
}

// TestLabFates compares the end of every queued recipient with the truth.
func TestLabFates(t *testing.T) {
	for _, name := range []string{"healthy", "remote_outage", "provider_outage", "greylist_sink", "greylist_postgrey", "ratelimit", "local_dns_down",
		"local_net_down", "local_disk_full", "local_milter_down", "local_relayhost", "local_reputation", "tls_failures", "mini", "kinds", "probes"} {
		for _, form := range []string{"log", "rfc3339", "rfc5424", "json"} {
			t.Run(name+"/"+form, func(t *testing.T) {
				t.Parallel()
				openLab(t, name).compareFates(t, form)
			})
		}
	}
}

// labRun is a capture in the laboratory's output.
type labRun struct {
	*capture
	totals  map[string]int64 // recipients, by what became of them
	notices int64            // mail of the server's own, all delivered
}

func openLab(t *testing.T, name string) *labRun {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "lab", "out", "postfix-"+name)
	var truth struct {
		Started  time.Time         `json:"started"`
		Totals   map[string]int64  `json:"totals"`
		DSNs     []json.RawMessage `json:"dsns"`
		Messages []struct {
			QueueID string `json:"queue_id"`
			Rcpts   []struct {
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
	c := &capture{mta: "postfix", started: truth.Started, renamed: map[string]string{}, forms: map[string]string{"log": filepath.Join(dir, "maillog")}}
	for _, form := range []string{"rfc3339", "rfc5424", "json"} {
		c.forms[form] = filepath.Join(dir, "maillog."+form)
	}
	for _, m := range truth.Messages {
		for _, r := range m.Rcpts {
			if m.QueueID != "" && r.Final != "rejected" && r.Final != "unknown" {
				c.fates = append(c.fates, fate{m.QueueID, r.Rcpt, r.Final})
			}
		}
	}
	return &labRun{c, truth.Totals, int64(len(truth.DSNs))}
}
