package traffic

import (
	"fmt"
	"strings"
	"time"
)

// destination is a domain that mail goes to.
type destination struct {
	name, relay, ip string
	character       int
	down            time.Duration // of a day, when its trouble begins
}

// Characters of destinations.
const (
	healthy = iota
	greylists
	limits
	struggles // is overloaded for some hours a day
	dead      // its servers do not answer
	full      // has full mailboxes
)

// shares are the parts of all destinations, in percent, by character.
var shares = [...]int{healthy: 84, greylists: 6, limits: 2, struggles: 4, dead: 2, full: 2}

// hosted is every how many destinations one is served by a large operator.
const hosted = 3

func newDestination(r *rng, n int) destination {
	d := destination{name: fmt.Sprintf("%s%d.example", r.word(3), n), down: time.Duration(r.n(20)) * time.Hour}
	d.relay = "mx." + d.name
	if n%hosted == 0 {
		d.relay = fmt.Sprintf("mx%d.operator%d.example", 1+r.n(4), r.n(12))
	}
	d.ip = fmt.Sprintf("%s%d", networks[n%len(networks)], 1+r.n(254))
	for k := r.n(100); k >= shares[d.character]; d.character++ {
		k -= shares[d.character]
	}
	return d
}

// account is who hands mail in with a password: one of this host's own people.
func account(n int) string { return fmt.Sprintf("user%d@%s", n, sender(n%80)) }

// sender is a domain that mail comes from.
func sender(n int) string { return fmt.Sprintf("sender%d.example", n) }

// outcome is how an attempt ended.
type outcome struct {
	status  string // sent, deferred, bounced
	reached bool   // a server answered
	phase   string // in reply to what
	text    string // the reply, or why there is none
}

// replies by character; what is in brackets is put in for each attempt.
var replies = [...][]outcome{
	healthy:   {{"sent", true, "end of DATA command", "250 2.0.0 Ok: queued as [id]"}},
	greylists: {{"deferred", true, "RCPT TO command", "451 4.7.1 <[to]>: Recipient address rejected: Greylisting in effect, please come back later"}, {"deferred", true, "RCPT TO command", "450 4.2.0 <[to]>: Recipient address rejected: Greylisted for [n] seconds"}},
	limits:    {{"deferred", true, "MAIL FROM command", "421 4.7.28 Too many messages from 192.0.2.25, try again in [n] seconds (ref [id])"}},
	struggles: {{"deferred", true, "end of DATA command", "451 4.3.0 Error: queue file write error"}, {"deferred", true, "RCPT TO command", "451 4.3.2 System not accepting messages, session [id]"}},
	dead:      {{"deferred", false, "", "Connection timed out"}, {"deferred", false, "", "Connection refused"}},
	full:      {{"deferred", true, "RCPT TO command", "452 4.2.2 <[to]>: Mailbox full"}},
}

// unknown is the refusal of an address that is not there.
var unknown = outcome{"bounced", true, "RCPT TO command", "550 5.1.1 <[to]>: Recipient address rejected: User unknown"}

func (d *destination) outcome(r *rng, now time.Time, to *recipient) outcome {
	kind := d.character
	switch {
	case r.chance(0.015):
		return d.say(r, unknown, to)
	case kind == greylists && to.refused, kind == full && !r.chance(0.3), kind == limits && !r.chance(0.4):
		kind = healthy
	case kind == struggles:
		if since := now.Sub(now.Truncate(24*time.Hour)) - d.down; since < 0 || since > 3*time.Hour {
			kind = healthy
		}
	}
	to.refused = true
	return d.say(r, replies[kind][r.n(len(replies[kind]))], to)
}

func (d *destination) say(r *rng, o outcome, to *recipient) outcome {
	o.text = strings.NewReplacer("[to]", to.address, "[id]", strings.ToUpper(r.hex(10)), "[n]", fmt.Sprint(60+r.n(540))).Replace(o.text)
	return o
}
