package parser

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// labelled is a text and what it is about.
type labelled struct{ text, cause, fault string }

// ownCorpus reads testdata/replies: cause, fault, text, separated by tabs.
func ownCorpus(t testing.TB) map[string][]labelled {
	t.Helper()
	names, err := filepath.Glob("../testdata/replies/*.tsv")
	if err != nil || len(names) == 0 {
		t.Fatalf("no corpus of replies in ../testdata/replies: %v", err)
	}
	corpus := map[string][]labelled{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(data), "\n") {
			if line == "" || line[0] == '#' {
				continue
			}
			f := strings.Split(line, "\t")
			if len(f) != 3 {
				t.Fatalf("%s:%d: %d fields, want cause, fault, text", name, n+1, len(f))
			}
			corpus[filepath.Base(name)] = append(corpus[filepath.Base(name)], labelled{f[2], f[0], f[1]})
		}
	}
	return corpus
}

// Every text of the own corpus gets the cause and the fault it is labelled
// with. A text that cannot be told is labelled unknown.
func TestCorpusOfReplies(t *testing.T) {
	c := NewClassifier()
	total := 0
	for name, texts := range ownCorpus(t) {
		total += len(texts)
		for _, l := range texts {
			r := ReadReply([]byte(l.text))
			d := c.Classify(&r, Enhanced{})
			if d.Cause.String() != l.cause || d.Fault.String() != l.fault {
				t.Errorf("%s: %q: %s/%s by %q, want %s/%s", name, l.text, d.Cause, d.Fault, d.Matched, l.cause, l.fault)
			}
		}
	}
	if total < 200 {
		t.Errorf("the corpus has shrunk to %d texts", total)
	}
}

// score counts how a set of texts came out.
type score struct{ n, right, unknown, wrong, fault int }

func (s *score) add(d Diagnosis, l labelled) {
	s.n++
	switch d.Cause.String() {
	case l.cause:
		s.right++
	case "unknown":
		s.unknown++
	default:
		s.wrong++
	}
	if d.Fault.String() == l.fault {
		s.fault++
	}
}

func percent(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }

// The bars hold on a set of labelled texts that is not part of the project.
func TestScoreOnLabelledReplies(t *testing.T) {
	file, err := os.Open("../../shared/replies/dev.tsv")
	if err != nil {
		t.Skipf("the labelled replies are not on this machine: %v", err)
	}
	defer file.Close()

	c := NewClassifier()
	var all score
	byCause := map[string]*score{}
	lines := bufio.NewScanner(file)
	lines.Scan() // the header
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		if len(f) < 6 {
			t.Fatalf("%q: %d fields", lines.Text(), len(f))
		}
		l := labelled{text: f[2], cause: f[4], fault: f[5]}
		r := ReadReply([]byte(l.text))
		d := c.Classify(&r, Enhanced{})
		if byCause[l.cause] == nil {
			byCause[l.cause] = &score{}
		}
		all.add(d, l)
		byCause[l.cause].add(d, l)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}

	var table strings.Builder
	names := make([]string, 0, len(byCause))
	for name := range byCause {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Fprintf(&table, "%-20s %5s %5s %7s %5s %5s\n", "cause", "n", "right", "unknown", "wrong", "fault")
	for _, name := range names {
		s := byCause[name]
		fmt.Fprintf(&table, "%-20s %5d %5d %7d %5d %5d\n", name, s.n, s.right, s.unknown, s.wrong, s.fault)
	}
	t.Logf("\n%s%-20s %5d %4.1f%% %6.1f%% %4.1f%% %4.1f%%", table.String(), "all", all.n,
		percent(all.right, all.n), percent(all.unknown, all.n), percent(all.wrong, all.n), percent(all.fault, all.n))

	if all.n == 0 || percent(all.right, all.n) < 92 || percent(all.fault, all.n) < 95 || percent(all.wrong, all.n) >= 6 {
		t.Errorf("bars: cause >= 92 %%, fault >= 95 %%, wrong < 6 %%")
	}
}

func TestClassifySaysWhy(t *testing.T) {
	c := NewClassifier()
	r := ReadReply([]byte("450 4.2.0 <user@example.net>: Recipient address rejected: Greylisted"))
	d := c.Classify(&r, Enhanced{})
	if d.Matched != "greylist" || d.Confidence != sure || d.Cause != Greylist || d.Fault != FaultPolicy {
		t.Errorf("got %+v", d)
	}
	r = ReadReply([]byte("451"))
	if d := c.Classify(&r, Enhanced{}); d.Cause != CauseUnknown || d.Fault != FaultUnknown || d.Confidence != 0 || d.Matched != "" {
		t.Errorf("a bare 451: got %+v", d)
	}
}

