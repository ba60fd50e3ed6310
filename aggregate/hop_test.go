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

// TestFilterDown stops the filter for an hour: that is a fault of this host,
// before the hop, and no message or recipient is counted twice for it.
func TestFilterDown(t *testing.T) {
	var lines []string
	start := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	put := func(at time.Time, format string, args ...any) {
		lines = append(lines, at.Format(time.Stamp)+" out postfix/"+fmt.Sprintf(format, args...))
	}
	const messages = 480
	passes := func(at time.Time, i int) {
		put(at, "smtpd[4]: B%05d: client=localhost[127.0.0.1]", i)
		put(at, "qmgr[3]: B%05d: from=<ann@example.com>, size=1243, nrcpt=1 (queue active)", i)
		put(at, "smtp[6]: A%05d: to=<u@d%02d.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as B%05d)", i, i%40, i)
		put(at, "qmgr[3]: A%05d: removed", i)
		put(at, "smtp[7]: B%05d: to=<u@d%02d.example>, relay=mx.d%02d.example[192.0.2.%d]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as C%05d)", i, i%40, i%40, i%40+1, i)
		put(at, "qmgr[3]: B%05d: removed", i)
	}
	for i := range messages { // one a minute for eight hours; the filter is down in the fourth
		at := start.Add(time.Duration(i) * time.Minute)
		put(at, "smtpd[1]: A%05d: client=client.example.com[203.0.113.7]", i)
		put(at, "qmgr[3]: A%05d: from=<ann@example.com>, size=843, nrcpt=1 (queue active)", i)
		if i/60 == 3 {
			put(at, "smtp[6]: A%05d: to=<u@d%02d.example>, relay=none, delay=0.1, delays=0.1/0/0/0, dsn=4.4.1, status=deferred (connect to 127.0.0.1[127.0.0.1]:10024: Connection refused)", i, i%40)
			continue
		}
		if i == 240 {
			for down := 180; down < 240; down++ {
				passes(at, down)
			}
		}
		passes(at, i)
	}
	a := addLines(t, aggregate.New(aggregate.Options{}), lines)
	s := a.Snapshot(time.Time{})
	tot := s.Totals
	if tot.Messages != messages || tot.Recipients != messages || tot.Delivered != messages || tot.Attempts != messages+60 || tot.Deferred != 60 || tot.Waiting != 0 {
		t.Errorf("%+v", tot)
	}
	if len(s.Findings) != 1 || s.Findings[0].Verdict != aggregate.LocalFault {
		t.Errorf("findings: %+v", s.Findings)
	}
}
