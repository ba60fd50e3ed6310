package aggregate_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// flood is a log that goes on for long, in a table of few names.
type flood struct {
	*testing.T
	*aggregate.Aggregator
	parser parser.Parser
	at     time.Time
	n      int
}

func newFlood(t *testing.T, o aggregate.Options) *flood {
	t.Helper()
	p, err := parser.New(parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &flood{T: t, Aggregator: aggregate.New(o), parser: p, at: time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)}
}

// deliver is one message by way of one relay, with attempts that end as told.
// It leaves the queue, unless the last one was deferred.
func (f *flood) deliver(sender, domain, relay string, outcomes ...string) {
	f.Helper()
	f.n++
	id := fmt.Sprintf("4F%08X", f.n)
	f.line("qmgr[2]: " + id + ": from=<news@" + sender + ">, size=900, nrcpt=1 (queue active)")
	for _, outcome := range outcomes {
		f.line(fmt.Sprintf("smtp[7]: %s: to=<u@%s>, relay=%s, delay=1, delays=0/0/0/1, %s", id, domain, relay, outcome))
	}
	if outcomes[len(outcomes)-1] != later {
		f.line("qmgr[2]: " + id + ": removed")
	}
}

func (f *flood) line(text string) {
	f.Helper()
	f.at = f.at.Add(time.Second)
	var ev parser.Event
	result := f.parser.Parse([]byte(f.at.Format(time.RFC3339)+" mx postfix/"+text), &ev)
	if result != parser.Found {
		f.Fatalf("%s is %s", text, result)
	}
	f.Line(result)
	f.Add(&ev)
}

const (
	later  = "dsn=4.3.0, status=deferred (host mx.example.com[192.0.2.1] said: 451 4.3.0 Internal error, try again (in reply to end of DATA command))"
	taken  = "dsn=2.0.0, status=sent (250 2.0.0 Ok)"
	denied = "dsn=5.7.1, status=bounced (host %s said: %s (in reply to RCPT TO command))"
)

// usual is a message to one of twenty domains of one provider, which has many
// relays, refuses one of ten, and lets two of ten wait. Now and then another domain and another
// relay take the place of one.
func (f *flood) usual() {
	at := f.n/1000 + f.n%20
	relay := fmt.Sprintf("mx%d.big.test[192.0.2.%d]:25", at, at)
	outcome := taken
	switch f.n % 10 {
	case 0:
		outcome = fmt.Sprintf(denied, relay[:len(relay)-3], "550 5.1.1 No such user")
	case 5:
		f.deliver("example.com", fmt.Sprintf("usual%d.test", at), relay, later, later)
		return
	case 7:
		f.deliver("example.com", fmt.Sprintf("usual%d.test", at), relay, later, taken)
		return
	}
	f.deliver("example.com", fmt.Sprintf("usual%d.test", at), relay, outcome)
}

// hostile is a message whose names nobody has seen before.
func (f *flood) hostile() {
	relay := fmt.Sprintf("mx.h%d.test[198.51.100.%d]:25", f.n, f.n%250)
	words := [4]string{"ash", "birch", "cedar", "elm"}
	outcome := fmt.Sprintf(denied, relay[:len(relay)-3], [2]string{"552 5.2.2 Mailbox full ", "554 5.7.1 Blocked by list "}[f.n/2%2]+words[f.n%4]+words[f.n/4%4]+words[f.n/16%4]+words[f.n/64%4]+words[f.n/256%4])
	f.deliver(fmt.Sprintf("s%d.test", f.n), fmt.Sprintf("h%d.test", f.n), relay, outcome)
}

// makeRoom holds MakeRoom to its promise: no sum falls, and findings stay, as
// long as not too many names are in use.
func (f *flood) makeRoom(o aggregate.Options, tooMany bool) bool {
	f.Helper()
	before := f.Snapshot(time.Time{})
	made := f.MakeRoom()
	after := f.Snapshot(time.Time{})
	same := func(what string, x, y any) {
		f.Helper()
		if got, want := inJSON(f.T, y), inJSON(f.T, x); got != want {
			f.Errorf("%s: %s", what, firstDifference(got, want))
		}
	}
	same("totals", before.Totals, after.Totals)
	same("waiting", before.Waiting, after.Waiting)
	same("causes", sums(before.Causes), sums(after.Causes))
	if len(after.Destinations) > o.Names+1 || len(after.Senders) > o.Names+1 || len(after.Replies) > o.Replies+1 {
		f.Errorf("%d destinations, %d senders, %d replies", len(after.Destinations), len(after.Senders), len(after.Replies))
	}
	for what, rows := range map[string][2][]aggregate.Row{
		"destinations": {before.Destinations, after.Destinations}, "providers": {before.Providers, after.Providers}, "senders": {before.Senders, after.Senders}} {
		same("the sum of "+what, total(rows[0]), total(rows[1]))
	}
	if tooMany {
		return made
	}
	same("findings", before.Findings, after.Findings)
	// Who is still there, is there with all that it had.
	same("the provider", row(before.Providers, "big.test").Counts, row(after.Providers, "big.test").Counts)
	for _, r := range after.Destinations {
		if old := row(before.Destinations, r.Name); old.Name != "" && r.Name[0] != '(' {
			same(r.Name, old, r)
		}
	}
	return made
}

func inJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func sums(rows []aggregate.CauseRow) map[string]int64 {
	all := map[string]int64{}
	for _, r := range rows {
		all[fmt.Sprint(r.Cause, r.Fault)] = r.Attempts
	}
	return all
}

func total(rows []aggregate.Row) (sum aggregate.Counts) {
	for i := range rows {
		c := &rows[i].Counts
		sum.Attempts += c.Attempts
		sum.Sent += c.Sent
		sum.Deferred += c.Deferred
		sum.Bounced += c.Bounced
		sum.Expired += c.Expired
		sum.Codes.C5xx += c.Codes.C5xx
	}
	return sum
}

func row(rows []aggregate.Row, name string) aggregate.Row {
	for _, r := range rows {
		if r.Name == name {
			return r
		}
	}
	return aggregate.Row{}
}

// TestMakeRoom lets a flood of names fill every table. When it has passed, a
// new name must find a place again, and nothing counted be lost.
func TestMakeRoom(t *testing.T) {
	o := aggregate.Options{Names: 300, Replies: 64, Attempts: 8192}
	f := newFlood(t, o)
	for range 500 {
		f.usual()
	}
	if f.makeRoom(o, false) {
		t.Error("room was made though there was some")
	}
	made := 0
	for n := range 12_000 {
		if f.usual(); n < 2_000 {
			f.hostile()
		}
		if n%100 == 99 && f.makeRoom(o, n < 10_000) {
			made++
		}
	}
	if made == 0 {
		t.Error("no room was ever made")
	}
	f.deliver("late.example", "late.test", "mx.late.test[203.0.113.9]:25", taken)
	s := f.Snapshot(time.Time{})
	for name, rows := range map[string][]aggregate.Row{"late.test": append(s.Destinations, s.Providers...), "late.example": s.Senders} {
		if r := row(rows, name); r.Sent != 1 {
			t.Errorf("%s has no row after the flood: %+v", name, r)
		}
	}
	if !slices.ContainsFunc(s.Limits, func(l aggregate.LimitRow) bool { return l.Name == "names" && l.Lost > 500 }) {
		t.Errorf("nobody is told what was forgotten: %+v", s.Limits)
	}
}

// TestMakeRoomWhileMailWaits floods with mail that then waits for days: its
// names must yield to those of an outage that comes after it.
func TestMakeRoomWhileMailWaits(t *testing.T) {
	o := aggregate.Options{Names: 300, Replies: 64, Attempts: 8192}
	f := newFlood(t, o)
	for n := range 4_000 {
		f.deliver("shop.example", fmt.Sprintf("h%d.test", n), fmt.Sprintf("mx.h%d.test[198.51.100.%d]:25", n, n%250), later)
		if n%100 == 99 {
			f.makeRoom(o, true)
		}
	}
	for n := range 1_500 {
		f.usual()
		if n >= 900 {
			f.deliver("example.com", "down.test", "mx.down.test[203.0.113.9]:25", later)
		}
		if n%100 == 99 {
			f.makeRoom(o, true)
		}
	}
	s := f.Snapshot(time.Time{})
	if r := row(s.Destinations, "down.test"); r.Deferred != 600 || r.Verdict != "unclear" { // all of it was for one recipient
		t.Errorf("down.test is %s, with %d deferrals of 600", r.Verdict, r.Deferred)
	}
	if s.Totals.Waiting < 4_000 {
		t.Errorf("%d wait; mail was forgotten with its names", s.Totals.Waiting)
	}
}

// TestMakeRoomBoundsPairs gives each connection of one provider another relay:
// the pairs of destination and relay must not grow with them.
func TestMakeRoomBoundsPairs(t *testing.T) {
	o := aggregate.Options{Names: 300, Attempts: 4096}
	f := newFlood(t, o)
	for n := range 9_000 {
		f.deliver("example.com", fmt.Sprintf("d%d.test", n%250), fmt.Sprintf("mx%d.big.test[192.0.2.%d]:25", n%270, n%250), taken)
		if n%500 == 499 {
			f.makeRoom(o, false)
		}
	}
	s := f.Snapshot(time.Time{})
	if r := row(s.Providers, "big.test"); r.Sent != 9_000 {
		t.Errorf("the provider has %d of 9,000 attempts", r.Sent)
	}
}
