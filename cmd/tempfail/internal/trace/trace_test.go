package trace

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tempfail/parser"
)

// begin is when the log of every test begins.
var begin = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// play gives the lines of a log, a second apart, to a Tracer.
func play(t *testing.T, want string, log ...string) *Tracer {
	t.Helper()
	p, err := parser.New(parser.Options{Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	tracer := New(want)
	var ev parser.Event
	for i, text := range log {
		line := begin.Add(time.Duration(i)*time.Second).Format(time.RFC3339) + " mx1 postfix/" + text
		if p.Parse([]byte(line), &ev) == parser.Found {
			tracer.Add(&ev)
		}
	}
	return tracer
}

func queued(id, sender string) string {
	return fmt.Sprintf("qmgr[1]: %s: from=<%s>, size=2013, nrcpt=1 (queue active)", id, sender)
}

func tried(id, recipient, status string) string {
	return fmt.Sprintf("smtp[2]: %s: to=<%s>, relay=mx.example.net[198.51.100.5]:25, delay=1, delays=0.1/0/0.5/0.4, dsn=4.3.0, status=%s (host mx.example.net[198.51.100.5] said: 451 4.3.0 try later (in reply to RCPT TO command))", id, recipient, status)
}

func removed(id string) string { return "qmgr[1]: " + id + ": removed" }

// summary lists the messages and how their recipients stand.
func summary(t *Tracer) string {
	var out []string
	for _, m := range t.Messages() {
		s := m.QueueID
		for _, r := range m.Recipients {
			s += fmt.Sprintf(" %s:%s/%d", r.Address, r.State, r.Attempts)
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestTrace(t *testing.T) {
	const to = "user1@example.net"
	simple := []string{queued("4F1A001", "news@example.com"), tried("4F1A001", to, "deferred"), tried("4F1A001", to, "sent"), removed("4F1A001")}
	for _, c := range []struct {
		name, want string
		log        []string
		summary    string
	}{
		{"queue ID", "4F1A001", simple, "4F1A001 user1@example.net:delivered/2"},
		{"address, in another case", "User1@Example.NET", simple, "4F1A001 user1@example.net:delivered/2"},
		{"sender", "news@example.com", simple, "4F1A001 user1@example.net:delivered/2"},
		{"domain", "@example.net", simple, "4F1A001 user1@example.net:delivered/2"},
		{"a domain is no part of one", "@ample.net", simple, ""},
		{"an address is no part of one", "ser1@example.net", simple, ""},
		{"part", "user", simple, "4F1A001 user1@example.net:delivered/2"},
		{"nothing", "", simple, ""},
		{"brackets of nothing", "<>", simple, ""},
		{"the end of an address", "news@", simple, "4F1A001 user1@example.net:delivered/2"},
		{"waiting", "4F1A001", simple[:2], "4F1A001 user1@example.net:waiting/1"},
		{"a queue ID used again", to, append(simple, queued("4F1A001", "b@example.com"), tried("4F1A001", to, "bounced")),
			"4F1A001 user1@example.net:delivered/2; 4F1A001 user1@example.net:bounced/1"},
		{"expired", "4F1A001", append(simple[:2:2], "qmgr[1]: 4F1A001: from=<news@example.com>, status=expired, returned to sender"),
			"4F1A001 user1@example.net:expired/1"},
		{"removed by hand", "4F1A001", append(simple[:2:2], "postsuper[9]: 4F1A001: removed"), "4F1A001 user1@example.net:gone/1"},
		{"two recipients, one matches", "user2@example.net", []string{
			queued("4F1A001", "news@example.com"), tried("4F1A001", to, "sent"), tried("4F1A001", "user2@example.net", "deferred")},
			"4F1A001 user1@example.net:delivered/1 user2@example.net:waiting/1"},
		{"the bounce follows its message", "4F1A001", []string{
			queued("4F1A001", "news@example.com"), tried("4F1A001", to, "bounced"),
			"cleanup[3]: 4F1A002: message-id=<m2@mx1.example.com>",
			"bounce[4]: 4F1A001: sender non-delivery notification: 4F1A002",
			queued("4F1A002", ""), tried("4F1A002", "news@example.com", "sent")},
			"4F1A001 user1@example.net:bounced/1; 4F1A002 news@example.com:delivered/1"},
		{"the message follows its bounce", "4F1A002", []string{
			queued("4F1A001", "news@example.com"), tried("4F1A001", to, "bounced"),
			"cleanup[3]: 4F1A002: message-id=<m2@mx1.example.com>",
			"bounce[4]: 4F1A001: sender non-delivery notification: 4F1A002"},
			"4F1A001 user1@example.net:bounced/1; 4F1A002"},
	} {
		if got := summary(play(t, c.want, c.log...)); got != c.summary {
			t.Errorf("%s: %q, want %q", c.name, got, c.summary)
		}
	}
}

func TestAMessageIsBounded(t *testing.T) {
	log := []string{queued("4F1A001", "news@example.com")}
	for range 100 {
		log = append(log, tried("4F1A001", "user1@example.net", "deferred"))
	}
	for i := range maxRcpts + 50 {
		log = append(log, tried("4F1A001", fmt.Sprintf("many%d@example.net", i), "sent"))
	}
	m := play(t, "4F1A001", log...).Messages()[0]
	r := m.Recipients[0]
	if len(m.Recipients) != maxRcpts || len(r.Tries) != maxTries || r.Omitted != 100-maxTries || r.Attempts != 100 {
		t.Errorf("%d recipients, %d tries and %d omitted of %d", len(m.Recipients), len(r.Tries), r.Omitted, r.Attempts)
	}
	if !r.Tries[0].Time.Equal(begin.Add(time.Second)) || !r.Tries[maxTries-1].Time.Equal(begin.Add(100*time.Second)) {
		t.Errorf("tries from %v to %v: not the first and the last", r.Tries[0].Time, r.Tries[maxTries-1].Time)
	}
}

// TestWhoWaitsIsKept has a list of which the last ones wait, and one is looked
// for.
func TestWhoWaitsIsKept(t *testing.T) {
	log := []string{queued("4F1A001", "news@example.com")}
	for i := range maxRcpts {
		log = append(log, tried("4F1A001", fmt.Sprintf("many%d@example.net", i), "sent"))
	}
	log = append(log, tried("4F1A001", "ann@example.org", "sent"), tried("4F1A001", "bob@example.net", "sent"))
	for range 3 {
		log = append(log, tried("4F1A001", "late@example.net", "deferred"))
	}
	m := play(t, "@example.org", log...).Messages()[0]
	got := map[string]State{}
	for _, r := range m.Recipients {
		got[r.Address] = r.State
	}
	if len(got) != maxRcpts || !m.Cut || got["ann@example.org"] != Delivered || got["late@example.net"] != Waiting || got["bob@example.net"] != "" {
		t.Errorf("%d kept, cut %v: ann is %q, late is %q, bob is %q", len(got), m.Cut, got["ann@example.org"], got["late@example.net"], got["bob@example.net"])
	}
}

func TestMessagesInTheQueueAreBounded(t *testing.T) {
	tracer := New("4F1A000001")
	for i := range maxOpen + 10 {
		tracer.Add(&parser.Event{Kind: parser.Queued, Time: begin, QueueID: fmt.Appendf(nil, "4F1A%06d", i)})
	}
	if len(tracer.queue.open) != maxOpen || tracer.Forgotten() != 10 {
		t.Errorf("%d open, %d forgotten", len(tracer.queue.open), tracer.Forgotten())
	}
	if len(tracer.Messages()) != 1 {
		t.Error("what matched was forgotten too")
	}
}

func TestTextIsSafe(t *testing.T) {
	tracer := New("4F1A001")
	nasty := []byte("\x1b[2J\u202e\xff@example.net")
	for _, kind := range []parser.Kind{parser.Accepted, parser.Queued, parser.Identified, parser.Notified, parser.Attempt} {
		tracer.Add(&parser.Event{
			Kind: kind, Status: parser.Deferred, Time: begin, Host: nasty, QueueID: []byte("4F1A001"), ChildID: nasty, OldQueueID: nasty,
			Sender: nasty, Recipient: nasty, OrigTo: nasty, MessageID: nasty, Account: nasty,
			Relay: parser.Relay{Host: nasty, IP: nasty}, Reply: parser.Reply{Text: nasty},
		})
	}
	var b strings.Builder
	for _, m := range tracer.Messages() {
		if err := m.Text(&b, TextOptions{Location: time.UTC, End: begin.Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	if b.Len() == 0 || strings.ContainsAny(b.String(), "\x1b\u202e") {
		t.Errorf("%q", b.String())
	}
}

// TestFilterNamesASession follows a message through a filter whose reply names
// it otherwise than the queue does.
func TestFilterNamesASession(t *testing.T) {
	tracer := New("4F1A001")
	name := []byte("1A2B3C6A8F0C")
	for _, ev := range []parser.Event{
		{Kind: parser.Accepted, QueueID: []byte("4F1A001")},
		{Kind: parser.HandedOn, QueueID: name, ChildID: []byte("4F1A009")}, // of nothing known
		{Kind: parser.Accepted, QueueID: []byte("4F1A002")},
		{Kind: parser.HandedOn, QueueID: name, ChildID: []byte("4F1A002")},
		{
			Kind: parser.Attempt, Status: parser.Sent, QueueID: []byte("4F1A001"), Recipient: []byte("ann@example.org"),
			Reply: parser.Reply{Text: []byte("2.5.0 OK (1A2B3C6A8F0C)")},
		},
	} {
		tracer.Add(&ev)
	}
	var ids []string
	for _, m := range tracer.Messages() {
		ids = append(ids, m.QueueID)
		for _, r := range m.Recipients {
			ids = append(ids, r.As)
		}
	}
	slices.Sort(ids)
	if want := []string{"4F1A001", "4F1A002", "4F1A002"}; !slices.Equal(ids, want) {
		t.Errorf("%q, want %q", ids, want)
	}
}
