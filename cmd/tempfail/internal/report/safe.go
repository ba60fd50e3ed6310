package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

const (
	maxText  = 600 // runes of one text
	maxName  = 80  // runes of a scope's name
	maxReply = 300 // runes of a verbatim reply or line
	maxMarks = 3   // combining marks on one letter
)

// plain are marks our own sentences may use, for where only ASCII will do.
var plain = map[rune]string{
	'\u2018': "'", '\u2019': "'", '\u201c': `"`, '\u201d': `"`,
	'\u2013': "-", '\u2014': "-", '\u2026': "...", '\u00b7': "|", '\u00d7': "x",
	'\u2264': "<=", '\u2265': ">=", '\u2192': "->",
}

// visible makes s harmless to a terminal: what is no printable letter of one
// column or more (controls, escape sequences, bidirectional and zero-width
// marks, private and unassigned code points, piled-up combining marks, broken
// UTF-8) is spelled out as \x1b or \u202e. With ascii, every letter beyond
// ASCII is: to a terminal of an 8-bit character set the bytes 0x80 to 0x9f
// within UTF-8 are controls.
func visible(s string, ascii bool) string {
	if harmless(s) {
		return cutRunes(s, maxText)
	}
	var b strings.Builder
	marks := maxMarks // a mark at the start would sit on a letter of ours
	for n := 0; len(s) > 0 && n < maxText; n++ {
		r, size := utf8.DecodeRuneInString(s)
		if unicode.In(r, unicode.Mn, unicode.Me) {
			marks++
		} else {
			marks = 0
		}
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case hidden(r) || marks > maxMarks:
			b.WriteString(spelled(r))
		case ascii && r >= utf8.RuneSelf:
			b.WriteString(inASCII(r))
		default:
			b.WriteRune(r)
		}
		s = s[size:]
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

func hidden(r rune) bool {
	return !unicode.IsPrint(r) || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

func inASCII(r rune) string {
	if s, ok := plain[r]; ok {
		return s
	}
	return spelled(r)
}

func spelled(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r == 0xa0:
		return " "
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
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
