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
	"unicode/utf8"
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
// characters beyond ASCII (RFC 6531), bytes that are none, and backslashes.
//
// Limit: a quoted local part loses only what stands next to the @.
var addressPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("([\\p{L}\\p{M}\\p{N}\\x{fffd}.!#$%&'*+/=?^_`{|}~\"\\\\-]+)" +
		`((?:@|%40)(?:\[[0-9A-Za-z.:]+\]|[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)*)?)`)
})

// Text hides every address in a text.
func (n *Names) Text(s string) string { return n.between(s, asIs) }

func asIs(words string) string { return words }

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
	if !strings.Contains(s, "@") {
		s += "@"
	}
	return n.of(s) + s[strings.LastIndexByte(s, '@'):]
}

// About hides every address in a text, and whom it is about also where it has
// only the local part of an address, or the words of a name in it: "user ann
// over quota", "Lee, Ann". Of an account, or a local user, the whole name is
// hidden, whatever it is made of.
func (n *Names) About(s string, people ...string) string { return n.about(s, asIs, people...) }

// about is About, and puts what other makes of the rest in its place.
func (n *Names) about(s string, other func(string) string, people ...string) string {
	var whole, parts []needle
	for _, who := range people {
		whole, parts = n.needles(who, whole, parts)
	}
	return replaced(s, whole, alone, func(rest string) string {
		return n.between(rest, func(words string) string {
			return replaced(words, parts, aloneInNoHost, other)
		})
	})
}

// needle is what is looked for in a text, and what comes in its place.
type needle struct{ text, name string }

// shortest is how long a local part must be to be looked for by itself.
const shortest = 3

// needles adds how a text may call somebody: by his whole address, which need
// not look like one, or by less.
func (n *Names) needles(who string, whole, parts []needle) ([]needle, []needle) {
	at := strings.LastIndexByte(who, '@')
	switch {
	case who == "":
		return whole, parts
	case at < 0:
		return whole, append(parts, needle{who, n.of(who + "@")})
	}
	mailbox, _, _ := strings.Cut(who[:at], "+") // without a detail (RFC 5233)
	for _, part := range []string{who[:at], mailbox} {
		if len(part) >= shortest {
			parts = append(parts, needle{part, n.of(who)})
		}
	}
	for _, word := range nameWords(mailbox) {
		parts = append(parts, needle{word, n.of(who)})
	}
	return append(whole, needle{who, n.Address(who)}), parts
}

// replaced puts the names of needles in their place, and what other makes of
// the rest in its. Stands tells whether a needle may stand between two texts;
// the case of ASCII letters says nothing.
func replaced(s string, needles []needle, stands func(before, needle, after string) bool, other func(string) string) string {
	if len(needles) == 0 {
		return other(s)
	}
	var b strings.Builder
	folded, at := lower(s), make([]int, len(needles)) // where each stands next
	for i := range at {
		at[i] = -1
	}
	for done := 0; ; {
		first, found := len(s), needle{}
		for i, x := range needles {
			if at[i] < done {
				at[i] = find(folded, lower(x.text), done, stands)
			}
			if at[i] < first || at[i] == first && len(x.text) > len(found.text) {
				first, found = at[i], x
			}
		}
		b.WriteString(other(s[done:first]))
		if first == len(s) {
			return b.String()
		}
		b.WriteString(found.name)
		done = first + len(found.text)
	}
}

// find is where a needle stands next in s, or the end of s.
func find(s, needle string, from int, stands func(before, needle, after string) bool) int {
	for {
		i := strings.Index(s[from:], needle)
		if i < 0 {
			return len(s)
		}
		from += i
		if stands(s[:from], needle, s[from+len(needle):]) {
			return from
		}
		from++
	}
}

// alone tells that a needle is between what is no letter and no digit, and no
// part of another's longer address.
func alone(before, needle, after string) bool {
	left, _ := utf8.DecodeLastRuneInString(before)
	right, _ := utf8.DecodeRuneInString(after)
	within := strings.Contains(needle, "@") && strings.ContainsRune(localMarks, left)
	return !within && !isName(left) && !isName(right)
}

// aloneInNoHost tells that besides it is no label of a host name.
func aloneInNoHost(before, needle, after string) bool {
	return alone(before, needle, after) && (strings.Contains(needle, ".") || inPath(before) || !inHost(before, after))
}

// inPath tells that what comes is a name in a path, and not the host of a URL.
func inPath(before string) bool {
	return strings.HasSuffix(before, "/") && !strings.HasSuffix(before, "://")
}

// longestHost is how long the name of a host may be (RFC 1035, 2.3.4).
const longestHost = 255

// inHost tells that between two texts is a label of a host name, which goes on
// behind a dot, or has two before.
func inHost(before, after string) bool {
	if len(after) > 1 && after[0] == '.' && isName(rune(after[1])) {
		return true
	}
	near := before[max(0, len(before)-longestHost):]
	ends := func(r rune) bool { return !isName(r) && r != '.' && r != '-' }
	return strings.Count(near[strings.LastIndexFunc(near, ends)+1:], ".") >= 2
}

// localMarks may stand in a local part (RFC 5322 3.2.3, atext, and the dot).
const localMarks = ".!#$%&'*+/=?^_`{|}~-"

func isName(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// lower is s with its ASCII letters small: as long as s, whatever it holds.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
