package pseudonym

import "testing"

// TestUsers has lines of a host that name its users, and others that look so. X
// stands for a pseudonym.
func TestUsers(t *testing.T) {
	n := With("secret")
	for _, c := range []struct{ text, want string }{
		{"fatal: open /home/ann.lee/.forward: No space left on device", "fatal: open /home/X: No space left on device"},
		{"cannot lock /var/mail/ann.lee.lock for user ann.lee. Later", "cannot lock /var/mail/X for user X. Later"},
		{`error in "/var/spool/mail/ann" (user="ann", uid 8)`, `error in "/var/spool/mail/X" (user="X", uid 8)`},
		{"open /var/vmail/example.com/ann/new: disk quota exceeded", "open /var/vmail/X: disk quota exceeded"},
		{"fatal: ann(1001): queue file write error", "fatal: X(1001): queue file write error"},
		{"no such user: ann", "no such user: X"},
		{"user ann@example.com is gone", "user X@example.com is gone"},
		{"/home/, User unknown, user is over quota", "/home/, User unknown, user is over quota"}, // ordinary words
		{"fatal: open lock file /var/lib/postfix/master.lock: open(2)", "fatal: open lock file /var/lib/postfix/master.lock: open(2)"},
	} {
		if got := masked(n.own(c.text, "")); got != c.want {
			t.Errorf("%q is shown as %q, want %q", c.text, got, c.want)
		}
	}
	if got, want := n.own("disk of /home/ann is full", "ann@example.com"), "disk of /home/X is full"; masked(got) != want {
		t.Errorf("%q, want %q", got, want)
	}
	if mailbox, user := n.own("/var/mail/ann", ""), n.Address("ann"); mailbox != "/var/mail/"+user[:len(user)-1] {
		t.Errorf("%s is not the mailbox of %s", mailbox, user)
	}
}
