package aggregate_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const regressions = "../testdata/regressions"

// TestRegressions reads logs that were once misread, and compares what is
// said about each, in the language of scenes, with what is to be said.
func TestRegressions(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(regressions, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no logs in %s (%v)", regressions, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expectations, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := readScene(file, string(expectations))
			if err != nil {
				t.Fatal(err)
			}
			c := &capture{
				started: time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC),
				forms:   map[string]string{"log": strings.TrimSuffix(file, ".txt") + ".log.gz"},
				renamed: map[string]string{},
			}
			s.day = c.started
			snap := c.aggregate(t, "log").Snapshot(time.Time{})
			for _, complaint := range s.judge(snap) {
				t.Error(complaint)
			}
			if t.Failed() {
				t.Log(describe(snap))
			}
			if _, err := json.Marshal(snap); err != nil {
				t.Error(err)
			}
			if tot := snap.Totals; tot.Recipients != tot.Delivered+tot.BouncedRecipients+tot.Expired+tot.Waiting+tot.Removed {
				t.Errorf("recipients do not add up: %+v", tot)
			}
		})
	}
}
