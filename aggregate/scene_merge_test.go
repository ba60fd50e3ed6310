package aggregate_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tempfail/aggregate"
)

// TestScenesInParts cuts the log of every third scene at random places,
// aggregates the parts on their own and merges them: the snapshot must be the
// same to the byte, in whatever order it is drawn.
func TestScenesInParts(t *testing.T) {
	files, err := filepath.Glob("../testdata/scenes/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenes (%v)", err)
	}
	for i, file := range files {
		if i%3 > 0 {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := readScene(file, string(text))
			if err != nil {
				t.Fatal(err)
			}
			want := picture(t, s.play())
			chance := rand.New(rand.NewPCG(uint64(i), 3))
			whole, cuts := s.inParts(chance, 1+chance.IntN(6))
			if got := picture(t, whole.Snapshot(time.Time{})); got != want {
				t.Errorf("cut before the lines %v, the snapshot differs: %s", cuts, firstDifference(got, want))
			}
		})
	}
}

// inParts aggregates a scene that has been played in n+1 parts.
func (s *scene) inParts(chance *rand.Rand, n int) (*aggregate.Aggregator, []int) {
	lines := 0
	for range s.office.records(s.day, s.from, s.until) {
		lines++
	}
	at := map[int]bool{}
	for range n {
		at[chance.IntN(lines+1)] = true
	}
	parts := []*aggregate.Aggregator{aggregate.New(aggregate.Options{Beside: lastFirst})}
	var cuts []int
	i := 0
	for r := range s.office.records(s.day, s.from, s.until) {
		if at[i] {
			parts, cuts = append(parts, aggregate.NewPart(aggregate.Options{})), append(cuts, i)
		}
		add(parts[len(parts)-1], r)
		i++
	}
	for len(parts) > 1 { // neighbours in any order: it is a monoid
		k := chance.IntN(len(parts) - 1)
		parts[k].Merge(parts[k+1])
		parts = append(parts[:k+1], parts[k+2:]...)
	}
	return parts[0], cuts
}

// lastFirst runs functions that may run side by side in an order that nobody
// expects.
func lastFirst(all ...func()) {
	for _, f := range slices.Backward(all) {
		f()
	}
}

func picture(t *testing.T, snap *aggregate.Snapshot) string {
	t.Helper()
	text, err := json.Marshal(snap)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// firstDifference shows where two texts part.
func firstDifference(got, want string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	around := func(s string) string { return s[max(0, min(i, len(s))-60):min(i+60, len(s))] }
	return "..." + around(got) + "... is not ..." + around(want) + "..."
}
