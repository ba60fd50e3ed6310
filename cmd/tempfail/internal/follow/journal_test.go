package follow

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tempfail/parser"
)

const journalLength = 40

// playJournal is a journalctl that dies again and again, in the middle of an
// entry.
func playJournal() int {
	at := 0
	for _, arg := range os.Args[1:] {
		if cursor, ok := strings.CutPrefix(arg, "--after-cursor=s=1;i="); ok {
			n, err := strconv.Atoi(cursor)
			if err != nil {
				panic(err)
			}
			at = n + 1
		}
	}
	for n := range 7 {
		if at+n == journalLength {
			select {} // it waits for more
		}
		os.Stdout.WriteString(exported(at + n))
	}
	torn := exported(at + 7)
	os.Stdout.WriteString(torn[:len(torn)-2])
	fmt.Fprintln(os.Stderr, "the journal was vacuumed under me")
	return 1
}

// exported is entry n in the export format; every third one has a message
// that is not plain text.
func exported(n int) string {
	message := strings.TrimSuffix(numbered(n)[len("Nov 17 00:00:00 mail postfix/smtp[1]: "):], "\n")
	field := "MESSAGE=" + message + "\n"
	if n%3 == 0 {
		field = "MESSAGE\n" + string(binary.LittleEndian.AppendUint64(nil, uint64(len(message)))) + message + "\n"
	}
	binaryField := "_SOMETHING\n" + string(binary.LittleEndian.AppendUint64(nil, 3)) + "a\n\n\n"
	return fmt.Sprintf("__CURSOR=s=1;i=%d\n__REALTIME_TIMESTAMP=%d\n%s%s_HOSTNAME=mail\nSYSLOG_IDENTIFIER=postfix/smtp\nSYSLOG_PID=1\n\n",
		n, 1795436785125580+n, binaryField, field)
}

// TestJournal reads a journal whose child dies, in two processes of ours.
func TestJournal(t *testing.T) {
	var cp *Checkpoint
	count := &tally{}
	for _, until := range []int{13, journalLength} {
		f, err := Open(t.Context(), Options{
			Journal: &Journal{Command: []string{"env", roleVariable + "=journalctl", os.Args[0]}, Retry: time.Millisecond},
		}, cp)
		if err != nil {
			t.Fatal(err)
		}
		for count.Got < until && len(count.Bad) == 0 {
			for _, line := range next(t, f) {
				stamp, rest, _ := strings.Cut(line, " ")
				if stamp[:13] != "2026-11-23T12" {
					t.Errorf("stamp %q", stamp)
				}
				count.add([]byte("Nov 17 00:00:00 " + rest))
			}
		}
		saved := f.Checkpoint()
		cp = &saved
		f.Close()
	}
	count.check(t, journalLength)
	if want := fmt.Sprintf("s=1;i=%d", journalLength-1); cp.Journal != want {
		t.Errorf("cursor %q, want %q", cp.Journal, want)
	}
}

// next returns the lines of the next batch.
func next(t *testing.T, f *Follower) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patienceOfTests)
	defer cancel()
	b, err := f.Next(ctx)
	if err != nil {
		t.Fatalf("no lines came: %v; sources: %+v", err, f.Sources())
	}
	var lines []string
	for line, ok := b.Next(); ok; line, ok = b.Next() {
		lines = append(lines, string(line))
	}
	return lines
}

// TestJournalIsAwaited asks before journalctl has said a word: what was there
// at the start has then not been read.
func TestJournalIsAwaited(t *testing.T) {
	f, err := Open(t.Context(), Options{Journal: &Journal{Command: []string{"sh", "-c", "exec sleep 60"}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := f.inboxes[0]
	if in.state().CaughtUp {
		t.Error("it is said to be read to its end")
	}
	if err := in.put([]byte("a line\n"), "s=1;i=1"); err != nil {
		t.Fatal(err)
	}
	in.take()
	if !in.state().CaughtUp {
		t.Error("what came was read, and it is said not to be")
	}
}

// TestExportIsParsed reads a capture of the journal in both formats: the
// parser finds the same events.
func TestExportIsParsed(t *testing.T) {
	data, err := os.ReadFile("testdata/journal.json")
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	events := newEvents(t)
	for text := range strings.Lines(string(data)) {
		if e := events.of([]byte(strings.TrimSpace(text))); e != "" {
			want = append(want, e)
		}
	}
	events = newEvents(t)
	for x := newExport(strings.NewReader(exportOf(t, string(data)))); ; {
		e, err := x.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e := events.of(e.appendLine(nil)); e != "" {
			got = append(got, e)
		}
	}
	if len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("got %d events, want %d:\n%s\n---\n%s", len(got), len(want), strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// exportOf turns a journal from JSON into the export format.
func exportOf(t *testing.T, lines string) string {
	var out strings.Builder
	for text := range strings.Lines(lines) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(text), &fields); err != nil {
			t.Fatal(err)
		}
		for name, value := range fields {
			if s, ok := value.(string); ok {
				fmt.Fprintf(&out, "%s\n%s%s\n", name, binary.LittleEndian.AppendUint64(nil, uint64(len(s))), s)
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

// events tells what the parser finds.
type events struct {
	p  parser.Parser
	ev parser.Event
}

func newEvents(t *testing.T) *events {
	p, err := parser.New(parser.Options{Date: parser.Date{Year: 2026, Month: time.November}, Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	return &events{p: p}
}

// of describes the event of a line; empty for none.
func (e *events) of(line []byte) string {
	if e.p.Parse(line, &e.ev) != parser.Found {
		return ""
	}
	return fmt.Sprintf("%s %s %v %s %s %s", e.ev.Time.UTC().Format(time.RFC3339Nano), e.ev.Host, e.ev.Kind, e.ev.QueueID, e.ev.Recipient, e.ev.Reply.Text)
}

// TestExportHostile reads what is no export format.
func TestExportHostile(t *testing.T) {
	for _, text := range []string{
		"MESSAGE\n\xff\xff\xff\xff\xff\xff\xff\xff", "MESSAGE\n\x05\x00\x00\x00\x00\x00\x00\x00abcdef\n\n",
		"MESSAGE\n", "no end", "MESSAGE\n\xff\xff\xff\x00\x00\x00\x00\x00x",
	} {
		if e, err := newExport(strings.NewReader(text)).next(); err == nil {
			t.Errorf("%q: an entry: %+v", text, e)
		}
	}
}
