package follow

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nxadm/tail"
)

// TestWhyNotTheUsualLibrary shows what nxadm/tail loses where this package
// does not: everything that a daemon writes into the renamed log until it is
// told to reopen it. When it fails, the library has learnt to read on, and the
// decision can be looked at again.
func TestWhyNotTheUsualLibrary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mail.log")
	daemon := create(t, path)
	library := startLibrary(t, path)
	f, err := Open(t.Context(), Options{Paths: []string{path}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()

	written, theirs, ours := 0, &tally{}, &tally{}
	write := func(file *os.File, lines int) {
		var text strings.Builder
		for range lines {
			text.WriteString(numbered(written))
			written++
		}
		if _, err := file.WriteString(text.String()); err != nil {
			t.Fatal(err)
		}
	}
	// reach writes single lines until the library comes with one of them: it
	// can sit on a line until the next one is written, and be stuck for good.
	reach := func(file *os.File) {
		for range 20 {
			write(file, 1)
			for timeout := time.After(100 * time.Millisecond); theirs.last < written-1; {
				select {
				case line := <-library:
					theirs.add(line)
					continue
				case <-timeout:
				}
				break
			}
			if theirs.last == written-1 {
				return
			}
		}
	}
	write(daemon, 10)
	reach(daemon)
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	successor := create(t, path)
	reach(successor)
	write(daemon, 100) // it was not told yet
	reach(successor)

	for ours.Got < written && len(ours.Bad) == 0 {
		for _, line := range next(t, f) {
			ours.add([]byte(line))
		}
	}
	ours.check(t, written)
	if lost := written - theirs.Got; lost < 100 {
		t.Errorf("the library lost %d of %d lines, not the 100 written between rename and reopening", lost, written)
	}
}

// playLibrary prints the lines that the library finds. It is a process of its
// own, for the library ends the process when it cannot go on.
func playLibrary() int {
	follower, err := tail.TailFile(os.Getenv("FOLLOW_TEST_LOG"), tail.Config{
		Follow: true, ReOpen: true, MustExist: true, CompleteLines: true,
	})
	if err != nil {
		panic(err)
	}
	for line := range follower.Lines {
		fmt.Println(line.Text)
	}
	return 0
}

func startLibrary(t *testing.T, path string) <-chan []byte {
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), roleVariable+"=library", "FOLLOW_TEST_LOG="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	child.Stderr = t.Output()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan []byte, 1<<10)
	var reading sync.WaitGroup
	reading.Go(func() {
		for found := bufio.NewScanner(out); found.Scan(); {
			lines <- bytes.Clone(found.Bytes())
		}
	})
	t.Cleanup(func() {
		reading.Wait()
		child.Wait()
	})
	return lines
}

func create(t *testing.T, path string) *os.File {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}
