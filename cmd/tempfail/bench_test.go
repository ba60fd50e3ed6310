package main

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"tempfail/bench/traffic"
)

// BenchmarkAnalyze reads and judges a day's log, with as many workers as there
// are cores (go test -cpu 1,2).
func BenchmarkAnalyze(b *testing.B) {
	for _, o := range []traffic.Options{
		{MTA: "postfix"}, {MTA: "postfix", Envelope: "iso"}, {MTA: "postfix", Envelope: "rfc5424"}, {MTA: "postfix", Envelope: "journal"}, {MTA: "postfix", Envelope: "docker"},
		{MTA: "exim"}, {MTA: "sendmail"},
	} {
		b.Run("mta="+o.MTA+"/envelope="+cmp.Or(o.Envelope, "usual"), func(b *testing.B) {
			o.Lines = 300_000
			name := filepath.Join(b.TempDir(), "mail.log")
			f, err := os.Create(name)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := traffic.Write(f, o); err != nil {
				b.Fatal(err)
			}
			if err := f.Close(); err != nil {
				b.Fatal(err)
			}
			info, err := os.Stat(name)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(info.Size())
			for b.Loop() {
				if status := run(context.Background(), []string{"analyze", name}, nil, io.Discard, io.Discard, noon); status != statusDone {
					b.Fatalf("status %d", status)
				}
			}
		})
	}
}

// BenchmarkCommands runs whole commands over 64 copies of the test's log, one
// after the other in one file: 4.5 MB.
func BenchmarkCommands(b *testing.B) {
	log, err := os.ReadFile("testdata/mail.log")
	if err != nil {
		b.Fatal(err)
	}
	log = bytes.Repeat(log, 64)
	name := filepath.Join(b.TempDir(), "mail.log")
	if err := os.WriteFile(name, log, 0o600); err != nil {
		b.Fatal(err)
	}
	for _, args := range [][]string{
		{"lines", name}, {"analyze", name}, {"events", name}, {"trace", "user1@example.org", name},
	} {
		b.Run(args[0], func(b *testing.B) {
			b.SetBytes(int64(len(log)))
			for b.Loop() {
				if status := run(context.Background(), args, nil, io.Discard, io.Discard, noon); status != statusDone {
					b.Fatalf("status %d", status)
				}
			}
		})
	}
}