// The words that say nothing by themselves decide nothing.
func TestEmptyWordsDecideNothing(t *testing.T) {
	c := NewClassifier()
	for _, text := range []string{"451 try again later", "451 temporarily deferred", "451 please retry", "450 later", "451 come back later", "421 temporary",
		"451 rejected", "450 policy", "451 local problem", "421 rejected by policy, try again later temporarily"} {
		r := ReadReply([]byte(text))
		if d := c.Classify(&r, Enhanced{}); d.Cause != CauseUnknown {
			t.Errorf("%q: %s by %q", text, d.Cause, d.Matched)
		}
	}
}

// The enhanced code of the log decides for the MTA's own words alone.
func TestLoggedCodeCountsForOwnWordsOnly(t *testing.T) {
	c := NewClassifier()
	own := Reply{Origin: Local, Text: []byte("something of ours")}
	if d := c.Classify(&own, Enhanced{4, 3, 0}); d.Cause != LocalCause || d.Fault != FaultLocal {
		t.Errorf("own words with dsn=4.3.0: %+v", d)
	}
	theirs := Reply{Origin: Remote, Code: 451, Text: []byte("451 something of theirs")}
	if d := c.Classify(&theirs, Enhanced{4, 4, 1}); d.Cause != CauseUnknown {
		t.Errorf("a remote reply with dsn=4.4.1: %+v", d)
	}
}

func TestProviderByHostAndByWords(t *testing.T) {
	c := NewClassifier()
	for text, want := range map[string]string{
		"host mx01.gmx.net[192.0.2.9] said: 421 whatever": "united-internet",
		"421 4.7.0 whatever - gsmtp":                      "google",
		"421 whatever":                                    "",
	} {
		r := ReadReply([]byte(text))
		if d := c.Classify(&r, Enhanced{}); d.Provider != want {
			t.Errorf("%q: provider %q, want %q", text, d.Provider, want)
		}
	}
}

func TestClassifyAllocatesNothing(t *testing.T) {
	c := NewClassifier()
	r := ReadReply([]byte("host mx01.gmx.net[192.0.2.9] said: 450 4.2.0 <user@example.net>: Greylisted (in reply to RCPT TO command)"))
	if n := testing.AllocsPerRun(100, func() { c.Classify(&r, Enhanced{}) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzClassify(f *testing.F) {
	for _, texts := range ownCorpus(f) {
		for _, l := range texts[:10] {
			f.Add([]byte(l.text))
		}
	}
	c := NewClassifier()
	f.Fuzz(func(t *testing.T, text []byte) {
		kept := bytes.Clone(text)
		r := ReadReply(text)
		d := c.Classify(&r, Enhanced{})
		if !bytes.Equal(kept, text) {
			t.Errorf("the input was changed: %q, was %q", text, kept)
		}
		if d.Cause >= NumCauses || d.Fault >= NumFaults || d.Confidence < 0 || d.Confidence > 1 {
			t.Errorf("%+v", d)
		}
		if (d.Cause == CauseUnknown) != (d.Fault == FaultUnknown) {
			t.Errorf("cause %s with fault %s", d.Cause, d.Fault)
		}
		again := Reply{Origin: r.Origin, Phase: r.Phase, Code: r.Code, Enhanced: r.Enhanced, Text: bytes.ToUpper(r.Text), Relay: r.Relay}
		if utfFree(r.Text) {
			if e := c.Classify(&again, Enhanced{}); e.Cause != d.Cause {
				t.Errorf("letter case decides: %q is %s, in capitals %s", r.Text, d.Cause, e.Cause)
			}
		}
	})
}

// utfFree says whether text is ASCII without the backslash whose "n" means a
// line break.
func utfFree(text []byte) bool {
	for _, b := range text {
		if b >= 0x80 || b == '\\' {
			return false
		}
	}
	return true
}

func BenchmarkClassify(b *testing.B) {
	c := NewClassifier()
	r := ReadReply([]byte("451 4.7.1 <user@example.com>: Recipient address rejected: Greylisting in action, please come back later. See http://postgrey.example/help?ip=192.0.2.1 for more information about this delay, thank you"))
	b.SetBytes(int64(len(r.Text)))
	b.ReportAllocs()
	for b.Loop() {
		c.Classify(&r, Enhanced{})
	}
}

func BenchmarkNewClassifier(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		NewClassifier()
	}
}
