package aggregate_test

import (
	"testing"

	"tempfail/aggregate"
)

// strange are recipients whose end the log tells differently from the other
// side, with the reason.
var strange = map[string]string{
	"hold@in.test":      "put on hold at the door: no line of the log is about the recipient",
	"alias1@local.test": "local(8) hands the members of an alias in as messages of their own",
	"list@local.test":   "likewise",
}

// worse orders the ends of those that an alias stands for: the truth of the
// alias is the worst of them.
var worse = map[string]int{"sent": 1, "removed": 2, "deferred": 3, "expired": 4, "bounced": 5}

// TestLabStates compares the end of every queued recipient with the truth.
func TestLabStates(t *testing.T) {
	for _, name := range []string{"healthy", "remote_outage", "provider_outage", "greylist_sink", "greylist_postgrey", "ratelimit", "local_dns_down",
		"local_net_down", "local_disk_full", "local_milter_down", "local_relayhost", "local_reputation", "tls_failures", "mini", "kinds", "probes"} {
		for _, file := range []string{"maillog", "maillog.rfc3339", "maillog.rfc5424", "maillog.json"} {
			t.Run(name+"/"+file, func(t *testing.T) {
				t.Parallel()
				c := openCapture(t, name)
				got := map[string]string{}
				a := aggregate.New(aggregate.Options{})
				a.KeepRecipients()
				c.read(t, a, file)
				a.Each(func(queueID, recipient, origTo, final string) {
					id := c.first(queueID)
					got[fate(id, recipient)] = final
					if k := fate(id, origTo); origTo != "" && worse[final] > worse[got[k]] {
						got[k] = final
					}
				})
				compared := 0
				for _, m := range c.truth.Messages {
					for _, r := range m.Rcpts {
						if m.QueueID == "" || r.Final == "rejected" || r.Final == "unknown" {
							continue
						}
						compared++
						if end := got[fate(m.QueueID, r.Rcpt)]; end != r.Final && strange[r.Rcpt] == "" {
							t.Errorf("%s to %s: %q, want %q", m.QueueID, r.Rcpt, end, r.Final)
						}
					}
				}
				if compared == 0 {
					t.Error("the truth names no queued recipient")
				}
			})
		}
	}
}
