// Package pseudonym hides who is meant: it puts names that tell nothing in the
// place of the local parts of addresses.
package pseudonym

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// Names are pseudonyms. The same address has the same one as long as the
// secret is the same; without it nobody can try which address it is.
type Names struct{ secret []byte }

// New has pseudonyms that are its own.
func New() *Names {
	secret := make([]byte, sha256.Size)
	rand.Read(secret) // it never fails
	return &Names{secret}
}

// With has the pseudonyms of a secret: the same in every run.
func With(secret string) *Names { return &Names{[]byte(secret)} }

// addressPattern finds addresses in running text, also within a URL, or cut
// behind the @. The local part is that of RFC 5321 (4.1.2, Dot-string), with
// characters beyond ASCII (RFC 6531).
//
// Limit: a quoted local part loses only what stands next to the @.
var addressPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("([\\p{L}\\p{M}\\p{N}.!#$%&'*+/=?^_`{|}~\"-]+)" +
		`((?:@|%40)(?:\[[0-9A-Za-z.:]+\]|[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)*)?)`)
})

// Text hides every address in a text.
func (n *Names) Text(s string) string {
	return n.between(s, func(words string) string { return words })
}

// between hides every address in a text, and puts what change makes of it in
// the place of the rest.
func (n *Names) between(s string, change func(string) string) string {
	if !strings.Contains(s, "@") && !strings.Contains(s, "%40") {
		return change(s)
	}
	var b strings.Builder
	done := 0
	for _, at := range addressPattern().FindAllStringSubmatchIndex(s, -1) {
		b.WriteString(change(s[done:at[0]]))
		b.WriteString(n.of(s[at[0]:at[1]]))
		b.WriteString(s[at[4]:at[5]])
		done = at[1]
	}
	b.WriteString(change(s[done:]))
	return b.String()
}

// of is the pseudonym of an address.
func (n *Names) of(address string) string {
	mac := hmac.New(sha256.New, n.secret)
	mac.Write([]byte(address))
	return "x" + hex.EncodeToString(mac.Sum(nil)[:4])
}

// Address hides what is known to be one address, of a local user without a
// domain, or with blanks in a quoted local part.
func (n *Names) Address(s string) string {
	if s == "" {
		return ""
	}
	s = whole(s)
	return n.of(s) + s[strings.LastIndexByte(s, '@'):]
}

// whole is an address with its @.
func whole(s string) string {
	if strings.Contains(s, "@") {
		return s
	}
	return s + "@"
}

// shortest is how long a local part must be to be looked for as a word.
const shortest = 3

// About hides every address in a text, and whom it is about also where it has
// only the local part of an address, or the name of an account: "user ann over
// quota".
func (n *Names) About(s string, people ...string) string {
	var known []person
	for _, who := range people {
		if p := personOf(who); len(p.local) >= shortest {
			known = append(known, p)
		}
	}
	if len(known) == 0 {
		return n.Text(s)
	}
	return n.between(s, func(words string) string {
		return eachWord(words, func(word string) string {
			for _, p := range known {
				if p.is(word) {
					return n.of(p.address)
				}
			}
			return word
		})
	})
}

// person is somebody by what words may call him: the local part of an address,
// or the mailbox of one with a detail (RFC 5233).
type person struct{ address, local, mailbox string }

// personOf is whose address, or account, that is.
func personOf(who string) person {
	p := person{address: whole(who)}
	p.local = p.address[:strings.LastIndexByte(p.address, '@')]
	p.mailbox, _, _ = strings.Cut(p.local, "+")
	return p
}

func (p *person) is(word string) bool {
	return len(word) >= shortest && (strings.EqualFold(word, p.local) || strings.EqualFold(word, p.mailbox))
}

// eachWord puts what change makes of each word in its place. A word may be a
// local part: it holds dots and hyphens, but does not end in one.
func eachWord(s string, change func(string) string) string {
	var b strings.Builder
	for len(s) > 0 {
		start := strings.IndexFunc(s, inWord)
		if start < 0 {
			break
		}
		end := strings.IndexFunc(s[start:], func(r rune) bool { return !inWord(r) })
		if end < 0 {
			end = len(s) - start
		}
		word := strings.TrimRight(s[start:start+end], ".-")
		b.WriteString(s[:start])
		b.WriteString(change(word))
		s = s[start+len(word):]
		if word == "" { // dots alone
			b.WriteString(s[:end])
			s = s[end:]
		}
	}
	b.WriteString(s)
	return b.String()
}

func inWord(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M, unicode.N) || strings.ContainsRune(".-_+", r)
}
