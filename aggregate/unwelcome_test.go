package aggregate

import (
	"fmt"
	"testing"
	"time"

	"tempfail/parser"
)

// BenchmarkRefusedSenders judges a host of which one operator refuses one
// message in ten, each of another sender: what is asked of each sender may not
// go through all that the operator got.
func BenchmarkRefusedSenders(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("attempts=%d", n), func(b *testing.B) {
			a := refusing(n)
			for b.Loop() {
				a.Snapshot(time.Time{})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/attempt")
		})
	}
}

func refusing(n int) *Aggregator {
	a, start := New(Options{}), time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	for i := range n {
		ev := tryOf("mx", fmt.Sprintf("4%07X", i), parser.Sent, start.Add(time.Duration(i)*time.Second))
		ev.Recipient, ev.Sender = fmt.Appendf(nil, "u%d@big.example", i%1000), fmt.Appendf(nil, "s@d%d.example", i%(n/10))
		ev.Relay = parser.Relay{Host: []byte("mx.big.example"), IP: []byte("192.0.2.1"), Port: 25}
		if i%10 == 0 {
			ev.Status = parser.Bounced
			ev.Reply = parser.Reply{Origin: parser.Remote, Phase: parser.PhaseRcpt, Code: 550, Text: []byte("550 5.7.26 Unauthenticated email is not accepted due to domain's DMARC policy.")}
		}
		a.Add(ev)
	}
	return a
}
