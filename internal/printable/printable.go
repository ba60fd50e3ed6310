// Package printable makes what a log brought harmless to whoever reads it, on
// a terminal or on a page.
package printable

import (
	"fmt"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks one letter may carry.
const maxMarks = 3

// Letters tells what may be shown of s, letter by letter: the letter itself,
// or its spelling (\x1b, \u202e, \t) where it could steer a terminal or hide
// from a reader. Those are controls and escape sequences, marks that have no
// width or change the direction of text, private and unassigned code points,
// piled-up combining marks and broken UTF-8. A spelling comes in one piece.
func Letters(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		marks := maxMarks // a mark at the start would sit on a letter of ours
		for len(s) > 0 {
			r, size := utf8.DecodeRuneInString(s)
			if unicode.In(r, unicode.Mn, unicode.Me) {
				marks++
			} else {
				marks = 0
			}
			letter := s[:size]
			switch {
			case r == utf8.RuneError && size == 1:
				letter = fmt.Sprintf(`\x%02x`, s[0])
			case hidden(r) || marks > maxMarks:
				letter = Spelled(r)
			}
			if !yield(letter) {
				return
			}
			s = s[size:]
		}
	}
}

// String is all of text as Letters tells it, but with its tabs.
func String[T string | []byte](text T) string {
	s := string(text)
	if harmless(s) {
		return s
	}
	var b strings.Builder
	for letter := range Letters(s) {
		if letter == `\t` { // a spelling, for no letter is that long
			letter = "\t"
		}
		b.WriteString(letter)
	}
	return b.String()
}

func harmless(s string) bool {
	for i := range len(s) {
		if (s[i] < ' ' || s[i] >= 0x7f) && s[i] != '\t' {
			return false
		}
	}
	return true
}

func hidden(r rune) bool {
	return !unicode.IsPrint(r) || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// Spelled is the name of r in ASCII; a space that does not break is a space.
func Spelled(r rune) string {
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
