package pseudonym

import (
	"regexp"
	"strings"
	"sync"
)

// userPatterns find local users where lines of this host name them without an
// address: behind the place of mailboxes and homes, where all of the path may
// be about one; behind the word user; and as who called Postfix's sendmail, as
// in "fatal: ann(1001): queue file write error" (sendmail/sendmail.c).
//
// Limit: a name that stands anywhere else cannot be known for one.
var userPatterns = sync.OnceValue(func() []*regexp.Regexp {
	const name = `([^\s"'<>(),:;]*[^\s"'<>(),:;.])`
	return []*regexp.Regexp{
		regexp.MustCompile(`(?:/home|/var/v?mail|/var/spool/mail)/` + name),
		regexp.MustCompile(`(?i:\buser)[ =:]+["'<]?` + name),
		regexp.MustCompile(`^fatal: ` + name + `\(\d+\):`),
	}
})

// users hides local users in words without an address.
func (n *Names) users(words string) string {
	for _, pattern := range userPatterns() {
		var b strings.Builder
		done := 0
		for _, at := range pattern.FindAllStringSubmatchIndex(words, -1) {
			name := words[at[2]:at[3]]
			if !ordinary[lower(name)] {
				b.WriteString(words[done:at[2]] + n.of(name+"@"))
				done = at[3]
			}
		}
		words = b.String() + words[done:]
	}
	return words
}
