package aggregate

import (
	"fmt"
	"testing"
	"time"

	"tempfail/parser"
)

// BenchmarkNextHops judges three domains whose records name another host, which
// does not exist, for each message: what is asked of each name may not go
// through all the mail of its destinations.
func BenchmarkNextHops(b *testing.B) {
	for _, n := range []int{3_000, 30_000} {
		b.Run(fmt.Sprintf("attempts=%d", n), func(b *testing.B) {
			a := lost(Options{}, n)
			for b.Loop() {
				a.Snapshot(time.Time{})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/attempt")
		})
	}
}

// lost is a log of so many messages to three domains, whose records name
// another host for each three.
func lost(o Options, n int) *Aggregator {
	a, start := New(o), time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	for i := range n {
		ev := tryOf("mx", fmt.Sprintf("4%07X", i), parser.Bounced, start.Add(time.Duration(i)*time.Second))
		ev.Recipient = fmt.Appendf(nil, "u@d%d.example", i%3)
		name := fmt.Sprintf("mx.h%d.example", i/3)
		ev.Relay = parser.Relay{}
		ev.Reply = parser.Reply{Origin: parser.Local, Phase: parser.PhaseResolve, Relay: parser.Relay{Host: []byte(name)},
			Text: []byte("Host or domain name not found. Name service error for name=" + name + " type=A: Host not found")}
		a.Add(ev)
	}
	return a
}

// TestNobodySaidThatAHostIsMissing: the words are of this host, and one kind of
// reply, whoever was looked up.
func TestNobodySaidThatAHostIsMissing(t *testing.T) {
	s := lost(Options{Replies: 3}, 30).Snapshot(time.Time{})
	if len(s.Replies) != 1 || len(s.Limits) > 0 {
		t.Errorf("%d kinds of reply are told, and too many for %+v", len(s.Replies), s.Limits)
	}
}
