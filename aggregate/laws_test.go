package aggregate_test

import (
	"fmt"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// TestConservation: nothing is counted twice and nothing is lost, in the sums
// and in the rows.
func TestConservation(t *testing.T) {
	for _, name := range stored(t) {
		t.Run(name, func(t *testing.T) {
			c := openStored(t, name)
			lines := c.lines(t, "log")
			s := c.aggregate(t, "log").Snapshot(time.Time{})
			tot := s.Totals
			equal := func(what string, got, want int64) {
				t.Helper()
				if got != want {
					t.Errorf("%s: %d, want %d", what, got, want)
				}
			}
			equal("lines", s.Input.Found+s.Input.Silent+s.Input.Foreign+s.Input.Malformed, int64(len(lines)))
			equal("attempts", tot.Sent+tot.Deferred+tot.Bounced, tot.Attempts)
			equal("recipients", tot.Delivered+tot.BouncedRecipients+tot.Expired+tot.Waiting+tot.Removed, tot.Recipients)
			equal("waiting rows", int64(len(s.Waiting)), tot.Waiting)
			for what, rows := range map[string][]aggregate.Row{"destinations": s.Destinations, "providers": s.Providers} {
				var sum aggregate.Counts
				for _, r := range rows {
					sum.Attempts += r.Attempts
					sum.Deferred += r.Deferred
					sum.Expired += r.Expired
					sum.Waiting += r.Waiting
					sum.NotAttempted += r.NotAttempted
					sum.Replies451 += r.Replies451
				}
				equal(what+": attempts", sum.Attempts, tot.Attempts)
				equal(what+": deferred", sum.Deferred, tot.Deferred)
				equal(what+": expired", sum.Expired, tot.Expired)
				equal(what+": waiting", sum.Waiting, tot.Waiting)
				equal(what+": not attempted", sum.NotAttempted, tot.NotAttempted)
				equal(what+": 451", sum.Replies451, tot.Replies451)
			}
			var failed int64
			for _, r := range s.Causes {
				failed += r.Attempts
			}
			equal("causes", failed, tot.Deferred+tot.Bounced)
			var buckets int64
			for _, b := range s.Timeline.Buckets {
				buckets += b.Attempts
			}
			equal("timeline", buckets, tot.Attempts)
		})
	}
}

// TestBounds sends to more names than there is room for: the totals stay
// true, and the report says what the bound cost.
func TestBounds(t *testing.T) {
	a := aggregate.New(aggregate.Options{Names: 50, Messages: 100, Replies: 20, Attempts: 8192, Spells: 100})
	const n = 50_000
	var ev parser.Event
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for i := range n {
		domain := fmt.Sprintf("d%d.example", i)
		ev = parser.Event{
			Kind: parser.Attempt, Status: parser.Deferred, Attempted: true, Count: 1, Time: start.Add(time.Duration(i) * time.Second),
			Host: []byte("mail"), Instance: []byte("postfix"), Agent: []byte("smtp"),
			QueueID: fmt.Appendf(nil, "%08X", i), Recipient: []byte("u@" + domain),
			Relay: parser.Relay{Host: []byte("mx." + domain), IP: fmt.Appendf(nil, "192.0.2.%d", i%250), Port: 25},
			Reply: parser.Reply{Origin: parser.Remote, Phase: parser.PhaseRcpt, Code: 451, Text: fmt.Appendf(nil, "451 4.3.0 word%s is out of order", word(i))},
		}
		a.Line(parser.Found)
		a.Add(&ev)
	}
	s := a.Snapshot(time.Time{})
	if s.Totals.Attempts != n || s.Totals.Replies451 != n || s.Totals.Deferred != n {
		t.Errorf("totals %+v, want %d attempts, all deferred with 451", s.Totals, n)
	}
	own := 0
	for _, r := range s.Replies {
		if r.Template != "(other)" {
			own++
		}
	}
	if len(s.Destinations) > 51 || own > 21 {
		t.Errorf("%d destinations and %d replies got through limits of 50 and 20", len(s.Destinations), own)
	}
	if len(s.Replies)-own > len(s.Causes) {
		t.Errorf("kinds of replies without a place have %d rows; all have one code, and %d causes", len(s.Replies)-own, len(s.Causes))
	}
	told := map[string]bool{}
	for _, l := range s.Limits {
		told[l.Name] = l.Lost > 0 && l.Says != ""
	}
	for _, name := range []string{"destinations", "relays", "replies", "messages", "attempts"} {
		if !told[name] {
			t.Errorf("the report does not say what the limit on %s cost; it says %v", name, told)
		}
	}
}

// word makes a word that no template takes for an identifier.
func word(i int) string {
	b := []byte{}
	for ; i > 0; i /= 26 {
		b = append(b, byte('a'+i%26))
	}
	return string(b)
}

// TestSameEveryTime: maps have no order, a report has one.
func TestSameEveryTime(t *testing.T) {
	c := openStored(t, "kinds")
	want := picture(t, c.aggregate(t, "log").Snapshot(time.Time{}))
	for range 5 {
		if got := picture(t, c.aggregate(t, "log").Snapshot(time.Time{})); got != want {
			t.Fatal("two readings of one log differ")
		}
	}
}
