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

// hopLog is a log with hops on one host, and the sums that it deserves.
func hopLog(t *testing.T, file string) (lines []string, want string) {
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

// TestHops counts each delivery once, and each message.
func TestHops(t *testing.T) {
	files, err := filepath.Glob("../testdata/hops/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no logs (%v)", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			lines, want := hopLog(t, file)
			whole := addLines(t, aggregate.New(aggregate.Options{}), lines)
			s := whole.Snapshot(time.Time{})
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
			hopsInParts(t, lines, picture(t, s))
			hopsRestarted(t, lines, picture(t, s))
		})
	}
}

// hopsInParts cuts the log before every line, and once more behind it, and
// merges the parts in both orders.
func hopsInParts(t *testing.T, lines []string, want string) {
	t.Helper()
	for i := range len(lines) + 1 {
		for _, j := range []int{min(i+1, len(lines)), min(i+6, len(lines))} {
			parts := func() (a, b, c *aggregate.Aggregator) {
				return addLines(t, aggregate.New(aggregate.Options{}), lines[:i]),
					addLines(t, aggregate.NewPart(aggregate.Options{}), lines[i:j]), addLines(t, aggregate.NewPart(aggregate.Options{}), lines[j:])
			}
			a, b, c := parts()
			a.Merge(b)
			a.Merge(c)
			if got := picture(t, a.Snapshot(time.Time{})); got != want {
				t.Fatalf("cut at %d and %d: %s", i, j, firstDifference(got, want))
			}
			a, b, c = parts()
			b.Merge(c)
			a.Merge(b)
			if got := picture(t, a.Snapshot(time.Time{})); got != want {
				t.Fatalf("cut at %d and %d, merged from the end: %s", i, j, firstDifference(got, want))
			}
		}
	}
}

// hopsRestarted saves and restores the state after every line.
func hopsRestarted(t *testing.T, lines []string, want string) {
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
