package main

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"tempfail/parser"
)

// TestKilledBeforeTheFirstSave rotates the log of a server that was killed
// before it had saved anything: what was rotated is not history, but the log
// that it had begun to read.
func TestKilledBeforeTheFirstSave(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "mail.log")
	line := func(id string) string {
		return "2026-03-02T10:00:00Z mx postfix/smtp[7]: " + id + ": to=<u@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n"
	}
	if err := os.WriteFile(log, []byte(line("4AAAA1")+line("4AAAA2")), 0o600); err != nil {
		t.Fatal(err)
	}
	c := serveCmd{Log: []string{log}, State: filepath.Join(dir, "state"), Every: time.Hour, Top: 200, Mta: parser.Auto}
	env := &environment{ctx: t.Context(), stdin: strings.NewReader(""), now: time.Now}
	killed, err := c.open(env, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	killed.close() // without a word to the state, as kill -9 does
	half := filepath.Join(c.State, "."+stateFile+".HALF")
	if err := os.WriteFile(half, []byte("it was writing"), 0o600); err != nil {
		t.Fatal(err)
	}

	if err := os.Rename(log, log+".1"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(log, []byte(line("4AAAA3")), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startServe(t, "--log", log, "--state", c.State)
	waitFor(t, "three lines", func() bool { return strings.Contains(s.get(t, "/api/report"), `"lines": 3,`) })
	if _, err := os.Stat(half); err == nil {
		t.Error("half a state is still there")
	}
}

// TestAStateThatCannotBeMade has a link to nowhere in its place.
func TestAStateThatCannotBeMade(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("nowhere/"+stateFile, filepath.Join(dir, stateFile)); err != nil {
		t.Fatal(err)
	}
	c := serveCmd{State: dir, Log: []string{filepath.Join(dir, "mail.log")}, Every: time.Hour, Top: 200, Mta: parser.Auto}
	env := &environment{ctx: t.Context(), stdin: strings.NewReader(""), now: time.Now}
	if _, err := c.open(env, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "cannot be written: no such file or directory; ") {
		t.Errorf("no next step: %v", err)
	}
}

// TestStateOfAnotherVersion starts after an update that counts otherwise.
func TestStateOfAnotherVersion(t *testing.T) {
	dir := t.TempDir()
	state, log := filepath.Join(dir, "state"), filepath.Join(dir, "mail.log")
	if err := os.Mkdir(state, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(log, []byte("2026-03-02T10:00:00Z mx postfix/qmgr[2]: 4AAAA1: removed\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var old bytes.Buffer
	packed, err := zstd.NewWriter(&old)
	if err != nil {
		t.Fatal(err)
	}
	if err := gob.NewEncoder(packed).Encode(&saved{Created: time.Unix(0, 0)}); err != nil {
		t.Fatal(err)
	}
	const version = 1 // there was one before the first release
	if _, err := packed.Write(binary.AppendUvarint(nil, version)); err != nil {
		t.Fatal(err)
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(state, stateFile)
	if err := os.WriteFile(file, old.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startServe(t, "--log", log, "--state", state)
	waitFor(t, "the line", func() bool { return strings.Contains(s.get(t, "/api/report"), `"lines": 1,`) })
	if content(t, file+".old") != old.String() {
		t.Error("the old state is not beside the new one")
	}
	if said := s.said.String(); !strings.Contains(said, "counting starts anew") {
		t.Errorf("nobody was told:\n%s", said)
	}
}
