package aggregate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// TestDisorder reads logs whose lines have lost their order, or came twice.
func TestDisorder(t *testing.T) { eachSmallLog(t, "disorder") }

// eachSmallLog compares the sums of the logs in a directory with those that
// they deserve: read at once, in parts, and with a restart after every line.
func eachSmallLog(t *testing.T, dir string) {
	t.Helper()
	files, err := filepath.Glob("../testdata/" + dir + "/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no logs (%v)", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			lines, want := readSmallLog(t, file)
			s := addLines(t, aggregate.New(aggregate.Options{}), lines).Snapshot(time.Time{})
			tot := s.Totals
			if got := fmt.Sprintf("messages=%d recipients=%d attempts=%d sent=%d deferred=%d bounced=%d delivered=%d outside=%d",
				tot.Messages, tot.Recipients, tot.Attempts, tot.Sent, tot.Deferred, tot.Bounced, tot.Delivered, tot.Outside); got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
			if ends := tot.Delivered + tot.BouncedRecipients + tot.Expired + tot.Removed + tot.Waiting; ends != tot.Recipients {
				t.Errorf("%d recipients, but %d ends", tot.Recipients, ends)
			}
			var byMTA int64
			for _, m := range s.MTAs {
				byMTA += m.Attempts
			}
			if byMTA != tot.Attempts {
				t.Errorf("%d attempts by mail server, %d in all", byMTA, tot.Attempts)
			}
			cutEverywhere(t, lines)
			restartEverywhere(t, lines, picture(t, s))
		})
	}
}

// readSmallLog is a log, and the sums that it deserves.
func readSmallLog(t *testing.T, file string) (lines []string, want string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		comment, ok := strings.CutPrefix(line, "# ")
		switch {
		case ok && strings.HasPrefix(comment, "messages="):
			want = comment
		case !ok && line != "":
			lines = append(lines, line)
		}
	}
	if want == "" || len(lines) == 0 {
		t.Fatalf("%s: no sums, or no lines", file)
	}
	return lines, want
}

// addLines reads lines into an aggregate.
func addLines(t *testing.T, a *aggregate.Aggregator, lines []string) *aggregate.Aggregator {
	t.Helper()
	p, err := parser.New(parser.Options{Location: time.UTC, Date: parser.Date{Year: 2026, Month: time.November}})
	if err != nil {
		t.Fatal(err)
	}
	var ev parser.Event
	for _, line := range lines {
		r := p.Parse([]byte(line), &ev)
		if a.Line(r); r == parser.Found {
			a.Add(&ev)
		}
		if r == parser.Malformed {
			t.Errorf("malformed: %s", line)
		}
	}
	return a
}

// restartEverywhere saves and restores the state after every line.
func restartEverywhere(t *testing.T, lines []string, want string) {
	t.Helper()
	a := aggregate.New(aggregate.Options{})
	for i := range lines {
		addLines(t, a, lines[i:i+1])
		data := state(t, a)
		a = aggregate.New(aggregate.Options{})
		if err := a.Restore(data); err != nil {
			t.Fatal(err)
		}
	}
	if got := picture(t, a.Snapshot(time.Time{})); got != want {
		t.Errorf("restarted after every line: %s", firstDifference(got, want))
	}
}
