package source

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

func packed(t *testing.T, open func(io.Writer) (io.WriteCloser, error), texts ...string) string {
	t.Helper()
	var b bytes.Buffer
	for _, text := range texts {
		w, err := open(&b)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func gzipped(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil }
func zstded(w io.Writer) (io.WriteCloser, error)  { return zstd.NewWriter(w) }
func xzed(w io.Writer) (io.WriteCloser, error)    { return xz.NewWriter(w) }

// dated is a file with its content and modification time.
type dated struct{ name, text, date string }

func lay(t *testing.T, files ...dated) (dir string, names []string) {
	t.Helper()
	dir = t.TempDir()
	for _, f := range files {
		name := filepath.Join(dir, f.name)
		if err := os.WriteFile(name, []byte(f.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if f.date != "" {
			at := when(t, f.date)
			if err := os.Chtimes(name, at, at); err != nil {
				t.Fatal(err)
			}
		}
		names = append(names, name)
	}
	return dir, names
}

func when(t *testing.T, date string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, date)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func find(t *testing.T, o Options, args ...string) *Set {
	t.Helper()
	if o.Location == nil {
		o.Location = time.UTC
	}
	s, err := Find(args, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// read returns the lines of s, each after its file's base name and number.
func read(s *Set) []string {
	var lines []string
	for b := range s.Blocks(context.Background()) {
		n := b.First
		for line, ok := b.Next(); ok; line, ok = b.Next() {
			lines = append(lines, fmt.Sprintf("%s:%d %s", filepath.Base(b.File.Name), n, line))
			n++
		}
		if n-b.First != b.Lines {
			lines = append(lines, fmt.Sprintf("%d lines announced, %d there", b.Lines, n-b.First))
		}
		b.Free()
	}
	return lines
}

func begins(s *Set) []string {
	var out []string
	for _, f := range s.Files {
		out = append(out, filepath.Base(f.Name)+" "+f.Begin.Format(time.DateOnly))
	}
	return out
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func TestCompressionsAreToldByMagic(t *testing.T) {
	const text = "one\ntwo\nthree\n"
	bz2, err := os.ReadFile("testdata/three.bz2")
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"plain": text, "no newline at the end": strings.TrimSuffix(text, "\n"),
		"gzip": packed(t, gzipped, text), "gzip of two members": packed(t, gzipped, "one\nt", "wo\nthree\n"),
		"zstd": packed(t, zstded, text), "zstd of two frames": packed(t, zstded, "one\nt", "wo\nthree\n"),
		"xz": packed(t, xzed, text), "xz of two streams": packed(t, xzed, "one\nt", "wo\nthree\n"),
		"bzip2": string(bz2), "bzip2 twice": string(bz2) + string(bz2),
	} {
		want := []string{"x:1 one", "x:2 two", "x:3 three"}
		if name == "bzip2 twice" {
			want = append(want, "x:4 one", "x:5 two", "x:6 three")
		}
		_, names := lay(t, dated{"x", content, ""})
		s := find(t, Options{}, names...)
		same(t, name, read(s), want)
		if s.Files[0].Err != nil {
			t.Errorf("%s: %v", name, s.Files[0].Err)
		}
		stream := find(t, Options{Stdin: strings.NewReader(content)}, "-")
		for i := range want {
			want[i] = "-" + strings.TrimPrefix(want[i], "x")
		}
		same(t, name+" as a stream", read(stream), want)
	}
}

func TestFaultsNameFileAndNextStep(t *testing.T) {
	long := strings.Repeat("a line like the others\n", 100_000)
	var random strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&random, "%x\n", uint32(i)*2654435761)
	}
	cut := func(s string) string { return s[:len(s)/2] }
	flip := func(s string) string { return s[:len(s)/2] + "\x00\xff\x00\xff\x00" + s[len(s)/2+5:] }
	for name, c := range map[string]struct {
		content, what string
		least         int64 // lines still read
	}{
		"gzip cut":     {cut(packed(t, gzipped, random.String())), "gzip data ends too early", 10_000},
		"gzip flipped": {flip(packed(t, gzipped, random.String())), "gzip data is corrupt", 1},
		"zstd cut":     {cut(packed(t, zstded, random.String())), "zstd data ends too early", 10_000},
		"zstd flipped": {flip(packed(t, zstded, random.String())), "zstd data is corrupt", 0},
		"xz cut":       {cut(packed(t, xzed, random.String())), "xz data", 10_000},
		"gzip header":  {"\x1f\x8b\x07", "gzip data", 0},
		"rubbish after": {packed(t, gzipped, long) + "rubbish, and more of it",
			"gzip data is corrupt", 100_000},
		"zip":     {"PK\x03\x04 and so on", "zip archive is not read here; unzip -p", 0},
		"journal": {"LPKSHHRH and so on", "binary journal is not read here; journalctl --file", 0},
		"utf-16":  {"\xff\xfeN\x00o\x00v\x00", "UTF-16 text is not read here; iconv", 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, names := lay(t, dated{"mail.log.2.gz", c.content, ""})
			s := find(t, Options{}, names...)
			lines := read(s)
			f := s.Files[0]
			if f.Err == nil || !strings.Contains(f.Err.Error(), "mail.log.2.gz: ") || !strings.Contains(f.Err.Error(), c.what) {
				t.Errorf("fault %v, want %q", f.Err, c.what)
			}
			if f.Lines < c.least || f.Lines != int64(len(lines)) {
				t.Errorf("%d lines booked, %d read, want %d or more", f.Lines, len(lines), c.least)
			}
		})
	}
}

// TestNamesInCommands: a step is there to be copied into a shell.
func TestNamesInCommands(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, want := range map[string]string{"mail.log": "mail.log", "x;touch y;": "FILE", "-rf": "FILE", "a'b": "FILE"} {
		if err := os.WriteFile(name, []byte("\xff\xfeN\x00o\x00v\x00"), 0o600); err != nil {
			t.Fatal(err)
		}
		s := find(t, Options{}, name)
		read(s)
		if err := s.Files[0].Err; err == nil || !strings.HasSuffix(err.Error(), "; iconv -f utf-16 -t utf-8 "+want+" | tempfail analyze -") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, want := range map[string]string{"logs": "'logs/mail.log*'", "a'b;c": "'DIRECTORY/mail.log*'"} {
		if err := openFault(name, errDirectory); !strings.HasSuffix(err.Do, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestATornLineIsNoLine(t *testing.T) {
	whole := packed(t, zstded, "first\nsecond\n")
	torn := packed(t, zstded, "third\nfour")
	_, names := lay(t, dated{"x", whole + torn + "\x28\xb5\x2f\xfd", ""})
	s := find(t, Options{}, names...)
	same(t, "lines", read(s), []string{"x:1 first", "x:2 second", "x:3 third"})
	if s.Files[0].Err == nil {
		t.Error("no fault")
	}
}

func TestFindSaysWhatItCannotOpen(t *testing.T) {
	dir, names := lay(t, dated{"mail.log", "x\n", ""}, dated{"mail.log.1", "y\n", ""})
	if err := os.Mkdir(filepath.Join(dir, "mail.log.d"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := find(t, Options{}, names[0], dir, filepath.Join(dir, "nothing"), filepath.Join(dir, "no*"))
	var faults []string
	for _, f := range s.Faults {
		faults = append(faults, strings.ReplaceAll(f.Name+" "+f.What, dir, "DIR"))
	}
	same(t, "faults", faults, []string{"DIR is a directory", "DIR/nothing no such file", "DIR/no* no file matches"})

	s = find(t, Options{}, filepath.Join(dir, "mail.log*"))
	if len(s.Files) != 2 || len(s.Skipped) != 1 || len(s.Faults) != 0 {
		t.Errorf("pattern: %d files, skipped %v, faults %v", len(s.Files), s.Skipped, s.Faults)
	}
	if _, err := Find([]string{dir}, Options{}); err == nil || !strings.Contains(err.Error(), "name the files in it") {
		t.Errorf("a directory alone: %v", err)
	}
}

func TestUsualPlaces(t *testing.T) {
	dir, names := lay(t, dated{"maillog", "x\n", ""}, dated{"syslog", "y\n", ""}, dated{"maillog.1", "z\n", ""})
	o := Options{Usual: []string{filepath.Join(dir, "mail.log"), names[0], names[1]}}
	s := find(t, o)
	if s.Chosen != names[0] {
		t.Errorf("chosen %s", s.Chosen)
	}
	same(t, "siblings", Siblings(names[0]), []string{names[2]})
	o.Usual = o.Usual[:1]
	if _, err := Find(nil, o); err == nil || !strings.Contains(err.Error(), "usual places") {
		t.Errorf("nothing there: %v", err)
	}
}

func line(stamp string) string {
	return stamp + " mx postfix/qmgr[7]: " + strings.ReplaceAll(stamp, " ", "") + ": removed\n"
}

func TestRotatedSetsAreReadInTheOrderOfTheirTimes(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []dated
		want  []string
	}{
		{"across New Year, names backwards", []dated{
			{"mail.log", line("Jan  9 06:25:01") + line("Jan 12 00:00:00"), "2026-01-12"},
			{"mail.log.1", line("Jan  2 06:25:01") + line("Jan  9 06:25:00"), "2026-01-09"},
			{"mail.log.2.gz", packed(t, gzipped, line("Dec 26 06:25:01")+line("Jan  2 06:25:00")), "2026-01-02"},
			{"mail.log.3.gz", packed(t, gzipped, line("Dec 19 06:25:01")), "2025-12-26"},
		}, []string{"mail.log.3.gz 2025-12-19", "mail.log.2.gz 2025-12-26", "mail.log.1 2026-01-02", "mail.log 2026-01-09"}},
		{"BSD names, 0 is the newest but one", []dated{
			{"maillog.0", line("Dec 30 00:00:00"), "2025-12-31"},
			{"maillog", line("Jan  1 00:00:00"), "2026-01-02"},
			{"maillog.1", line("Dec 28 00:00:00"), "2025-12-30"},
		}, []string{"maillog.1 2025-12-28", "maillog.0 2025-12-30", "maillog 2026-01-01"}},
		{"two years old", []dated{{"old", line("Nov 30 00:00:00"), "2024-12-01"}}, []string{"old 2024-11-30"}},
		{"stamps a little ahead", []dated{{"x", line("Jan  1 05:00:00"), "2025-12-31"}}, []string{"x 2026-01-01"}},
		{"copied together later in the year", []dated{
			{"a", line("Jan  3 00:00:00"), "2026-12-26"},
			{"b", line("Dec 20 00:00:00"), "2026-12-26"},
			{"c", line("Dec 27 00:00:00"), "2026-12-26"},
		}, []string{"b 2025-12-20", "c 2025-12-27", "a 2026-01-03"}},
		{"leap day", []dated{{"x", line("Feb 29 00:00:00"), "2026-03-01"}}, []string{"x 2024-02-29"}},
		{"stamps with a year", []dated{
			{"b", "2024-05-01T00:00:00+00:00 mx postfix/qmgr[7]: 4F1A2B3C: removed\n", "2026-01-01"},
			{"a", "junk\n\n2023-05-01T00:00:00+00:00 mx postfix/qmgr[7]: 4F1A2B3D: removed\n", "2026-01-02"},
		}, []string{"a 2023-05-01", "b 2024-05-01"}},
		{"more than a year in a plain file", []dated{
			{"x", years("Mar", "Sep", "Feb", "Aug", "Jan", "May"), "2026-05-10"},
		}, []string{"x 2024-03-01"}},
		{"a small plain file, newest month first", []dated{
			{"x", line("Nov 27 00:00:00") + line("Sep 10 00:00:00") + line("Mar  8 00:00:00"), "2026-11-29"},
		}, []string{"x 2026-11-27"}},
		{"no times: by date", []dated{{"b", "x\n", "2026-01-02"}, {"a", "y\n", "2026-01-01"}},
			[]string{"a 2026-01-01", "b 2026-01-02"}},
	} {
		_, names := lay(t, c.files...)
		same(t, c.name, begins(find(t, Options{Now: when(t, "2027-01-01")}, names...)), c.want)
	}
}

// years makes a log of the months given, long enough to be sampled.
func years(months ...string) string {
	var b strings.Builder
	for _, m := range months {
		b.WriteString(strings.Repeat(line(m+"  1 00:00:00"), 2_000))
	}
	return b.String()
}

func TestGzipKeepsTheDate(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.ModTime = when(t, "2024-12-01")
	io.WriteString(w, line("Nov 30 00:00:00"))
	w.Close()
	_, names := lay(t, dated{"x.gz", b.String(), "2026-06-01"})
	same(t, "begin", begins(find(t, Options{}, names...)), []string{"x.gz 2024-11-30"})
}

func TestAStreamIsDatedByNow(t *testing.T) {
	s := find(t, Options{Stdin: strings.NewReader(line("Jun 30 00:00:00")), Now: when(t, "2026-01-05")}, "-")
	read(s)
	same(t, "begin", begins(s), []string{"- 2025-06-30"})
}

func TestTheSameLinesAreReadOnce(t *testing.T) {
	text := years("Mar", "Apr")
	more := text + line("May  1 00:00:00")
	other := text[:len(text)-2] + "!\n"
	for _, c := range []struct {
		name  string
		files []dated
		want  []string // read
	}{
		{"compressed beside plain", []dated{{"a", text, ""}, {"b.gz", packed(t, gzipped, text), ""}}, []string{"a"}},
		{"a backup of a log that grew", []dated{{"a", text, ""}, {"b", more, ""}}, []string{"b"}},
		{"that backup, compressed", []dated{{"a", more, ""}, {"b", packed(t, zstded, text), ""}}, []string{"a"}},
		{"the same but for the end", []dated{{"a", text, ""}, {"b", other, ""}}, []string{"a", "b"}},
		{"empty ones", []dated{{"a", "", ""}, {"b", "", ""}}, []string{"a", "b"}},
		{"a cut copy", []dated{{"a", text, ""}, {"b", packed(t, gzipped, text)[:400], ""}}, []string{"a"}},
	} {
		_, names := lay(t, c.files...)
		s := find(t, Options{Now: when(t, "2026-01-05")}, names...)
		var got []string
		for _, f := range s.Files {
			got = append(got, filepath.Base(f.Name))
		}
		slices.Sort(got)
		same(t, c.name, got, c.want)
		if len(s.Skipped) != len(c.files)-len(c.want) {
			t.Errorf("%s: skipped %v", c.name, s.Skipped)
		}
	}
	_, names := lay(t, dated{"a", text, ""})
	if s := find(t, Options{}, names[0], names[0]); len(s.Files) != 1 {
		t.Errorf("named twice: read %d times", len(s.Files))
	}
}

func TestDoneReachesSize(t *testing.T) {
	_, names := lay(t, dated{"a", years("Mar"), ""}, dated{"b.gz", packed(t, gzipped, years("May")), ""})
	s := find(t, Options{}, names...)
	size := s.Size()
	read(s)
	if s.Done() != size || size == 0 {
		t.Errorf("%d of %d bytes", s.Done(), size)
	}
}
