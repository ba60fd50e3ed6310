package aggregate

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"tempfail/bench/traffic"
	"tempfail/parser"
)

// eventsOf is the events of a day's log of so many lines.
func eventsOf(b testing.TB, lines int64) []parser.Event {
	var log bytes.Buffer
	if _, err := traffic.Write(&log, traffic.Options{Lines: lines}); err != nil {
		b.Fatal(err)
	}
	p, err := parser.New(parser.Options{Location: time.UTC, Date: parser.Date{Year: 2026, Month: time.November}})
	if err != nil {
		b.Fatal(err)
	}
	var events []parser.Event
	var ev parser.Event
	for line := range bytes.Lines(log.Bytes()) {
		if p.Parse(bytes.TrimSuffix(line, []byte("\n")), &ev) == parser.Found {
			events = append(events, ev) // its slices are views of the log, which stays
		}
	}
	return events
}

// BenchmarkAdd counts an event.
func BenchmarkAdd(b *testing.B) {
	events := eventsOf(b, 300_000)
	b.ReportAllocs()
	a := New(Options{})
	for i := 0; b.Loop(); {
		a.Add(&events[i])
		if i++; i == len(events) {
			b.StopTimer()
			i, a = 0, New(Options{})
			b.StartTimer()
		}
	}
}

// BenchmarkMerge adds a day's log up from 32 parts.
func BenchmarkMerge(b *testing.B) {
	events := eventsOf(b, 300_000)
	c := parser.NewClassifier()
	for b.Loop() {
		b.StopTimer()
		var parts []*Aggregator
		for part := range 32 {
			a := NewPart(Options{Classifier: c})
			for i := len(events) * part / 32; i < len(events)*(part+1)/32; i++ {
				a.Add(&events[i])
			}
			parts = append(parts, a)
		}
		whole := New(Options{Classifier: c})
		b.StartTimer()
		for _, a := range parts {
			whole.Merge(a)
		}
	}
}

// BenchmarkSnapshot judges a day's log.
func BenchmarkSnapshot(b *testing.B) {
	for _, lines := range []int64{300_000, 3_000_000} {
		b.Run(fmt.Sprintf("lines=%d", lines), func(b *testing.B) {
			a := New(Options{})
			for _, ev := range eventsOf(b, lines) {
				a.Add(&ev)
			}
			for b.Loop() {
				a.Snapshot(time.Time{})
			}
		})
	}
}
