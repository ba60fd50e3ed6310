//go:build unix

package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func put(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func content(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestWriteFileKeepsTheOldOneUntilTheNewOneIsWhole(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "report")
	if err := writeFile(name, public, put("old")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0o640); err != nil {
		t.Fatal(err)
	}
	failed := errors.New("half way")
	err := writeFile(name, public, func(w io.Writer) error { return errors.Join(put("ne")(w), failed) })
	if !errors.Is(err, failed) || content(t, name) != "old" {
		t.Errorf("%v; the file holds %q", err, content(t, name))
	}
	if err := writeFile(name, public, put("new")); err != nil || content(t, name) != "new" {
		t.Errorf("%v; the file holds %q", err, content(t, name))
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v: it was 0640", info.Mode(), err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := writeFile(dir, public, put("x")); err == nil {
		t.Error("a directory was written")
	}
}

// TestWriteFileHeedsTheUmask: what is new is as private as its user wants it.
func TestWriteFileHeedsTheUmask(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o027))
	for mode, want := range map[os.FileMode]os.FileMode{public: 0o640, private: 0o600} {
		name := filepath.Join(t.TempDir(), "report")
		if err := writeFile(name, mode, put("new")); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("mode %v, %v; want %v", info.Mode(), err, want)
		}
	}
}

func TestWriteFileFollowsALink(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "report"), filepath.Join(dir, "latest")
	if err := errors.Join(writeFile(name, public, put("old")), os.Symlink("report", link), writeFile(link, public, put("new"))); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 || content(t, name) != "new" {
		t.Errorf("the link is %v, its target holds %q", info.Mode(), content(t, name))
	}
}

// TestWriteFileHasANextStep where a write fails, on a device that is always
// full.
func TestWriteFileHasANextStep(t *testing.T) {
	const device = "/dev/full"
	if _, err := os.Stat(device); err != nil {
		t.Skip("no " + device)
	}
	err := writeFile(device, public, put("new"))
	if want := device + " cannot be written: no space left on device; choose another place for it"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestWriteFileReplacesNoDevice uses a named pipe: as root, a rename would
// replace /dev/null just as well.
func TestWriteFileReplacesNoDevice(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	read := make(chan string)
	go func() {
		data, err := os.ReadFile(pipe)
		if err != nil {
			t.Error(err)
		}
		read <- string(data)
	}()
	if err := writeFile(pipe, public, put("through")); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "through" {
		t.Errorf("%q came through", got)
	}
	if info, err := os.Lstat(pipe); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the pipe is now %v, %v", info.Mode(), err)
	}
}
