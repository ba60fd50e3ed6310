package follow

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkCatchUp reads 64 MiB that were there before.
func BenchmarkCatchUp(b *testing.B) {
	path := filepath.Join(b.TempDir(), "mail.log")
	var text strings.Builder
	lines := 0
	for text.Len() < 64<<20 {
		text.WriteString(numbered(lines))
		lines++
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		f, err := Open(b.Context(), Options{Paths: []string{path}}, nil)
		if err != nil {
			b.Fatal(err)
		}
		for got := 0; got < lines; {
			batch, err := f.Next(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			for _, ok := batch.Next(); ok; _, ok = batch.Next() {
				got++
			}
		}
		f.Close()
	}
}

// BenchmarkCheckpoint is what a caller pays after every batch.
func BenchmarkCheckpoint(b *testing.B) {
	path := filepath.Join(b.TempDir(), "mail.log")
	if err := os.WriteFile(path, []byte(strings.Repeat(numbered(1), 10000)), 0o644); err != nil {
		b.Fatal(err)
	}
	f, err := Open(b.Context(), Options{Paths: []string{path}}, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Next(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		f.Checkpoint()
	}
}
