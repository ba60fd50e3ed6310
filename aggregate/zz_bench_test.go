package aggregate_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

func BenchmarkZZ(b *testing.B) {
	data, err := os.ReadFile("/tmp/h/100m.log")
	if err != nil {
		b.Skip()
	}
	c := parser.NewClassifier()
	for b.Loop() {
		p, _ := parser.New(parser.Options{Location: time.UTC, Date: parser.Date{Year: 2026, Month: 11}})
		a := aggregate.New(aggregate.Options{Classifier: c})
		var ev parser.Event
		rest := data
		for len(rest) > 0 {
			i := bytes.IndexByte(rest, '\n')
			line := rest[:i]
			rest = rest[i+1:]
			r := p.Parse(line, &ev)
			a.Line(r)
			if r == parser.Found {
				a.Add(&ev)
			}
		}
		a.Snapshot(time.Time{})
	}
}
