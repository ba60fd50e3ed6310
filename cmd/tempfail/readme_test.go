package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadme runs what the README tells people to type, in one directory and
// in its order, and compares what the commands print with what it shows.
//
// In a console block a line that begins with "$ " is a command, and what
// follows is its output; a line "..." stands for any number of lines. In a sh
// block every line is a command that must succeed. A block "file NAME" is the
// content of a file.
func TestReadme(t *testing.T) {
	if compared, ran := runDocument(t, "../../README.md"); compared == 0 || ran == compared {
		t.Errorf("%d commands, %d with their output: the README has lost some", ran, compared)
	}
}

// TestMapsDocument runs the example of a map.
func TestMapsDocument(t *testing.T) {
	if compared, _ := runDocument(t, "../../docs/maps.md"); compared == 0 {
		t.Error("no command with its output")
	}
}

// runDocument runs the commands of a document, and counts them.
func runDocument(t *testing.T, name string) (compared, ran int) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	shell := newShell(t)
	shell.write(t, string(text))
	var written []string
	for part := range readmeParts(string(text)) {
		if part.command == "" {
			written = append(written, part.text...)
			continue
		}
		ran++
		output := shell.run(t, part)
		if !part.shown {
			written = append(written, part.text...)
			continue
		}
		compared++
		want := part.text[1:]
		got := abridged(output, want)
		if diff := cmp.Diff(want, got); diff != "" && !*update {
			t.Errorf("%s prints something else, if it is meant: go test ./cmd/tempfail -run %s -update\n-document +got:\n%s", part.command, t.Name(), diff)
		}
		written = append(append(written, part.text[0]), got...)
	}
	if *update {
		if err := os.WriteFile(name, []byte(strings.Join(written, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return compared, ran
}

// write makes the files whose content a document shows.
func (s shell) write(t *testing.T, document string) {
	t.Helper()
	for block := range strings.SplitSeq(document, "\n```file ") {
		name, content, ok := strings.Cut(block, "\n")
		content, _, closed := strings.Cut(content, "\n```\n")
		if !ok || !closed || strings.ContainsAny(name, " /#") {
			continue
		}
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.date(); err != nil {
		t.Fatal(err)
	}
}

// readmePart is a command with its output, or text between commands.
type readmePart struct {
	command string // empty for text
	text    []string
	shown   bool // the text after the command's line is its output
}

// readmeParts cuts a README into parts, which together are all its lines.
func readmeParts(text string) func(yield func(readmePart) bool) {
	return func(yield func(readmePart) bool) {
		fence := ""
		var part readmePart
		for line := range strings.SplitSeq(text, "\n") {
			opens := fence == "" && strings.HasPrefix(line, "```")
			command, typed := strings.CutPrefix(line, "$ ")
			switch {
			case opens:
				fence = line
			case fence != "" && line == "```":
				fence = ""
			case fence == "```console" && typed, fence == "```sh":
				if len(part.text) > 0 && !yield(part) {
					return
				}
				if fence == "```sh" {
					command = line
				}
				part = readmePart{command: command, text: []string{line}, shown: fence == "```console"}
				continue
			case fence == "```console" && part.command != "":
				part.text = append(part.text, line)
				continue
			}
			if part.command != "" {
				if !yield(part) {
					return
				}
				part = readmePart{}
			}
			part.text = append(part.text, line)
		}
		yield(part)
	}
}

// abridged leaves out of an output what a README leaves out of it: what
// stands where it has "...".
func abridged(output string, shown []string) []string {
	lines := []string{}
	if output = strings.TrimRight(output, "\n"); output != "" {
		lines = strings.Split(output, "\n")
	}
	gap := slices.Index(shown, "...")
	if after := len(shown) - gap - 1; gap >= 0 && gap+after < len(lines) {
		lines = slices.Concat(lines[:gap], []string{"..."}, lines[len(lines)-after:])
	}
	return lines
}

// elsewhere are commands that are not run here, and what there must be for
// them to work.
var elsewhere = map[string]string{
	"go install ./cmd/tempfail": "main.go",
	"make check":                "../../Makefile",
}

// shell runs commands in a directory of its own, on the day of the demo.
type shell struct{ dir string }

func newShell(t *testing.T) shell {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Fatalf("%v: the README is for people with a shell", err)
	}
	for name, value := range map[string]string{"TZ": "UTC", "LC_ALL": "C.UTF-8", "COLUMNS": "", "NO_COLOR": "", "CLICOLOR_FORCE": "", "GORACE": "atexit_sleep_ms=0"} {
		t.Setenv(name, value)
	}
	return shell{t.TempDir()}
}

// run returns what a command writes to both of its outputs.
func (s shell) run(t *testing.T, part readmePart) string {
	t.Helper()
	if file, ok := elsewhere[part.command]; ok {
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%s cannot work: %v", part.command, err)
		}
		return ""
	}
	command := exec.Command("sh", "-c", strings.ReplaceAll(part.command, "go run ./cmd/tempfail", "tempfail"))
	command.Dir = s.dir
	output, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || !part.shown) {
		t.Errorf("%s: %v\n%s", part.command, err, output)
	}
	if err := s.date(); err != nil {
		t.Fatal(err)
	}
	return string(output)
}

// date makes the files as old as the demo: the stamps of its logs have no
// year, which is then taken from their file.
func (s shell) date() error {
	return filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if err := os.Chtimes(path, demoDate, demoDate); err != nil {
			return fmt.Errorf("dating %s: %w", path, err)
		}
		return nil
	})
}
