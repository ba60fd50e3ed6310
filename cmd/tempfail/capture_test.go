package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// capturesEnd is after the captures, whose stamps have no year.
var capturesEnd = time.Date(2026, time.November, 24, 0, 0, 0, 0, time.UTC)

// TestCaptureReports compares the JSON report on each capture with its golden
// file. The lists are cut, or the files would hide what changes.
func TestCaptureReports(t *testing.T) {
	files, err := filepath.Glob("../../testdata/captures/*.log.gz")
	if err != nil || len(files) == 0 {
		t.Fatalf("no captures (%v)", err)
	}
	for _, file := range files {
		golden := strings.TrimSuffix(file, ".log.gz") + ".report.json"
		t.Run(filepath.Base(golden), func(t *testing.T) {
			log, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer log.Close()
			var got, stderr bytes.Buffer
			args := []string{"analyze", "--format", "json", "--top", "3", "--tz", "UTC", "-"}
			if status := run(context.Background(), args, log, &got, &stderr, func() time.Time { return capturesEnd }); status != statusDone {
				t.Fatalf("status %d: %s", status, &stderr)
			}
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v; to write it: go test ./cmd/tempfail -run CaptureReports -update", err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("-want +got, if it is meant: go test ./cmd/tempfail -run CaptureReports -update\n%s", diff)
			}
		})
	}
}
