package exporter

import (
	"testing"

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
