package printable

import "testing"

func TestArgument(t *testing.T) {
	for _, plain := range []string{"mail.log", "/var/log/mail.log.2.gz", "4F1A2B3C", "a+b@example.com", "a=b"} {
		if got := Argument(plain, "FILE"); got != plain {
			t.Errorf("%q is %q in a command", plain, got)
		}
	}
	for _, other := range []string{"", "-", "-rf", "a b", "x;touch y;", "$(id)", "`id`", "a'b", "a\nb", "~", "a*", "é", "!!", `a\b`, "a|b", "=ls"} {
		if got := Argument(other, "FILE"); got != "FILE" {
			t.Errorf("%q is %q in a command", other, got)
		}
	}
}
