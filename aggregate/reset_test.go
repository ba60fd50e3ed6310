package aggregate_test

import (
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// TestReset reads every capture in stretches, by one part that is used again
// and again: the snapshot must be the same to the byte as that of one who
// reads it all.
func TestReset(t *testing.T) {
	o := aggregate.Options{Classifier: parser.NewClassifier()}
	for _, name := range stored(t) {
		c := openStored(t, name)
		lines := c.lines(t, "log")
		whole, part := aggregate.New(o), aggregate.NewPart(o)
		for n := range 20 {
			c.add(t, part, lines[len(lines)*n/20:len(lines)*(n+1)/20])
			whole.Merge(part)
			part.Reset()
		}
		want := picture(t, c.aggregate(t, "log").Snapshot(time.Time{}))
		if got := picture(t, whole.Snapshot(time.Time{})); got != want {
			t.Errorf("%s: the snapshot differs: %s", name, firstDifference(got, want))
		}
	}
}
