package aggregate_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// cutEverywhere cuts a log before every line, and once more behind it, and
// merges the parts, from the end at every second: the snapshot must be the
// same to the byte.
func cutEverywhere(t *testing.T, lines []string) {
	t.Helper()
	l := smallLog{classifier: parser.NewClassifier(), month: time.November, lines: lines}
	if cuts := l.differs(t); cuts != nil {
		l.complain(t, cuts)
	}
}

// smallLog is a log to be cut.
type smallLog struct {
	mta        string // "" for any
	month      time.Month
	classifier *parser.Classifier
	lines      []string
}

// differs tells where to cut the log to see another snapshot; nil for nowhere.
func (l *smallLog) differs(t *testing.T) []int {
	t.Helper()
	whole := picture(t, l.read(t, nil).Snapshot(time.Time{}))
	n := len(l.lines)
	for i := range n + 1 {
		for _, cuts := range [][]int{{i}, {i, min(i+1, n)}, {i, min(i+6, n)}, {i, i + i*7%(n-i+1)}} {
			if picture(t, l.read(t, cuts).Snapshot(time.Time{})) != whole {
				return cuts
			}
		}
	}
	return nil
}

// complain shows the least that differs.
func (l *smallLog) complain(t *testing.T, cuts []int) {
	t.Helper()
	for i := 0; i < len(l.lines); i++ {
		less := *l
		less.lines = slices.Delete(slices.Clone(l.lines), i, i+1)
		if found := less.differs(t); found != nil {
			*l, cuts, i = less, found, -1
		}
	}
	got, want := picture(t, l.read(t, cuts).Snapshot(time.Time{})), picture(t, l.read(t, nil).Snapshot(time.Time{}))
	t.Fatalf("cut before the lines %v, the snapshot differs: %s\n%s", cuts, firstDifference(got, want), strings.Join(l.lines, "\n"))
}

// read aggregates the log in parts that begin at the cuts.
func (l *smallLog) read(t *testing.T, cuts []int) *aggregate.Aggregator {
	t.Helper()
	p, err := parser.New(parser.Options{MTA: l.mta, Location: time.UTC, Date: parser.Date{Year: 2026, Month: l.month}})
	if err != nil {
		t.Fatal(err)
	}
	o := aggregate.Options{Classifier: l.classifier}
	parts := []*aggregate.Aggregator{aggregate.New(o)}
	var ev parser.Event
	for i := range len(l.lines) + 1 {
		for len(parts) <= len(cuts) && cuts[len(parts)-1] == i {
			parts = append(parts, aggregate.NewPart(o))
		}
		if i == len(l.lines) {
			break
		}
		a := parts[len(parts)-1]
		r := p.Parse([]byte(l.lines[i]), &ev)
		a.Line(r)
		for more := r == parser.Found; more; more = p.Next(&ev) {
			a.Add(&ev)
		}
		if r == parser.Malformed {
			t.Errorf("malformed: %s", l.lines[i])
		}
	}
	for len(parts) > 1 {
		k := 0
		if len(cuts) > 0 && cuts[0]%2 == 1 {
			k = len(parts) - 2
		}
		parts[k].Merge(parts[k+1])
		parts = slices.Delete(parts, k+1, k+2)
	}
	return parts[0]
}
