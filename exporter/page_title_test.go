package exporter

import (
	"testing"
	"time"

	"tempfail/aggregate"
)

// TestTitleTellsHostsApart: several hosts, transports and address families are
// not all this host.
func TestTitleTellsHostsApart(t *testing.T) {
	one, two := []string{"mx1"}, []string{"mx1", "mx2"}
	for _, c := range []struct {
		hosts      []string
		kind, name string
		want       string
	}{
		{one, "host", "mx1", "this host"},
		{one, "host", "mx1 over IPv6", "this host over IPv6"},
		{one, "host", "mx1 with required TLS", "this host with required TLS"},
		{one, "host", "mx1 postfix-out/smtp", "this host postfix-out/smtp"},
		{one, "host", "postfix-out/smtp", "host postfix-out/smtp"},
		{nil, "host", "this host", "this host"},
		{nil, "host", "this host over IPv4", "this host over IPv4"},
		{two, "host", "this fleet", "this fleet"},
		{two, "host", "mx1", "host mx1"},
		{two, "host", "mx2 over IPv6", "host mx2 over IPv6"},
		{one, "destination", "example.com", "example.com"},
		{one, "provider", "example.com", "provider example.com"},
	} {
		s := aggregate.Snapshot{Input: aggregate.Input{Hosts: c.hosts}}
		d := &drawing{Snapshot: &s}
		if got := d.title(&aggregate.Finding{Scope: aggregate.Scope{Kind: c.kind, Name: c.name}}); got != c.want {
			t.Errorf("%v: %s %s is titled %q, want %q", c.hosts, c.kind, c.name, got, c.want)
		}
	}
}

// TestAnswerTellsWhatIsOver: the picture of a log that was read whole is about
// all of it, and a live one about what lasts.
func TestAnswerTellsWhatIsOver(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	ended := now.Add(-time.Hour)
	over := aggregate.Finding{Verdict: aggregate.RemoteOutage, Until: &ended}
	for _, c := range []struct {
		name     string
		side     aggregate.Side
		findings []aggregate.Finding
		want     string
	}{
		{"over", aggregate.SideThem, []aggregate.Finding{over}, "So it is. It has been over since 11:00."},
		{"one lasts", aggregate.SideThem, []aggregate.Finding{over, {Verdict: aggregate.Blocked, Ongoing: true}}, "So it is."},
		{"nobody's", aggregate.SideThin, []aggregate.Finding{{Verdict: aggregate.Unclear, Until: &ended}}, "So it is."},
		{"live", aggregate.SideClear, []aggregate.Finding{over}, "So it is."},
	} {
		s := aggregate.Snapshot{Answer: aggregate.Answer{Side: c.side, Says: "So it is."}, Findings: c.findings}
		d := &drawing{&State{Snapshot: &s, Now: now}, Options{Location: time.UTC}, &s}
		if got := d.says(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
