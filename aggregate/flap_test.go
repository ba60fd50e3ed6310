package aggregate

import (
	"fmt"
	"testing"
	"time"

	"tempfail/parser"
)

// BenchmarkFlapping judges a host whose network fails for 24 seconds of each
// 150: what is asked of each time may not go through the whole log.
func BenchmarkFlapping(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("attempts=%d", n), func(b *testing.B) {
			a := flapping(n)
			for b.Loop() {
				a.Snapshot(time.Time{})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/attempt")
		})
	}
}

func flapping(n int) *Aggregator {
	a, start := New(Options{}), time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	for i := range n {
		d := i * 7 % 40
		ev := tryOf("mx", fmt.Sprintf("4%07X", i), parser.Sent, start.Add(time.Duration(i)*time.Second))
		ev.Recipient = fmt.Appendf(nil, "u@d%d.example", d)
		ev.Relay = parser.Relay{Host: fmt.Appendf(nil, "mx.d%d.example", d), IP: fmt.Appendf(nil, "192.0.2.%d", d), Port: 25}
		if i%150 < 24 {
			ev.Status, ev.Relay = parser.Deferred, parser.Relay{}
			ev.Reply = parser.Reply{Origin: parser.Local, Phase: parser.PhaseConnect, Text: fmt.Appendf(nil, "connect to mx.d%d.example[192.0.2.%d]:25: Connection timed out", d, d)}
		}
		a.Add(ev)
	}
	return a
}

// TestFlapping: each of the times is a fault of this host.
func TestFlapping(t *testing.T) {
	const n = 3000
	s, faults := flapping(n).Snapshot(time.Time{}), 0
	for _, f := range s.Findings {
		faults += b2i(f.Verdict == LocalFault)
	}
	if faults != n/150 {
		t.Errorf("%d faults of this host are found, want %d", faults, n/150)
	}
}
