package aggregate_test

import (
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

// eximRun is a capture of Exim in the laboratory's output, with what the hosts
// at the other end of its connections counted.
type eximRun struct {
	dir     string
	Started time.Time `json:"started"`
	DSNs    []struct {
		To string `json:"to"`
	} `json:"dsns"`
	Hosts []struct {
		Name     string           `json:"name"`
		Connects int64            `json:"connects"`
		Attempts int64            `json:"attempts"`
		Early    map[string]int64 `json:"early_replies"`
	} `json:"hosts"`
	Messages []struct {
		QueueID string `json:"queue_id"`
		Rcpts   []struct {
			Rcpt     string `json:"rcpt"`
			Final    string `json:"final"`
			Attempts []struct {
				Reply string `json:"reply"`
			} `json:"attempts"`
		} `json:"rcpts"`
	} `json:"messages"`
}

// eximCaptures are the same run with every log_selector on, with the default
// ones, and over syslog alone.
var eximCaptures = map[string][]string{
	"mini":        {"mainlog"},
	"mini_exdef":  {"mainlog"},
	"mini_syslog": {"maillog", "maillog.rfc3339", "maillog.rfc5424", "maillog.json"},
}

func openExim(t *testing.T, name string) *eximRun {
	t.Helper()
	run := &eximRun{dir: filepath.Join("..", "..", "shared", "lab", "out", "exim-"+name)}
	text, err := os.ReadFile(filepath.Join(run.dir, "truth.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no capture at %s: it is read where the laboratory's output lies beside the repository", run.dir)
	}
	if err == nil {
		err = json.Unmarshal(text, run)
	}
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func (run *eximRun) lines(t *testing.T, log string) [][]byte {
	t.Helper()
	c := &capture{forms: map[string]string{log: filepath.Join(run.dir, log)}}
	return c.lines(t, log)
}

// add adds lines of a log to a.
func (run *eximRun) add(t *testing.T, a *aggregate.Aggregator, lines [][]byte) {
	t.Helper()
	p, err := parser.New(parser.Options{MTA: "exim", Location: time.UTC, Date: parser.Date{Year: run.Started.Year(), Month: run.Started.Month()}})
	if err != nil {
		t.Fatal(err)
	}
	var ev parser.Event
	for _, line := range lines {
		r := p.Parse(line, &ev)
		a.Line(r)
		if r == parser.Found {
			a.Add(&ev)
		}
	}
}

func eachEximCapture(t *testing.T, f func(t *testing.T, run *eximRun, lines [][]byte)) {
	t.Helper()
	for name, logs := range eximCaptures {
		for _, log := range logs {
			t.Run(name+"/"+log, func(t *testing.T) {
				run := openExim(t, name)
				f(t, run, run.lines(t, log))
			})
		}
	}
}

// TestEximFates compares the end of every recipient with the truth. There a
// recipient whose time ran out counts as bounced, for the notice that Exim
// sends does not tell the two apart: its last reply, if any, was not a 5xx.
func TestEximFates(t *testing.T) {
	eachEximCapture(t, func(t *testing.T, run *eximRun, lines [][]byte) {
		a := aggregate.New(aggregate.Options{})
		a.KeepRecipients()
		run.add(t, a, lines)
		got, members := map[string]string{}, map[string]int{}
		a.Each(func(queueID, address, origTo, final string) {
			got[queueID+" "+address] = final
			if origTo == "alias1@local.test" && final == "sent" {
				members[queueID+" "+origTo]++
			}
		})
		for _, m := range run.Messages {
			for _, r := range m.Rcpts {
				key, want := m.QueueID+" "+r.Rcpt, r.Final
				if want == "unknown" { // an alias: its two members were served
					if members[key] != 2 {
						t.Errorf("%s: %d members sent, want 2", key, members[key])
					}
					continue
				}
				n := len(r.Attempts)
				rejected := n > 0 && strings.HasPrefix(r.Attempts[n-1].Reply, "5") || strings.HasSuffix(r.Rcpt, "@nxdomain.test")
				if want == "bounced" && !rejected {
					want = "expired"
				}
				if got[key] != want {
					t.Errorf("%s: %q, want %q", key, got[key], want)
				}
			}
		}
	})
}

// TestEximTotals compares sums: every message has ended, and what the log
// calls an attempt is one that the other side saw.
func TestEximTotals(t *testing.T) {
	eachEximCapture(t, func(t *testing.T, run *eximRun, lines [][]byte) {
		a := aggregate.New(aggregate.Options{})
		a.KeepRecipients()
		run.add(t, a, lines)
		snap := a.Snapshot(time.Time{})
		total := snap.Totals
		if got, want := total.Messages, int64(len(run.Messages)+len(run.DSNs)); got != want {
			t.Errorf("%d messages, want %d and their notices: %d", got, len(run.Messages), want)
		}
		if total.Waiting != 0 || total.Recipients != total.Delivered+total.BouncedRecipients+total.Expired {
			t.Errorf("totals %+v", total)
		}
		if snap.Input.Malformed != 0 {
			t.Errorf("%d lines could not be read", snap.Input.Malformed)
		}
		rows := map[string]aggregate.Counts{}
		for _, row := range snap.Destinations {
			rows[row.Name] = row.Counts
		}
		for _, host := range run.Hosts {
			want := host.Attempts
			for reply, n := range host.Early {
				if strings.HasPrefix(reply, "connect: 4") {
					want += n
				}
			}
			name := strings.TrimPrefix(host.Name, "mx.")
			if name == "hang.test" { // its sleeping host counts one session twice
				want = host.Connects
			}
			if row := rows[name]; host.Name != name && row.Attempts != want {
				t.Errorf("%s: %d attempts, the other side saw %d", name, row.Attempts, want)
			}
		}
	})
}

// TestEximFindings reads the twenty fates of these runs, which are no outage
// and no fault of this host.
func TestEximFindings(t *testing.T) {
	eachEximCapture(t, func(t *testing.T, run *eximRun, lines [][]byte) {
		a := aggregate.New(aggregate.Options{})
		run.add(t, a, lines)
		s, err := readScene("exim", captures["mini"])
		if err != nil {
			t.Fatal(err)
		}
		s.day = run.Started
		snap := a.Snapshot(time.Time{})
		for _, complaint := range s.judge(snap) {
			t.Error(complaint)
		}
		if t.Failed() {
			t.Log(describe(snap))
		}
	})
}

// TestEximInParts cuts the log of each run in five, aggregates the parts on
// their own and merges them: the snapshot must be the same to the byte.
func TestEximInParts(t *testing.T) {
	eachEximCapture(t, func(t *testing.T, run *eximRun, lines [][]byte) {
		whole, parts := aggregate.New(aggregate.Options{}), aggregate.New(aggregate.Options{})
		run.add(t, whole, lines)
		fifth := len(lines) / 5
		run.add(t, parts, lines[:fifth])
		for k := 1; k < 5; k++ {
			end := (k + 1) * fifth
			if k == 4 {
				end = len(lines)
			}
			part := aggregate.NewPart(aggregate.Options{})
			run.add(t, part, lines[k*fifth:end])
			parts.Merge(part)
		}
		if got, want := picture(t, parts.Snapshot(time.Time{})), picture(t, whole.Snapshot(time.Time{})); got != want {
			t.Error(firstDifference(got, want))
		}
	})
}
