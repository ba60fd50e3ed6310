package aggregate

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"tempfail/parser"
)

var someday = time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)

func tryRelay(t *testing.T, a *Aggregator, id, relay, ip string) {
	ev := tryOf("mx", id, parser.Deferred, someday)
	ev.Recipient = []byte("u@" + id + ".example")
	ev.Relay = parser.Relay{Host: []byte(relay), IP: []byte(ip)}
	a.Add(ev)
}

// TestNoRelayHasNoFamilyMerged: the row of no relay takes nothing over from a
// relay that found no place when parts were merged,
func TestNoRelayHasNoFamilyMerged(t *testing.T) {
	a, b := New(Options{Names: 1}), NewPart(Options{Names: 1})
	tryRelay(t, a, "A1", "mx1.example.com", "192.0.2.1")
	tryRelay(t, b, "B1", "mx2.example.org", "192.0.2.2")
	a.Merge(b)
	if r := a.relays.rows[0]; r.family != 0 || r.host != "" || r.operator != "" {
		t.Errorf("the relay that is none: %+v", r)
	}
	one := New(Options{Names: 1})
	tryRelay(t, one, "A1", "mx1.example.com", "192.0.2.1")
	tryRelay(t, one, "B1", "mx2.example.org", "192.0.2.2")
	if r := one.relays.rows[0]; r.family != 0 {
		t.Errorf("in one: %+v", r)
	}
}

// TestNoRelayHasNoFamilySifted: nor from one that was forgotten.
func TestNoRelayHasNoFamilySifted(t *testing.T) {
	a := New(Options{Names: 16, Attempts: 1})
	for i := range 16 {
		tryRelay(t, a, fmt.Sprintf("A%d", i), fmt.Sprintf("mx.op%d.example", i), "192.0.2.1")
	}
	a.attempts = attempts{limit: 1} // what a long time does
	a.queue = newQueue(10, true)
	if !a.MakeRoom() {
		t.Fatal("no room made")
	}
	if r := a.relays.rows[0]; r.family != 0 || r.host != "" {
		t.Errorf("the relay that is none: %+v", r)
	}
}

// TestRoomIsMadeOnce: who is in use makes room, too, or each picture would sift
// all tables for nothing.
func TestRoomIsMadeOnce(t *testing.T) {
	a := New(Options{Names: 100}) // 200 people
	for i := range 190 {
		ev := tryOf("mx", fmt.Sprintf("4A%d", i), parser.Deferred, someday)
		ev.Recipient = fmt.Appendf(nil, "user%d@example.com", i)
		a.Add(ev)
	}
	n := 0
	for range 5 {
		n += b2i(a.MakeRoom())
	}
	if n > 1 {
		t.Errorf("%d of 5 calls in a row made room, and nothing came between", n)
	}
}

// limitNames are the limits that a report tells as reached.
func limitNames(a *Aggregator) (names []string) {
	for _, l := range a.Snapshot(time.Time{}).Limits {
		names = append(names, l.Name)
	}
	return names
}

// TestOnlyFullTablesMakeRoom: where people alone are too many, no destination
// is forgotten, and no limit told as if there were too many of them.
func TestOnlyFullTablesMakeRoom(t *testing.T) {
	a := New(Options{Names: 100}) // 200 people
	tryRelay(t, a, "old", "mx.old.example", "192.0.2.1")
	for i := range 190 {
		ev := tryOf("mx", fmt.Sprintf("4A%d", i), parser.Deferred, someday)
		ev.Recipient = fmt.Appendf(nil, "user%d@example.com", i)
		a.Add(ev)
	}
	a.attempts = attempts{limit: 1} // what a long time does
	a.queue = newQueue(10, true)
	if !a.MakeRoom() || len(a.people.all) > 150 {
		t.Fatalf("no room made: %d people", len(a.people.all))
	}
	if !slices.Contains(a.dests.all, "old.example") || a.cleared > 0 {
		t.Errorf("of %q some were forgotten: %d", a.dests.all, a.cleared)
	}
	if told := limitNames(a); slices.Contains(told, "names") {
		t.Errorf("limits told: %q", told)
	}
}

