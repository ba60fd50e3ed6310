package aggregate

import (
	"fmt"
	"testing"
	"time"

	"tempfail/parser"
)

// BenchmarkFlapping judges logs in which one thing fails again and again: what
// is asked of each time, or mailbox, may not go through the whole log.
func BenchmarkFlapping(b *testing.B) {
	for _, c := range []struct {
		what string
		fail func(i int, ev *parser.Event)
	}{
		{"network", noNetwork},
		{"destination", noServer},
		{"flicker", flicker},
		{"mailboxes", fullBoxes},
	} {
		for _, n := range []int{10_000, 100_000} {
			b.Run(fmt.Sprintf("%s/attempts=%d", c.what, n), func(b *testing.B) {
				a := flapping(n, c.fail)
				for b.Loop() {
					a.Snapshot(time.Time{})
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/attempt")
			})
		}
	}
}

// flapping is a log of an attempt each second, at one of 40 destinations.
func flapping(n int, fail func(i int, ev *parser.Event)) *Aggregator {
	a, start := New(Options{}), time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	for i := range n {
		ev := tryOf("mx", fmt.Sprintf("4%07X", i), parser.Sent, start.Add(time.Duration(i)*time.Second))
		aim(ev, "u", i*7%40)
		fail(i, ev)
		a.Add(ev)
	}
	return a
}

func aim(ev *parser.Event, user string, d int) {
	ev.Recipient = fmt.Appendf(nil, "%s@d%d.example", user, d)
	ev.Relay = parser.Relay{Host: fmt.Appendf(nil, "mx.d%d.example", d), IP: fmt.Appendf(nil, "192.0.2.%d", d), Port: 25}
}

func refuse(ev *parser.Event, status parser.Status, code uint16, text string) {
	ev.Status, ev.Reply = status, parser.Reply{Origin: parser.Remote, Phase: parser.PhaseRcpt, Code: code, Text: []byte(text)}
}

// noNetwork: for 24 seconds of each 150 nothing is reached.
func noNetwork(i int, ev *parser.Event) {
	if i%150 < 24 {
		ev.Reply = parser.Reply{Origin: parser.Local, Phase: parser.PhaseConnect, Text: fmt.Appendf(nil, "connect to %s[%s]:25: Connection timed out", ev.Relay.Host, ev.Relay.IP)}
		ev.Status, ev.Relay = parser.Deferred, parser.Relay{}
	}
}

// noServer: one destination, to which all goes, fails for 10 seconds of each 60.
func noServer(i int, ev *parser.Event) {
	if aim(ev, fmt.Sprint("u", i), 0); i%60 < 10 {
		refuse(ev, parser.Deferred, 451, "451 4.3.0 Temporary server error")
	}
}

// flicker: likewise, and nobody is known there at other times.
func flicker(i int, ev *parser.Event) {
	if noServer(i, ev); i%60 >= 10 {
		refuse(ev, parser.Bounced, 550, "550 5.1.1 User unknown")
	}
}

// fullBoxes: half of the mail is for mailboxes that are full, three messages for
// each.
func fullBoxes(i int, ev *parser.Event) {
	if aim(ev, fmt.Sprint("u", i), 0); i%2 == 0 {
		aim(ev, fmt.Sprint("full", i/6), 0)
		refuse(ev, parser.Deferred, 452, "452 4.2.2 Mailbox full")
	}
}

// TestFlapping: each of the times is a fault of this host.
func TestFlapping(t *testing.T) {
	const n = 3000
	s, faults := flapping(n, noNetwork).Snapshot(time.Time{}), 0
	for _, f := range s.Findings {
		faults += b2i(f.Verdict == LocalFault)
	}
	if faults != n/150 {
		t.Errorf("%d faults of this host are found, want %d", faults, n/150)
	}
}
