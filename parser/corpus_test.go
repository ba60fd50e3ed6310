package parser

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// runCorpus reads the files of lines and expectations that glob names, each
// with a parser of its own for one MTA, in their order: lines may need those
// before. A line must be claimed by that MTA alone, and take no memory.
func runCorpus(t *testing.T, glob, mta string) {
	t.Helper()
	for _, file := range corpusFiles(t, glob) {
		samples, _ := readCorpus(t, file)
		p := newParserFor(t, mta)
		for _, s := range samples {
			ev := stalePostfix()
			result := p.Parse([]byte(s.raw), &ev)
			got := describeEvent(result, &ev)
			for result == Found && p.Next(&ev) {
				got += "\n=> " + describeEvent(Found, &ev)
			}
			if got != s.want {
				t.Errorf("%s: %s\n got %s\nwant %s", s.at, s.raw, got, s.want)
			}
			claimedOnce(t, s.raw, mta)
		}
		allocatesNothing(t, p, samples)
	}
}

func corpusFiles(t testing.TB, glob string) []string {
	t.Helper()
	files, err := filepath.Glob(glob)
	if err != nil || len(files) == 0 {
		t.Fatalf("no %s: %v", glob, err)
	}
	return files
}

func newParserFor(t testing.TB, mta string) *parser {
	t.Helper()
	p, err := New(Options{MTA: mta, Date: Date{Year: 2026}})
	if err != nil {
		t.Fatal(err)
	}
	return p.(*parser)
}

// claimedOnce wants no other format to take a line.
func claimedOnce(t *testing.T, raw, mta string) {
	t.Helper()
	var ln line
	newEnvelope(nil, Date{Year: 2026}).open([]byte(raw), &ln)
	for _, f := range formats {
		if f.name != mta && f.claims(ln.tag, ln.msg) {
			t.Errorf("claimed by %s: %s", f.name, raw)
		}
	}
}

// allocatesNothing reads all lines again, when every buffer has grown.
func allocatesNothing(t *testing.T, p Parser, samples []sample) {
	t.Helper()
	var lines [][]byte
	for _, s := range samples {
		lines = append(lines, []byte(s.raw))
	}
	var ev Event
	if n := testing.AllocsPerRun(5, func() {
		for _, raw := range lines {
			for more := p.Parse(raw, &ev) == Found; more; more = p.Next(&ev) {
				ev.EachRecipient(func(b []byte) bool { return len(b) >= 0 })
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// describeEvent writes every field of ev that is set, but for what the
// envelope fills in.
func describeEvent(result Result, ev *Event) string {
	text := describePostfix(result, ev)
	if result != Found {
		return text
	}
	put := func(name, value string) {
		if value == "" {
			return
		}
		if strings.ContainsAny(value, " \"\\\n") {
			value = strconv.Quote(value)
		}
		text += " " + name + "=" + value
	}
	put("others", string(ev.Others))
	if r := &ev.Reply; r.Origin == OriginUnknown { // describePostfix leaves it out
		put("spoke", postfixRelay(r.Relay))
		put("text", string(r.Text))
	}
	return text
}

// logEvents reads a whole log and calls f with what became of each line.
func logEvents(t testing.TB, file, mta string, f func(raw []byte, r Result, ev *Event)) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := newParserFor(t, mta)
	for raw := range bytes.Lines(text) {
		ev := stalePostfix()
		raw = bytes.TrimSuffix(raw, []byte("\n"))
		f(raw, p.Parse(raw, &ev), &ev)
	}
}

func TestEachRecipient(t *testing.T) {
	for _, tt := range []struct{ first, others, want string }{
		{"a@example.com", "", "a@example.com"},
		{"a@example.com", "<b@example.com>", "a@example.com b@example.com"},
		{"a@example.com", "<b@example.com>,<c@example.com>", "a@example.com b@example.com c@example.com"},
		{"root", "postmaster,|/bin/false", "root postmaster |/bin/false"},
		{"a@example.com", `<"b, c>"@example.com>,d`, `a@example.com "b, c>"@example.com d`},
		{"a@example.com", `<b@example.com,<c@example.com>`, `a@example.com <b@example.com c@example.com`},
		{"", "", ""},
	} {
		ev := Event{Recipient: []byte(tt.first), Others: []byte(tt.others)}
		var got []string
		for r := range ev.EachRecipient {
			got = append(got, string(r))
		}
		if g := strings.Join(got, " "); g != tt.want {
			t.Errorf("%s and %s: %q, want %q", tt.first, tt.others, g, tt.want)
		}
		for range ev.EachRecipient { // may stop early
			break
		}
	}
}

// TestLongListsAreRead reads lists whose quotes do not pair, as long as a
// line can be, without looking at all of it for each address.
func TestLongListsAreRead(t *testing.T) {
	for _, one := range []string{`"a,`, `<a,`, `a,`, `<a@example.com>,`} {
		ev := Event{Others: bytes.Repeat([]byte(one), 1<<16)}
		n := 0
		for range ev.EachRecipient {
			n++
		}
		if n < 1<<16/maxListed {
			t.Errorf("%d recipients in a list of %q", n, one)
		}
	}
}

func TestJoined(t *testing.T) {
	for mta, want := range map[string]bool{"postfix": false, "sendmail": true, "qmail": true, "opensmtpd": true, "dma": true, "powermta": true, "haraka": true, "kumomta": false, Auto: false} {
		if Joined(mta) != want {
			t.Errorf("%s: %t, want %t", mta, !want, want)
		}
	}
}
