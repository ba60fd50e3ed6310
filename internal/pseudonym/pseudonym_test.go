package pseudonym

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestText: X stands for a pseudonym.
func TestText(t *testing.T) {
	n := With("secret")
	for _, c := range []struct{ text, want string }{
		{"450 <first.last+tag@example.com>: try later", "450 <X@example.com>: try later"},
		{"ask \u00fcser@m\u00fcller.example or x@y", "ask X@m\u00fcller.example or X@y"},
		{"alice@localhost, alice@[192.0.2.1] and alice@[IPv6:2001:db8::1]", "X@localhost, X@[192.0.2.1] and X@[IPv6:2001:db8::1]"},
		{"`back`tick@example.com", "X@example.com"},
		{"see https://example.com/why?who=alice%40example.com&ip=192.0.2.1", "see https:X%40example.com&ip=192.0.2.1"},
		{"cut behind: alice@", "cut behind: X@"},
		{"a\u0301nne@example.com", "X@example.com"},
		{"nobody @ home", "nobody @ home"},
		{"no address", "no address"},
		{"", ""},
	} {
		if got := masked(n.Text(c.text)); got != c.want {
			t.Errorf("%q is shown as %q, want %q", c.text, got, c.want)
		}
	}
}

// masked puts X in the place of each pseudonym.
func masked(s string) string {
	for i := 0; i+9 <= len(s); i++ {
		if s[i] == 'x' && strings.Trim(s[i+1:i+9], "0123456789abcdef") == "" {
			s = s[:i] + "X" + s[i+9:]
		}
	}
	return s
}

func TestAbout(t *testing.T) {
	n := With("secret")
	for _, c := range []struct{ text, who, want string }{
		{"452 user ann over quota", "ann@example.com", "452 user X over quota"},
		{"550 5.1.1 ann.lee... User unknown", "ann.lee@example.com", "550 5.1.1 X... User unknown"},
		{"552 <Ann>: mailbox full", "ann+lists@example.com", "552 <X>: mailbox full"},
		{"552 uid=ann,ou=people", "ann", "552 uid=X,ou=people"},
		{"ann@example.com and ann and annabel", "ann@example.com", "X@example.com and X and annabel"},
		{"ann@example.com", "", "X@example.com"},
		{"it is so", "is@example.com", "it is so"}, // a local part so short is a word
		{"452 \xff ann.", "ann@example.com", "452 \xff X."},
		{"to the.ann@example.com", "ann@example.com", "to X@example.com"},
		{"christoph.m\xfcller@example.com", "christoph.m\xfcller@example.com", "X@example.com"},
		{`"a b"@example.com failed`, `"a b"@example.com`, "X@example.com failed"},
		{"mail of the account jo fails", "jo", "mail of the account X fails"},
		{`the account CORP\ann.smith fails`, `CORP\ann.smith`, "the account X fails"},
		{"the account ann smith fails", "ann smith", "the account X fails"},
		{"the account ann$ fails, as ann/imap", "ann$", "the account X fails, as ann/imap"},
		{"552 5.2.2 mailbox of Doe, John (cn=jdoe,ou=people) is full", "john.doe@example.com", "552 5.2.2 mailbox of X, X (cn=X,ou=people) is full"},
		{"552 doej: JOHN DOE over quota", "john_doe2+news@example.com", "552 X: X X over quota"},
		{"552 Johnson and Johnny, J. Doe", "j.doe@example.com", "552 Johnson and Johnny, J. X"},
		{"550 Muller, Jos\u00e9", "jos\u00e9.muller@example.com", "550 X, X"},
		{"452 user mailbox is full, try later", "user-mailbox@example.com", "452 user mailbox is full, try later"}, // ordinary words
		{"450 order status of 17", "order.17@example.com", "450 order status of 17"},
		{"450 a b c d eve", "a.b.c.d.eve@example.com", "450 a b c d eve"}, // made by a machine
		{"o'brien: 3 messages failed", "o'brien", "X: 3 messages failed"},
		{"cannot lock /var/mail/ann.lee.lock for ann.lee.", "ann.lee@example.com", "cannot lock /var/mail/X.lock for X."},
		{"cannot lock /var/mail/ann.lock: exists", "ann@example.com", "cannot lock /var/mail/X.lock: exists"},
		{"cannot lock /var/mail/ann.lock: exists", "ann", "cannot lock /var/mail/X.lock: exists"},
		{"see https://ann.example.com/x, or mx1.ann.example", "ann@example.com", "see https://ann.example.com/x, or mx1.ann.example"},
	} {
		got := n.About(c.text, c.who)
		if masked(got) != c.want {
			t.Errorf("%q is shown as %q, want %q", c.text, got, c.want)
		}
		if who := n.Address(c.who); who != "" && strings.Contains(c.want, "X") && c.text[:3] != "to " && !strings.Contains(got, who[:9]) {
			t.Errorf("%s is not who it was in %q", who, got)
		}
	}
}

func TestAddress(t *testing.T) {
	n := With("secret")
	for address, want := range map[string]string{"": "", "root": "X@", "ann@example.org": "X@example.org", `"a b"@example.org`: "X@example.org"} {
		if got := masked(n.Address(address)); got != want {
			t.Errorf("%q is shown as %q, want %q", address, got, want)
		}
	}
	if n.Address("ann@example.org") == New().Address("ann@example.org") {
		t.Error("who has no part in a secret can tell a pseudonym")
	}
}

// TestReplacedLooksOnce: each place where a needle is, is looked at once, however
// often the other needles are found before it.
func TestReplacedLooksOnce(t *testing.T) {
	const times = 1000
	looks := 0
	anywhere := func(string, string, string) bool { looks++; return true }
	text := strings.Repeat("ann ", times) + "lee"
	got := replaced(text, []needle{{"ann", "X"}, {"lee", "Y"}}, anywhere, func(rest string) string { return rest })
	if want := strings.Repeat("X ", times) + "Y"; got != want || looks != times+1 {
		t.Errorf("%d looks at %d places: %.40s", looks, times+1, got)
	}
}

// FuzzAbout puts an address, and its local part, amid any text, which may go on
// directly behind it: neither is left, but in a longer word.
func FuzzAbout(f *testing.F) {
	f.Add("550 <", ">: user ", " unknown")
	f.Add("x%40", "@", "%40example.com\xff")
	f.Add("ann", "\u0301 a@b", `"jane.doe"`)
	f.Add("", "/var/mail", ".lock")
	f.Add("a.b.", "https:/", ".example")
	f.Fuzz(func(t *testing.T, before, between, after string) {
		const who = "jane.doe@example.com"
		if next, _ := utf8.DecodeRuneInString(after); isName(next) || strings.Contains(before+between+after, "jane.doe") {
			return
		}
		got := With("secret").About(before+" "+who+" "+between+"/jane.doe"+after, who)
		if strings.Contains(got, "jane.doe") {
			t.Errorf("%q tells who is meant", got)
		}
	})
}