// TestRoomiersOperatorsAreNoHeirs: destinations that were met once make room,
// too, where their relays have room enough and stay.
func TestRoomiersOperatorsAreNoHeirs(t *testing.T) {
	a := New(Options{Names: 100})
	for i := range 95 {
		tryRelay(t, a, fmt.Sprintf("d%d", i), fmt.Sprintf("mx.op%d.example", min(i, 80)), "192.0.2.1")
	}
	a.attempts = attempts{limit: 1} // what a long time does
	a.queue = newQueue(10, true)
	if !a.MakeRoom() || len(a.dests.all) > 75 {
		t.Errorf("no room made: %d destinations", len(a.dests.all))
	}
	if len(a.relays.all) < 80 {
		t.Errorf("relays were forgotten: %d are left", len(a.relays.all))
	}
}

// TestRefusalsMakeRoom: a full table of refusals is told, and emptied.
func TestRefusalsMakeRoom(t *testing.T) {
	a := New(Options{Replies: 40}) // 10 kinds of refusals
	for i := range 50 {
		a.Add(&parser.Event{Kind: parser.Refused, Count: 1, Time: someday, Host: []byte("mx"),
			Reply: parser.Reply{Origin: parser.Local, Code: 450, Text: fmt.Appendf(nil, "450 4.7.1 word%c%c is out of order", 'a'+i%26, 'a'+i/26)}})
	}
	s := a.Snapshot(time.Time{})
	if a.refusals.folded > 0 && len(s.Limits) == 0 {
		t.Errorf("%d refusals were counted together, and no limit is told", a.refusals.folded)
	}
	before := a.refusals.folded
	if a.MakeRoom(); len(a.refusals.all) > 10 {
		t.Errorf("no room was made: %d kinds of refusals, limit %d", len(a.refusals.all)-1, a.refusals.limit)
	}
	if told := limitNames(a); slices.Contains(told, "names") || a.refusals.folded <= before {
		t.Errorf("limits told: %q, %d refusals folded, %d before", told, a.refusals.folded, before)
	}
}

// TestTroublesLostAreTold: LIMITS has the lines of troubles that were let go,
func TestTroublesLostAreTold(t *testing.T) {
	a := New(Options{})
	for i := range maxSpoken + 10 {
		a.Add(&parser.Event{Kind: parser.LocalFault, Count: 1, Time: someday.Add(time.Duration(i) * time.Second), Host: []byte("mx"),
			Local: parser.LocalReport{Trouble: parser.TroubleMilter, Strength: parser.Sure, Text: []byte("milter down")}})
	}
	if s := a.Snapshot(time.Time{}); a.troubles.lost > 0 && len(s.Limits) == 0 {
		t.Errorf("%d lines of troubles lost, no limit told; the newest are those that are lost: last in the log %v, last kind %v", a.troubles.lost,
			at(a.troubles.log[len(a.troubles.log)-1].at), at(a.troubles.kinds[parser.TroubleMilter].last))
	}
}

// TestHostsWithoutPlaceAreTold: and the hosts.
func TestHostsWithoutPlaceAreTold(t *testing.T) {
	a := New(Options{})
	for i := range maxVias + 10 {
		a.Add(tryOf(fmt.Sprintf("host%d", i), "4AAAA", parser.Sent, someday))
	}
	if s := a.Snapshot(time.Time{}); a.hosts.folded > 0 && len(s.Limits) == 0 {
		t.Errorf("%d attempts of further hosts, no limit told", a.hosts.folded)
	}
}

