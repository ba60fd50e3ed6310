package parser

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

// sample is a log line of the corpus and what is expected of it.
type sample struct {
	at   string // file:line
	raw  string
	want string
}

// readCorpus reads a file of lines, each followed by "=> expectation", one for
// each event where it tells several. A line
// "# name: value" is a setting, other lines with "#" are comments.
func readCorpus(t testing.TB, path string) (samples []sample, settings map[string]string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	settings = map[string]string{}
	raw, more := "", false
	for i, l := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		at := fmt.Sprintf("%s:%d", filepath.Base(path), i+1)
		comment, isComment := strings.CutPrefix(l, "# ")
		want, isWant := strings.CutPrefix(l, "=> ")
		switch {
		case isComment:
			if name, value, ok := strings.Cut(comment, ": "); ok {
				settings[name] = value
			}
		case isWant && raw == "" && more:
			samples[len(samples)-1].want += "\n=> " + want
		case isWant && raw == "":
			t.Fatalf("%s: expectation without a line", at)
		case isWant:
			samples = append(samples, sample{at, raw, want})
			raw = ""
		case l != "" && raw != "":
			t.Fatalf("%s: the line before has no expectation", at)
		case l != "":
			raw = l
		}
		more = isWant
	}
	return samples, settings
}

// envelopeOf makes the envelope that a corpus file's settings ask for.
func envelopeOf(t testing.TB, settings map[string]string) *envelope {
	t.Helper()
	loc, date := time.UTC, Date{}
	var err error
	if name := settings["zone"]; name != "" {
		if loc, err = time.LoadLocation(name); err != nil {
			t.Fatal(err)
		}
	}
	if year := settings["year"]; year != "" {
		if date.Year, err = strconv.Atoi(year); err != nil {
			t.Fatal(err)
		}
	}
	return newEnvelope(loc, date)
}

// describe writes ln the way the corpus does.
func describe(ln *line) string {
	or := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	at := ""
	if !ln.at.IsZero() {
		at = ln.at.Format(time.RFC3339Nano)
	}
	s := fmt.Sprintf("host=%s tag=%s time=%s", or(string(ln.host)), or(string(ln.tag)), or(at))
	if ln.count != 1 {
		s += fmt.Sprintf(" count=%d", ln.count)
	}
	return s + " msg=" + string(ln.msg)
}

func TestEnvelopes(t *testing.T) {
	files, err := filepath.Glob("../testdata/envelopes/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	for _, file := range files {
		samples, settings := readCorpus(t, file)
		e := envelopeOf(t, settings)
		for _, s := range samples {
			want := s.want
			if want == "none" {
				want = "host=- tag=- time=- msg=" + s.raw
			}
			var ln line
			got := "held"
			if e.open([]byte(s.raw), &ln) {
				got = describe(&ln)
			}
			if got != want {
				t.Errorf("%s:\n line %s\n got  %s\n want %s", s.at, s.raw, got, want)
			}
		}
	}
}

// TestLineEnds has the bytes that do not show in a corpus file.
func TestLineEnds(t *testing.T) {
	const body = "Nov 23 12:26:25 out postfix/smtp[1]: A1B2C3D: removed"
	const want = "host=out tag=postfix/smtp time=2026-11-23T12:26:25Z msg=A1B2C3D: removed"
	for _, raw := range []string{
		body + "\r",
		body + "\r\n",
		"\xEF\xBB\xBF" + body,
		"<22>1 2026-11-23T12:26:25Z out postfix/smtp 1 - - \xEF\xBB\xBFA1B2C3D: removed",
		"\x1b[36mpostfix-1  | \x1b[0m" + body,
		"\x1b[36mpostfix-1  |\x1b[0m " + body,
		`{"MESSAGE":[` + byteValues(body) + `],"tag":""}`,
		`{"log":"` + body + `\r\n","stream":"stdout","time":"2026-11-23T12:26:26Z"}`,
	} {
		var ln line
		newEnvelope(time.UTC, Date{Year: 2026}).open([]byte(raw), &ln)
		if got := describe(&ln); got != want {
			t.Errorf("%q:\n got  %s\n want %s", raw, got, want)
		}
	}
}

// byteValues writes s as the journal writes what is not printable.
func byteValues(s string) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint([]byte(s)), "[]"), " ", ",")
}

func TestJSONEscapes(t *testing.T) {
	const in, want = `\b\f\n\r\t\/\\\"\u000a\uD83D\uDCE7 `, "\b\f\n\r\t/\\\"\n\U0001F4E7 "
	if got := string(appendUnescaped(nil, []byte(in))); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, broken := range []string{`\`, `\u`, `\u12`, `\ud83d\u`, `\ud83d\udce`} {
		appendUnescaped(nil, []byte(broken))
	}
}

// TestNestingIsBounded gives an envelope in an envelope in an envelope, more
// of them than any set-up has.
func TestNestingIsBounded(t *testing.T) {
	raw := []byte(strings.Repeat("a | ", 1000) + "removed")
	var ln line
	if !newEnvelope(time.UTC, Date{}).open(raw, &ln) || !bytes.HasSuffix(ln.msg, []byte("a | removed")) {
		t.Errorf("got %s", describe(&ln))
	}
}

// TestHeldIsBounded feeds a record that never ends.
func TestHeldIsBounded(t *testing.T) {
	e := newEnvelope(time.UTC, Date{})
	var ln line
	for range 100 {
		if e.open([]byte("2026-01-28T16:04:06Z stdout P "+strings.Repeat("x", 16<<10)), &ln) {
			t.Fatal("a piece was taken for a whole record")
		}
	}
	if !e.open([]byte("2026-01-28T16:04:06Z stdout F end"), &ln) || len(ln.msg) != maxHeld {
		t.Errorf("a record of %d bytes, want %d", len(ln.msg), maxHeld)
	}
	if !e.open([]byte("2026-01-28T16:04:06Z stdout F next"), &ln) || string(ln.msg) != "next" {
		t.Errorf("after it: %s", describe(&ln))
	}
}

// TestStampsAgreeWithTime compares the calendar arithmetic with package time.
func TestStampsAgreeWithTime(t *testing.T) {
	for _, zone := range []string{"UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		e := newEnvelope(loc, Date{})
		end := time.Date(2032, 3, 2, 0, 0, 0, 0, time.UTC)
		for at := time.Date(1999, 12, 30, 0, 0, 0, 0, time.UTC); at.Before(end); at = at.Add(17*time.Hour + 13*time.Minute + 7*time.Second) {
			civil := at.In(loc).Format("2006-01-02 15:04:05")
			want, _ := time.ParseInLocation("2006-01-02 15:04:05", civil, loc)
			got, rest, ok := e.readStamp([]byte(civil))
			if !ok || len(rest) != 0 || !got.Equal(want) {
				t.Fatalf("%s in %s: got %v, want %v", civil, zone, got, want.UTC())
			}
		}
	}
}
