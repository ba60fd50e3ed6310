package aggregate_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// eximCounts are the sums that eximstats (Debian's exim4-base) prints and that
// mean the same here.
type eximCounts struct {
	received  int64 // messages
	delivered int64 // addresses
	delayed   int64 // messages with an address that was deferred at least once
	failed    int64 // messages with an address that failed
}

var (
	eximstatsReceived  = regexp.MustCompile(`(?m)^  Received +\S+ +(\d+) +\d+ +(\d+) +\S+%? +(\d+) `)
	eximstatsDelivered = regexp.MustCompile(`(?m)^  Delivered +\S+ +(\d+) +(\d+) +\d+`)
)

// eximstats runs the program over a log, or skips where it is missing.
func eximstats(t *testing.T, log string) eximCounts {
	t.Helper()
	path, err := exec.LookPath("eximstats")
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/eximstats")
	}
	if err != nil {
		t.Skip("no eximstats: it is in Debian's exim4-base")
	}
	out, err := exec.Command(path, "-txt", "-nr", "-nt", "-nvr", log).CombinedOutput()
	if err != nil {
		t.Fatalf("eximstats: %v\n%s", err, out)
	}
	number := func(s []byte) int64 {
		n, err := strconv.ParseInt(string(s), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	received, delivered := eximstatsReceived.FindSubmatch(out), eximstatsDelivered.FindSubmatch(out)
	if received == nil || delivered == nil {
		t.Fatalf("eximstats prints no sums:\n%s", out[:min(len(out), 1000)])
	}
	return eximCounts{received: number(received[1]), delayed: number(received[2]), failed: number(received[3]), delivered: number(delivered[2])}
}

// ourEximCounts reads the same log.
func ourEximCounts(t *testing.T, text string) (c eximCounts, totals aggregate.Totals) {
	t.Helper()
	p, err := parser.New(parser.Options{MTA: "exim", Location: time.UTC, Date: parser.Date{Year: 2026, Month: time.November}})
	if err != nil {
		t.Fatal(err)
	}
	a := aggregate.New(aggregate.Options{})
	delayed, failed := map[string]bool{}, map[string]bool{}
	var ev parser.Event
	for line := range strings.Lines(text) {
		r := p.Parse([]byte(strings.TrimRight(line, "\n")), &ev)
		if a.Line(r); r != parser.Found {
			continue
		}
		a.Add(&ev)
		switch {
		case ev.Kind == parser.Accepted:
			c.received++
		case ev.Kind != parser.Attempt:
		case ev.Status == parser.Sent:
			for range ev.EachRecipient {
				c.delivered++
			}
		case ev.Status == parser.Deferred:
			delayed[string(ev.QueueID)] = true
		default:
			failed[string(ev.QueueID)] = true
		}
	}
	c.delayed, c.failed = int64(len(delayed)), int64(len(failed))
	return c, a.Snapshot(time.Time{}).Totals
}

// TestAgainstEximstats compares with eximstats on the captures, and on each
// half of them, where messages begin before the log or end behind it.
func TestAgainstEximstats(t *testing.T) {
	for name, forms := range eximCaptures {
		run := openExim(t, name)
		for _, form := range forms {
			if strings.Contains(form, ".") {
				continue // eximstats reads none of the newer forms of syslog
			}
			text, err := os.ReadFile(filepath.Join(run.dir, form))
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.SplitAfter(string(text), "\n")
			for part, some := range map[string][]string{"all": lines, "first half": lines[:len(lines)/2], "second half": lines[len(lines)/2:]} {
				t.Run(fmt.Sprintf("%s/%s/%s", name, form, part), func(t *testing.T) {
					log := strings.Join(some, "")
					file := filepath.Join(t.TempDir(), "mainlog")
					if err := os.WriteFile(file, []byte(log), 0o644); err != nil {
						t.Fatal(err)
					}
					want := eximstats(t, file)
					got, totals := ourEximCounts(t, log)
					if part == "second half" { // eximstats counts only messages here that it saw come
						got.delayed, got.failed, want.delayed, want.failed = 0, 0, 0, 0
					}
					if got != want {
						t.Errorf("%+v, eximstats says %+v", got, want)
					}
					if totals.Sent != want.delivered {
						t.Errorf("%d sent, eximstats says %d", totals.Sent, want.delivered)
					}
					if part == "all" && totals.Messages != want.received {
						t.Errorf("%d messages, eximstats says %d", totals.Messages, want.received)
					}
				})
			}
		}
	}
}