// TestDeparturesAreBounded: with a clock that stands still, those who left do
// not pile up,
func TestDeparturesAreBounded(t *testing.T) {
	a := New(Options{Messages: 100})
	for i := range 50_000 {
		id := fmt.Appendf(nil, "4A%06d", i)
		a.Add(&parser.Event{Kind: parser.Accepted, Time: someday, Host: []byte("mx"), QueueID: id})
		a.Add(&parser.Event{Kind: parser.Removed, Time: someday, Host: []byte("mx"), QueueID: id})
	}
	if n := len(a.queue.gone.rest()); n > 1000 {
		t.Errorf("%d departures (each holds its message), of at most 100 messages", n)
	}
}

// TestDeparturesOfOneMessage: nor do those of one message, where the log has no
// line for its end.
func TestDeparturesOfOneMessage(t *testing.T) {
	a := New(Options{Messages: 100})
	for i := range 50_000 {
		ev := tryOf("mx", "4AAAA", parser.Sent, someday)
		ev.Recipient, ev.Ends = fmt.Appendf(nil, "user%d@example.com", i), true
		a.Add(ev)
	}
	if n := len(a.queue.gone.rest()); n > 1000 {
		t.Errorf("%d departures of one message", n)
	}
}

// TestRoomOfRecipientsIsBounded: a message that is used again does not keep the
// room for all recipients of the one before.
func TestRoomOfRecipientsIsBounded(t *testing.T) {
	a := New(Options{Messages: 1000}) // at most 2000 wait
	at := someday
	for i := range 500 {
		big, small := fmt.Sprintf("4B%06d", i), fmt.Appendf(nil, "4S%06d", i)
		a.Add(&parser.Event{Kind: parser.Accepted, Time: at, Host: []byte("mx"), QueueID: []byte(big)})
		for k := range 1000 {
			ev := tryOf("mx", big, parser.Deferred, at)
			ev.Recipient = fmt.Appendf(nil, "user%d@example.com", k)
			a.Add(ev)
		}
		a.Add(&parser.Event{Kind: parser.Removed, Time: at, Host: []byte("mx"), QueueID: []byte(big)})
		at = at.Add(10 * time.Minute)
		a.Add(&parser.Event{Kind: parser.Removed, Time: at, Host: []byte("mx"), QueueID: []byte("x")})
		a.letGo(at.UnixMilli())
		a.Add(&parser.Event{Kind: parser.Accepted, Time: at, Host: []byte("mx"), QueueID: small}) // takes the buffers
	}
	held, room := 0, 0
	for _, m := range append(a.queue.all(), a.queue.free...) {
		held, room = held+len(m.waiting), room+cap(m.waiting)
	}
	if room > 10*maxHeld*a.opt.Messages {
		t.Errorf("%d recipients wait, at most %d may, and there are buffers for %d", held, maxHeld*a.opt.Messages, room)
	}
}

// TestPeopleRestored: a restored state knows who is let go.
func TestPeopleRestored(t *testing.T) {
	a := New(Options{Names: 10})
	for i := range 100 {
		ev := tryOf("mx", fmt.Sprintf("4A%d", i), parser.Deferred, someday)
		ev.Recipient = fmt.Appendf(nil, "user%d@example.com", i)
		a.Add(ev)
	}
	a.Snapshot(time.Time{})
	var state bytes.Buffer
	a.Save(&state)
	b := New(Options{Names: 10})
	if err := b.Restore(state.Bytes()); err != nil {
		t.Fatal(err)
	}
	if a.people.most != b.people.most {
		t.Errorf("most %d, restored %d", a.people.most, b.people.most)
	}
}

