package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/ulikunitz/xz"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tempfail": main})
}

// TestScripts runs what users type. Every script has mail.log, the log of a
// morning on which one of four destinations fails for a while, and the same
// log as mail.bz2.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("TZ", "UTC")
			// A program built for finding races else sleeps at its end.
			env.Setenv("GORACE", "atexit_sleep_ms=0")
			if err := layLog(env.WorkDir, "mail.log", "mail.log"); err != nil {
				return err
			}
			return layLog(env.WorkDir, "mail.log.bz2", "mail.bz2")
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"pack": pack, "date": date, "head": head, "status": status,
		},
	})
}

var logEnd = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

func layLog(dir, from, to string) error {
	data, err := os.ReadFile(filepath.Join("testdata", from))
	if err != nil {
		return err
	}
	name := filepath.Join(dir, to)
	if err := os.WriteFile(name, data, 0o600); err != nil {
		return err
	}
	return os.Chtimes(name, logEnd, logEnd)
}

// pack compresses: pack gzip|zstd|xz FROM TO.
func pack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: pack gzip|zstd|xz FROM TO")
	}
	var b bytes.Buffer
	var w io.WriteCloser
	var err error
	switch args[0] {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "zstd":
		w, err = zstd.NewWriter(&b)
	case "xz":
		w, err = xz.NewWriter(&b)
	default:
		ts.Fatalf("unknown compression %s", args[0])
	}
	ts.Check(err)
	_, err = io.WriteString(w, ts.ReadFile(args[1]))
	ts.Check(err)
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), b.Bytes(), 0o600))
}

// date sets when a file was last written: date FILE 2026-03-02.
func date(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: date FILE YYYY-MM-DD")
	}
	at, err := time.Parse(time.DateOnly, args[1])
	ts.Check(err)
	ts.Check(os.Chtimes(ts.MkAbs(args[0]), at, at))
}

// head keeps the first bytes of a file: head BYTES FILE.
func head(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: head BYTES FILE")
	}
	n, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[1]), n))
}

// status runs a command that must end with the status: status 2 tempfail ...
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(interface{ ExitCode() int })
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}
