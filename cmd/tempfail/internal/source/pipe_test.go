//go:build unix

package source

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestPipes: what a pattern matches is not waited for, and what is named is,
// until the context ends.
func TestPipes(t *testing.T) {
	dir, names := lay(t, dated{"mail.log", "x\n", ""})
	name := filepath.Join(dir, "mail.log.pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	s := find(t, Options{}, filepath.Join(dir, "mail.log*"))
	if len(s.Files) != 1 || len(s.Skipped) != 1 || s.Skipped[0] != (Skip{name, "is a pipe; name it to read it"}) {
		t.Errorf("pattern: %d files, skipped %v", len(s.Files), s.Skipped)
	}

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	unread := find(t, Options{}, names[0], name)
	for range unread.Blocks(ctx) { // of the log; nobody writes to the pipe
		cancel()
	}
	if ctx.Err() == nil {
		t.Error("the log beside the pipe was not read")
	}
}

// TestAPipeIsRead by one reader after the other, each of one writer.
func TestAPipeIsRead(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"one\ntwo\n", "3\n"} {
		wrote := make(chan error)
		go func() { wrote <- os.WriteFile(name, []byte(text), 0) }()
		s := find(t, Options{}, name)
		read(s)
		if err := <-wrote; err != nil || s.Files[0].Bytes != int64(len(text)) || s.Files[0].Err != nil {
			t.Errorf("%v; %d bytes read, %v", err, s.Files[0].Bytes, s.Files[0].Err)
		}
	}
}

// TestAPipeThatCannotBeOpened is a fault like that of a file.
func TestAPipeThatCannotBeOpened(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	s := find(t, Options{}, name)
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	read(s)
	if err, want := s.Files[0].Err, openFault(name, os.ErrNotExist).Error(); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
