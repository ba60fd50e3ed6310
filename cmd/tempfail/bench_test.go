package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
)

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
