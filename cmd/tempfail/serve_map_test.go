package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestServeKnowsTheColumns restarts in the middle of a CSV file, whose first
// line alone names its columns.
func TestServeKnowsTheColumns(t *testing.T) {
	dir := t.TempDir()
	log, state, pigeon := filepath.Join(dir, "acct.csv"), filepath.Join(dir, "state"), filepath.Join(dir, "pigeon.map")
	const asMap = "name = pigeon\nrecord = csv\nheader = when,\nwhen = when, whom, how\n[fields]\ntime = when\nrecipient = whom\nqueue_id = no\nreply = how\n[events]\nhow ^= 2 -> attempt sent\nhow -> attempt failed\n"
	if err := os.WriteFile(pigeon, []byte(asMap), 0o600); err != nil {
		t.Fatal(err)
	}
	text := "when,no,whom,how\n"
	for n := range 3 {
		text += fmt.Sprintf("2026-11-23T12:26:2%dZ,M%d,bob@example.org,451 4.7.1 later\n", n, n)
		if err := os.WriteFile(log, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s := startServe(t, "--log", log, "--state", state, "--map", pigeon)
		waitFor(t, fmt.Sprintf("attempt %d", n+1), func() bool { return strings.Contains(s.totals(t), fmt.Sprintf("deferred:%d", n+1)) })
		if totals := s.totals(t); !strings.Contains(totals, fmt.Sprintf("attempts:%d ", n+1)) {
			t.Errorf("after %d rows: %s", n+1, totals)
		}
		if status := s.stop(); status != statusDone {
			t.Fatalf("serve ended with %d", status)
		}
	}
}
