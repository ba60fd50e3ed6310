package aggregate_test

import (
	"fmt"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// dayWith: a day of mail, an attempt a minute at each of some destinations; what
// is wrong at one is told by fails. Retries are not made.
func dayWith(healthy int, down []string, reply parser.Reply) *aggregate.Aggregator {
	a := aggregate.New(aggregate.Options{})
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	n := 0
	for minute := range 24 * 60 / 5 {
		at := start.Add(time.Duration(minute) * 5 * time.Minute)
		send := func(domain string, bad bool) {
			n++
			ev := parser.Event{
				Kind: parser.Attempt, Status: parser.Sent, Attempted: true, Count: 1, Time: at.Add(time.Duration(n%300) * time.Second),
				Host: []byte("mail"), Instance: []byte("postfix"), Agent: []byte("smtp"),
				QueueID: fmt.Appendf(nil, "%08X", n), Recipient: fmt.Appendf(nil, "u%d@%s", n, domain),
				Relay: parser.Relay{Host: []byte("mx." + domain), IP: []byte("192.0.2.1"), Port: 25},
				Reply: parser.Reply{Origin: parser.Remote, Phase: parser.PhaseRcpt, Code: 250, Text: []byte("250 ok")},
			}
			if bad {
				ev.Status, ev.Reply = parser.Deferred, reply
				if reply.Phase == parser.PhaseConnect {
					ev.Relay = parser.Relay{}
				}
			}
			a.Line(parser.Found)
			a.Add(&ev)
		}
		for d := range healthy {
			send(fmt.Sprintf("ok%d.test", d), false)
		}
		for _, d := range down {
			send(d, true)
		}
	}
	return a
}

// TestFourBigOnesUnreached: four large domains cannot be connected to in the
// whole log of a day. 1152 recipients wait; they are no wrong names, and not
// nothing to worry about.
func TestFourBigOnesUnreached(t *testing.T) {
	a := dayWith(6, []string{"big1.example", "big2.example", "big3.example", "big4.example"},
		parser.Reply{Origin: parser.Local, Phase: parser.PhaseConnect, Text: []byte("connect to mx[192.0.2.1]:25: Connection timed out")})
	s := a.Snapshot(time.Time{})
	t.Logf("%+v waiting=%d", s.Answer, s.Totals.Waiting)
	for _, f := range s.Findings {
		t.Logf("%s: %s", f.Verdict, f.Says)
	}
	if s.Answer.Side == aggregate.SideClear {
		t.Errorf("the answer is clear")
	}
}

// TestWholeDayNoDNS: nor are four whose names cannot be looked up (SERVFAIL).
func TestWholeDayNoDNS(t *testing.T) {
	a := dayWith(6, []string{"bank.example", "shop.example", "school.example", "city.example"},
		parser.Reply{Origin: parser.Local, Phase: parser.PhaseResolve, Text: []byte("Host or domain name not found. Name service error for name=x type=MX: Host not found, try again")})
	s := a.Snapshot(time.Time{})
	if t.Log(s.Answer.Says); s.Answer.Side == aggregate.SideClear {
		t.Errorf("the answer is clear")
	}
}