// TestWaitingOrder: who waits is told in one order, also where queue ID,
// recipient and time are the same.
func TestWaitingOrder(t *testing.T) {
	order := func(fill int) (names string) {
		a := New(Options{})
		for i := range fill { // a table that has grown
			id := fmt.Appendf(nil, "4F%06d", i)
			a.Add(&parser.Event{Kind: parser.Accepted, Time: someday.Add(-time.Hour), Host: []byte("mx"), QueueID: id})
		}
		for i := range fill {
			id := fmt.Appendf(nil, "4F%06d", i)
			a.Add(&parser.Event{Kind: parser.Removed, Time: someday.Add(-time.Hour), Host: []byte("mx"), QueueID: id})
		}
		for i := range 6 {
			host := fmt.Sprintf("mx%d", i)
			a.Add(&parser.Event{Kind: parser.Queued, Time: someday, Host: []byte(host), QueueID: []byte("4AAAA"), Sender: []byte(host + "@example.com")})
			ev := tryOf(host, "4AAAA", parser.Deferred, someday)
			a.Add(ev)
		}
		for _, w := range a.Snapshot(time.Time{}).Waiting {
			names += w.Sender + " "
		}
		return names
	}
	if x, y := order(0), order(5000); x != y {
		t.Errorf("who waits, of hosts with one queue ID:\n%s\n%s", x, y)
	}
}

// TestTimelineWidth: a timeline has no more steps than it may.
func TestTimelineWidth(t *testing.T) {
	tl := newTimeline()
	most := 0
	for first := int64(1); first < 400; first++ {
		for length := int64(1); length < 2000; length += 7 {
			most = max(most, len(tl.picture(first*1000, (first+length)*1000, 96).Buckets))
		}
	}
	if most > 96 {
		t.Errorf("%d buckets of at most 96", most)
	}
}

// TestCountOfRepeatedLine: a line that was repeated counts as often as it says.
func TestCountOfRepeatedLine(t *testing.T) {
	a := New(Options{})
	ev := tryOf("mx", "4AAAA", parser.Deferred, someday)
	ev.Count = 100_000
	a.Add(ev)
	if n := a.Snapshot(time.Time{}).Totals.Attempts; n != 100_000 {
		t.Errorf("%d attempts of 100,000", n)
	}
}

// TestRecipientsOfForgotten: recipients of messages that were forgotten are not
// counted as if they had an end.
func TestRecipientsOfForgotten(t *testing.T) {
	a := New(Options{Messages: 10})
	for i := range 100 {
		id := fmt.Sprintf("4A%06d", i)
		a.Add(&parser.Event{Kind: parser.Accepted, Time: someday, Host: []byte("mx"), QueueID: []byte(id)})
		a.Add(tryOf("mx", id, parser.Deferred, someday))
	}
	if s := a.Snapshot(time.Time{}).Totals; s.Recipients != s.Delivered+s.BouncedRecipients+s.Expired+s.Waiting+s.Removed {
		t.Errorf("%d recipients, %d wait, %d removed", s.Recipients, s.Waiting, s.Removed)
	}
}

// TestHearsTroublesToday: after months of such lines, what this host says of
// itself today is heard.
func TestHearsTroublesToday(t *testing.T) {
	a := New(Options{})
	old := someday.Add(-90 * 24 * time.Hour)
	for i := range maxSpoken {
		a.Add(&parser.Event{Kind: parser.LocalFault, Count: 1, Time: old.Add(time.Duration(i) * time.Second), Host: []byte("mx"),
			Local: parser.LocalReport{Trouble: parser.TroubleDNS, Strength: parser.Hint, Text: []byte("slow resolver")}})
	}
	for i := range 600 {
		a.Add(&parser.Event{Kind: parser.LocalFault, Count: 1, Time: someday.Add(time.Duration(i) * time.Second), Host: []byte("mx"),
			Local: parser.LocalReport{Trouble: parser.TroubleDisk, Strength: parser.Sure, Text: []byte("No space left on device")}})
	}
	a.MakeRoom()
	if s := a.Snapshot(someday.Add(10 * time.Minute)); len(s.Findings) == 0 {
		t.Errorf("the disk is full for ten minutes, and nothing is found: %+v", s.Answer)
	}
}

// qmail logs no delay; each delivery is observed as one of 0 s.
// Own failures, parted by an hour in which nothing is delivered, but refused:
// the first finding covers both times, and the second one covers nothing.
