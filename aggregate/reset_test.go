package aggregate_test

import (
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// TestReset reads every capture in stretches, by one part that is used again
// and again: the snapshot must be the same to the byte as that of one who
// reads it all. So it must be where a part has tables so small that they begin
// again between stretches, and where the whole has no place for all names.
func TestReset(t *testing.T) {
	for about, o := range map[string]struct{ whole, part aggregate.Options }{
		"room enough":     {},
		"parts forget":    {part: aggregate.Options{Names: 64, Replies: 40}},
		"whole is full":   {whole: aggregate.Options{Names: 10, Spells: 20}},
		"both, in a pass": {whole: aggregate.Options{Names: 10}, part: aggregate.Options{Names: 64, Replies: 40}},
	} {
		for _, name := range stored(t) {
			want, got := inStretches(t, openStored(t, name), o.whole, o.part)
			if want, got := picture(t, want), picture(t, got); got != want {
				t.Errorf("%s: %s: the snapshot differs: %s", about, name, firstDifference(got, want))
			}
		}
	}
}

// TestResetWithoutPlaceForReplies does so where the whole has no place for all
// kinds of replies: which share a row does not depend on who met them.
func TestResetWithoutPlaceForReplies(t *testing.T) {
	for _, name := range stored(t) {
		want, got := inStretches(t, openStored(t, name), aggregate.Options{Replies: 3}, aggregate.Options{})
		if got, want := inJSON(t, got), inJSON(t, want); got != want {
			t.Errorf("%s: %s", name, firstDifference(got, want))
		}
	}
}

// TestResetOfFullParts does so where a part has no place for the names of a
// stretch: what it counted of them is in no row of its own, but in the sums,
// and the report says that it was too much.
func TestResetOfFullParts(t *testing.T) {
	for _, name := range stored(t) {
		want, got := inStretches(t, openStored(t, name), aggregate.Options{}, aggregate.Options{Names: 3, Replies: 1})
		for what, x := range map[string][2]any{
			"totals": {got.Totals, want.Totals}, "destinations": {total(got.Destinations), total(want.Destinations)},
			"replies": {failures(got), failures(want)}, "limits": {len(got.Limits) > 0, true},
		} {
			if got, want := inJSON(t, x[0]), inJSON(t, x[1]); got != want {
				t.Errorf("%s: %s differ: %s", name, what, firstDifference(got, want))
			}
		}
	}
}

// failures counts the attempts and the connections that were answered with
// some reply.
func failures(s *aggregate.Snapshot) (n int64) {
	for _, r := range s.Replies {
		n += r.Attempts
	}
	for _, r := range s.Refused {
		n += r.Count
	}
	return n
}

// inStretches reads a capture as a whole, and in stretches by one part.
func inStretches(t *testing.T, c *capture, ofWhole, ofPart aggregate.Options) (want, got *aggregate.Snapshot) {
	t.Helper()
	ofWhole.Classifier = parser.NewClassifier()
	ofPart.Classifier = ofWhole.Classifier
	lines := c.lines(t, "log")
	all, whole, part := aggregate.New(ofWhole), aggregate.New(ofWhole), aggregate.NewPart(ofPart)
	c.add(t, all, lines)
	for n := range 20 {
		c.add(t, part, lines[len(lines)*n/20:len(lines)*(n+1)/20])
		whole.Merge(part)
		part.Reset()
	}
	return all.Snapshot(time.Time{}), whole.Snapshot(time.Time{})
}
