package aggregate_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
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

// TestLabFindings reads the captures and compares what is said about them.
func TestLabFindings(t *testing.T) {
	for name, expectations := range captures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := openCapture(t, name)
			s, err := readScene(name, expectations)
			if err != nil {
				t.Fatal(err)
			}
			s.day = c.truth.Started
			snap := c.aggregate(t, aggregate.Options{}).Snapshot(time.Time{})
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
			c := openCapture(t, name)
			got, truth := c.aggregate(t, aggregate.Options{}).Snapshot(time.Time{}).Totals, c.truth.Totals
			for _, x := range []struct {
				name      string
				got, want int64
			}{
				{"delivered", got.Delivered, truth["sent"] + int64(len(c.truth.DSNs))},
				{"bounced", got.BouncedRecipients, truth["bounced"]},
				{"expired", got.Expired, truth["expired"]},
				{"waiting", got.Waiting, truth["deferred"]},
			} {
				if x.got != x.want {
					t.Errorf("%d recipients %s, want %d", x.got, x.name, x.want)
				}
			}
		})
	}
}

// capture is one log of the laboratory with its truth, which the other side
// of the connections wrote.
type capture struct {
	dir   string
	truth struct {
		Started  time.Time         `json:"started"`
		Totals   map[string]int64  `json:"totals"`
		DSNs     []json.RawMessage `json:"dsns"` // mail of the server's own, all delivered
		Messages []struct {
			QueueID string `json:"queue_id"`
			Rcpts   []struct {
				Rcpt  string `json:"rcpt"`
				Final string `json:"final"`
			} `json:"rcpts"`
		} `json:"messages"`
	}
	renamed map[string]string // requeued messages: new queue ID to the first
}

func openCapture(t *testing.T, name string) *capture {
	t.Helper()
	c := &capture{dir: filepath.Join("..", "..", "shared", "lab", "out", "postfix-"+name), renamed: map[string]string{}}
	text, err := os.ReadFile(filepath.Join(c.dir, "truth.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no capture at %s: it is read where the laboratory's output lies beside the repository", c.dir)
	}
	if err == nil {
		err = json.Unmarshal(text, &c.truth)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// aggregate reads the capture's log.
func (c *capture) aggregate(t *testing.T, o aggregate.Options) *aggregate.Aggregator {
	t.Helper()
	a := aggregate.New(o)
	c.read(t, a, "maillog")
	return a
}

// read adds one of the capture's files, which tell the same in other shapes.
func (c *capture) read(t *testing.T, a *aggregate.Aggregator, file string) {
	t.Helper()
	f, err := os.Open(filepath.Join(c.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	start := c.truth.Started.UTC()
	p, err := parser.New(parser.Options{MTA: "postfix", Location: time.UTC, Date: parser.Date{Year: start.Year(), Month: start.Month()}})
	if err != nil {
		t.Fatal(err)
	}
	var ev parser.Event
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		r := p.Parse(lines.Bytes(), &ev)
		a.Line(r)
		if r != parser.Found {
			continue
		}
		if ev.Kind == parser.Accepted && len(ev.OldQueueID) > 0 {
			c.renamed[string(ev.QueueID)] = c.first(string(ev.OldQueueID))
		}
		a.Add(&ev)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// first is the queue ID that a message had to begin with.
func (c *capture) first(id string) string {
	if old, ok := c.renamed[id]; ok {
		return old
	}
	return id
}

// fate is the key of a recipient's end.
func fate(queueID, recipient string) string { return queueID + " " + strings.ToLower(recipient) }
