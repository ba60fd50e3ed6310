package follow

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestSetPaths takes up a log, leaves one, and keeps one, in the middle of
// which it stands.
func TestSetPaths(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	write := func(name, text string) {
		t.Helper()
		file, err := os.OpenFile(path(name), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if _, err := file.WriteString(text); err != nil {
			t.Fatal(err)
		}
	}
	write("kept.log", "k1\n")
	write("left.log", "l1\n")
	f, err := Open(t.Context(), Options{Paths: []string{path("kept.log"), path("left.log")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got := append(next(t, f), next(t, f)...)

	write("taken.a.log", "t1\n")
	if err := f.SetPaths([]string{path("taken.*.log"), path("kept.log")}); err != nil {
		t.Fatal(err)
	}
	write("left.log", "l2\n")
	write("kept.log", "k2\n")
	got = append(append(got, next(t, f)...), next(t, f)...)
	slices.Sort(got)
	if want := []string{"k1", "k2", "l1", "t1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	cp := f.Checkpoint()
	if len(cp.Files) != 3 {
		t.Errorf("%d places are kept, want 3", len(cp.Files))
	}
	for _, s := range f.Sources() {
		if s.Name == path("left.log") {
			t.Errorf("%s is still a source", s.Name)
		}
	}

	// What comes back goes on where it was: here, after a restart without it,
	// and after another one.
	back := []string{path("left.log"), path("kept.log")}
	if err := f.SetPaths(back); err != nil {
		t.Fatal(err)
	}
	if got := next(t, f); !slices.Equal(got, []string{"l2"}) {
		t.Errorf("taken up again: got %q, want l2 alone", got)
	}
	without, err := Open(t.Context(), Options{Paths: []string{path("kept.log")}}, &cp)
	if err != nil {
		t.Fatal(err)
	}
	cp = without.Checkpoint()
	without.Close()
	again, err := Open(t.Context(), Options{Paths: back}, &cp)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if got := next(t, again); !slices.Equal(got, []string{"l2"}) {
		t.Errorf("taken up after restarts: got %q, want l2 alone", got)
	}
}

func TestSetPathsRefuses(t *testing.T) {
	dir := t.TempDir()
	log, fifo := filepath.Join(dir, "mail.log"), filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(t.Context(), Options{Paths: []string{log}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for says, paths := range map[string][]string{
		"restart":       {log, fifo},
		"none, then -":  {log, "-"},
		"not a pattern": {"/var/log/[.log*"},
	} {
		if err := f.SetPaths(paths); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v, want one that says %q", paths, err, says)
		}
	}
	if s := f.Sources(); len(s) != 1 || s[0].Name != log {
		t.Errorf("the sources are now %v", s)
	}
}
