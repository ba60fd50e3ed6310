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
	add := func(a *aggregate.Aggregator, data []byte) {
		p, _ := parser.New(parser.Options{Location: time.UTC, Date: parser.Date{Year: 2026, Month: 11}})
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
	}
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			a := aggregate.New(aggregate.Options{Classifier: c})
			add(a, data)
		}
	})
	b.Run("snap", func(b *testing.B) {
		a := aggregate.New(aggregate.Options{Classifier: c})
		add(a, data)
		for b.Loop() {
			a.Snapshot(time.Time{})
		}
	})
	b.Run("parts", func(b *testing.B) {
		for b.Loop() {
			a := aggregate.New(aggregate.Options{Classifier: c})
			rest := data
			for len(rest) > 0 {
				n := min(len(rest), 1<<20)
				n = bytes.LastIndexByte(rest[:n], '\n') + 1
				p := aggregate.NewPart(aggregate.Options{Classifier: c})
				add(p, rest[:n])
				rest = rest[n:]
				a.Merge(p)
			}
		}
	})
}
