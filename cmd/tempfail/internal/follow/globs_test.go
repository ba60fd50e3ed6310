package follow

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestIsSibling(t *testing.T) {
	tests := []struct {
		base, name string
		want       bool
	}{
		{"mail.log", "mail.log", false},
		{"mail.log", "mail.log.1", true},
		{"mail.log", "mail.log.2.gz", true},
		{"mail.log", "mail.log-20260301", true},
		{"mail.log", "mail.log-20260301.zst", true},
		{"mail.log", "mail-20260301.log", true},
		{"mail.log", "mail-20260301.log.gz", true},
		{"mail.log", "mail.1.log", true},
		{"mail.log", "mail.log.old", true},
		{"maillog", "maillog.20260101-000000.gz", true},
		{"maillog", "maillog.0.bz2", true},
		{"mainlog", "mainlog.01", true},
		{"mainlog", "20261130-mainlog", true},
		{"mainlog", "2026-11-30.mainlog.gz", true},
		{"mainlog", "2-mainlog", false},
		{"mainlog", "20261130-paniclog", false},
		{"mail.log", "mail.log.yesterday", true},
		{"0.log", "0.log.20261117-000000", true},
		{"mail", "mail.err", false},
		{"mail", "mail.log", false},
		{"mail.log", "mail.log.offset", false},
		{"mail.log", "mail.log.swp", false},
		{"mail.log", "mail.log2", false},
		{"mail.log", "mailer-1.log", false},
		{"mail.log", "mail.", false},
	}
	for _, test := range tests {
		if got := isSibling(test.base, test.name); got != test.want {
			t.Errorf("isSibling(%q, %q) = %v", test.base, test.name, got)
		}
	}
}

// TestPattern follows what a pattern matches: each log once, no earlier
// generations, logs that come later from their beginning.
func TestPattern(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		file, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if _, err := file.WriteString(text); err != nil {
			t.Fatal(err)
		}
	}
	write("a.log", "a1\n")
	write("a.log.1", "a0\n")
	write("a-20260301.log", "a00\n")
	write("b.log", "b1\n")
	options := Options{Paths: []string{filepath.Join(dir, "*.log*"), filepath.Join(dir, "a.log")}}
	f, err := Open(t.Context(), options, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { f.Close() }()
	got := append(next(t, f), next(t, f)...)
	slices.Sort(got)
	if !slices.Equal(got, []string{"a1", "b1"}) {
		t.Errorf("got %q", got)
	}
	write("c.log", "c1\n")
	f.expandSometimes(time.Now().Add(expandEvery))
	if got := next(t, f); !slices.Equal(got, []string{"c1"}) {
		t.Errorf("got %q", got)
	}
	cp := f.Checkpoint()
	f.Close()
	write("b.log", "b2\n")
	if err := os.Rename(filepath.Join(dir, "b.log"), filepath.Join(dir, "b.log.1")); err != nil {
		t.Fatal(err)
	}
	f, err = Open(t.Context(), options, &cp)
	if err != nil {
		t.Fatal(err)
	}
	if got := next(t, f); !slices.Equal(got, []string{"b2"}) {
		t.Errorf("got %q", got)
	}
	f.expandSometimes(time.Now().Add(2 * expandEvery))
	f.expandSometimes(time.Now().Add(2 * forgetAfter))
	if n := len(f.Sources()); n != 3 {
		t.Errorf("%d sources; a generation is still open, so none is forgotten", n)
	}
}

func TestOpenErrors(t *testing.T) {
	for name, o := range map[string]Options{
		"nothing": {},
		"pattern": {Paths: []string{"/var/log/[.log*"}},
	} {
		if f, err := Open(t.Context(), o, nil); err == nil {
			f.Close()
			t.Errorf("%s: no error", name)
		}
	}
}

// TestBracketInAName: a file is named by its name, whatever that would match.
func TestBracketInAName(t *testing.T) {
	p := newPaper(t)
	p.write("mail[1].log", "mail1.log")
	p.written -= 5 // the other one is not meant
	p.follow("mail[1].log")
	p.once("the start")
	if _, err := Open(t.Context(), Options{Paths: []string{p.path("odd[.log")}}, nil); err == nil || !strings.Contains(err.Error(), `write \[`) {
		t.Errorf("a bracket that is not closed: %v", err)
	}
	p.rename("mail[1].log", "mail[1].log.1")
	p.follow("mail[1].log")
	p.written = 5
	p.once("a restart while it is not there")
	p.write("mail[1].log")
	p.once("it is written again")
}

// TestDirectory: who names the directory of the logs is told what to do.
func TestDirectory(t *testing.T) {
	_, err := openPlain(t.TempDir(), time.Now())
	if err == nil || !strings.Contains(err.Error(), "a directory; name its logs by a pattern") {
		t.Errorf("a directory: %v", err)
	}
}

