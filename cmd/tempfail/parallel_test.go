package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestWorkersAgree reads one log with one worker and with several: the
// snapshot must be the same to the byte. The log is that of real runs, one
// after the other and again, so that it fills several parts and queue IDs
// come back.
func TestWorkersAgree(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mail.log")
	text := captures(t)
	if err := os.WriteFile(log, bytes.Repeat(text, 6), 0o600); err != nil {
		t.Fatal(err)
	}
	want := snapshotBy(t, log, 1)
	for _, n := range []int{2, 8} {
		if got := snapshotBy(t, log, n); got != want {
			t.Errorf("%d workers: the snapshot differs from that of one at byte %d", n, differAt(got, want))
		}
	}
}

func snapshotBy(t *testing.T, log string, workers int) string {
	t.Helper()
	env := &environment{ctx: t.Context(), stdout: bufio.NewWriter(io.Discard), stderr: io.Discard,
		now: func() time.Time { return time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC) }}
	in := inputFlags{Files: []string{log}, Mta: "auto", NoProgress: true}
	r, err := in.open(env)
	if err != nil {
		t.Fatal(err)
	}
	defer r.set.Close()
	agg, samples := r.gather(env.ctx, workers)
	s := agg.Snapshot(time.Time{})
	s.Input.Samples = samples
	out, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func captures(t *testing.T) []byte {
	t.Helper()
	names, err := filepath.Glob("../../testdata/captures/*.log.gz")
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	var all bytes.Buffer
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, z); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	return all.Bytes()
}

func differAt(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}
