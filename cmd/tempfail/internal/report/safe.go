package report

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"tempfail/internal/printable"
)

const (
	maxText  = 600 // runes of one text
	maxName  = 80  // runes of a scope's name
	maxReply = 300 // runes of a verbatim reply or line
)

// plain are marks our own sentences may use, for where only ASCII will do.
var plain = map[rune]string{
	'\u2018': "'", '\u2019': "'", '\u201c': `"`, '\u201d': `"`,
	'\u2013': "-", '\u2014': "-", '\u2026': "...", '\u00b7': "|", '\u00d7': "x",
	'\u2264': "<=", '\u2265': ">=", '\u2192': "->",
}

// visible makes s harmless to a terminal, and cuts what is too long. With
// ascii, every letter beyond ASCII is spelled out too: to a terminal of an
// 8-bit character set the bytes 0x80 to 0x9f within UTF-8 are controls.
func visible(s string, ascii bool) string {
	if harmless(s) {
		return cutRunes(s, maxText)
	}
	var b strings.Builder
	n := 0
	for letter := range printable.Letters(s) {
		if n++; n > maxText {
			break
		}
		if ascii && letter[0] >= utf8.RuneSelf {
			letter = inASCII(letter)
		}
		b.WriteString(letter)
	}
	return b.String()
}

func harmless(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

func inASCII(letter string) string {
	r, _ := utf8.DecodeRuneInString(letter)
	if s, ok := plain[r]; ok {
		return s
	}
	return printable.Spelled(r)
}

func cutRunes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// verbatim bounds a reply or a line of the log, and brief a name.
func (p *page) verbatim(s string) string { return p.bounded(s, maxReply) }
func (p *page) brief(s string) string    { return p.bounded(s, maxName) }

func (p *page) bounded(s string, runes int) string {
	if short := cutRunes(s, runes); len(short) < len(s) {
		return short + p.signs.ellipsis
	}
	return s
}

// width is how many columns s takes, and cut shortens it to at most w of
// them, the end marked. Both go by what a reader sees as one letter: East
// Asian wide ones take two columns, combining marks none.
func width(s string) int {
	if harmless(s) {
		return len(s)
	}
	return uniseg.StringWidth(s)
}

func cut(s string, w int, ellipsis string) string {
	if width(s) <= w {
		return s
	}
	head, _ := splitAt(s, w-width(ellipsis))
	return strings.TrimRight(head, " ") + ellipsis
}

// splitAt splits s after at most w columns.
func splitAt(s string, w int) (head, rest string) {
	rest = s
	for state, at := -1, 0; len(rest) > 0; {
		letter, after, wide, next := uniseg.FirstGraphemeClusterInString(rest, state)
		if at+wide > w {
			break
		}
		at, state, rest = at+wide, next, after
		head += letter
	}
	return head, rest
}