// TestNamedLogIsWaitedFor: a log that was named is followed however long it is
// away, whatever way its path is written.
func TestNamedLogIsWaitedFor(t *testing.T) {
	dir := t.TempDir()
	f, err := Open(t.Context(), Options{Paths: []string{dir + "//mail.log", dir + "/*.other"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.dropGone(time.Now())
	f.dropGone(time.Now().Add(2 * forgetAfter))
	if len(f.trails) != 1 {
		t.Error("the log that was named is followed no more")
	}
}

// TestLogThatComesBackIsReadOn: one that a pattern had found, and that was away
// for long, goes on where it stood.
func TestLogThatComesBackIsReadOn(t *testing.T) {
	dir, away := t.TempDir(), filepath.Join(t.TempDir(), "a")
	sub := filepath.Join(dir, "a")
	if err := os.Mkdir(sub, 0o700); err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("2026-03-02T10:00:00Z mx postfix/qmgr[7]: 4AAAA: removed\n", 10)
	if err := os.WriteFile(filepath.Join(sub, "mail.log"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(t.Context(), Options{Paths: []string{dir + "/*/mail.log"}, Poll: 10 * time.Millisecond}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	first := drained(t, f)
	if err := os.Rename(sub, away); err != nil {
		t.Fatal(err)
	}
	now := time.Now().Add(time.Minute)
	for i := range 4 {
		at := now.Add(time.Duration(i) * 2 * forgetAfter)
		for _, tr := range f.trails {
			for len(tr.next(f.buf, at)) > 0 {
			}
		}
		f.dropGone(at)
	}
	if len(f.trails) != 0 {
		t.Fatal("it is still followed")
	}
	if err := os.Rename(away, sub); err != nil {
		t.Fatal(err)
	}
	f.expand(nil, now.Add(10*forgetAfter))
	if again := drained(t, f); first != 10 || again != 0 {
		t.Errorf("%d lines, and %d again", first, again)
	}
}

// TestStartAtTheEnd: with a place to go on from, the end is that of logs which
// were there when their pattern was first followed.
func TestStartAtTheEnd(t *testing.T) {
	p := newPaper(t)
	p.start = End
	p.write("a.log", "x.txt", "y.text")
	p.written = 0 // history
	p.follow("*.log", "x.txt")
	p.once("the start")
	p.write("a.log")
	p.once("a line")
	p.write("b.log")
	p.follow("*.log", "x.txt", "*.text")
	p.once("a restart, with a log that came meanwhile, and an older one of a new pattern")
	p.write("c.log", "a.log", "y.text")
	p.must(p.f.SetPaths([]string{p.path("*.log"), p.path("*.text")}))
	p.once("a reload, with a log that came since the pattern was looked at")
	p.must(os.Remove(p.path("a.log")))
	p.follow("*.log")
	p.write("a.log")
	p.once("one that was written anew")
}

// TestLogRotatedBeforeItIsFound: a log that came, and was rotated, between two
// looks at its pattern is read with its first generation; what was there before
// is not.
func TestLogRotatedBeforeItIsFound(t *testing.T) {
	p := newPaper(t)
	p.write("b.log.1")
	p.written = 0 // history
	old := time.Now().Add(-time.Hour)
	p.must(os.Chtimes(p.path("b.log.1"), old, old))
	p.follow("*.log")
	p.once("the start")
	p.write("a.log", "b.log")
	p.rename("a.log", "a.log.1")
	p.rename("b.log", "b.log.2")
	p.write("a.log", "b.log")
	p.f.expandSometimes(time.Now().Add(expandEvery))
	p.once("they came")
	p.write("c.log")
	p.rename("c.log", "c.log.1")
	p.write("c.log")
	p.follow("*.log")
	p.once("a restart, and one came meanwhile")
}

// TestPatternWhileTheLogIsAway: between the two steps of a rotation its earlier
// generations are no logs of their own.
func TestPatternWhileTheLogIsAway(t *testing.T) {
	p := newPaper(t)
	for _, name := range []string{"mail.log.2", "mail.log.1"} {
		p.must(os.WriteFile(p.path(name), []byte(strings.Repeat("history of "+name+"\n", 9)), 0o600))
	}
	p.write("mail.log")
	p.follow("mail.log*")
	p.once("the start")
	p.rename("mail.log.2", "mail.log.3")
	p.rename("mail.log.1", "mail.log.2")
	p.rename("mail.log", "mail.log.1")
	p.f.expandSometimes(time.Now().Add(expandEvery))
	p.once("the first step")
	p.write("mail.log")
	p.once("the second one")
	if n := len(p.f.Sources()); n != 1 {
		t.Errorf("%d sources", n)
	}
}
