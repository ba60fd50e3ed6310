package parser

import "testing"

// TestMailboxIsNoAccountOfOurs: what a provider calls the account of its own
// customer, the recipient, is no login of ours.
func TestMailboxIsNoAccountOfOurs(t *testing.T) {
	c := NewClassifier()
	for _, s := range []string{
		"550 5.2.1 <ann@isp.example>: This customer account has been suspended",
		"550 5.2.1 Customer account disabled",
		"550 5.2.1 Mailbox disabled: hosting customer account not active",
		"550 5.7.1 Mail from this sending account blocked using zen.spamhaus.org",
		"554 5.7.1 Message blocked: sender account is blocked by recipient",
		"550 5.1.1 tarpit: user unknown",
	} {
		r := ReadReply([]byte(s))
		d := c.Classify(&r, Enhanced{})
		if d.Cause == RelayAuth || d.Cause == RateLimit {
			t.Errorf("%q: %s, fault %s, for %q", s, d.Cause, d.Fault, d.Matched)
		}
	}
}
