package exporter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tempfail/aggregate"
	"tempfail/parser"
)

// The closed sets of label values. Each has all of its series from the start.
var (
	statuses  = [...]string{"sent", "deferred", "bounced"}
	codes     = [...]string{"421", "450", "451", "452", "4xx", "5xx", "none"}
	verdicts  = [...]aggregate.Verdict{aggregate.Thin, aggregate.Greylisting, aggregate.Throttled, aggregate.Blocked, aggregate.RemoteOutage, aggregate.RecipientTrouble, aggregate.LocalFault, aggregate.Unclear}
	otherName = "other" // what has no series of its own
)

// codeOf is the place of a reply code in codes.
func codeOf(code int) int {
	switch {
	case code == 421:
		return 0
	case code >= 450 && code <= 452:
		return code - 449
	case code/100 == 4:
		return 4
	case code/100 == 5:
		return 5
	}
	return 6
}

// label makes s a label value: client_golang panics at one that is not UTF-8
// and control characters have no business in a query. It is cut at
// maxLabel bytes.
func label(s string) string {
	if nameable(s) {
		return s
	}
	s = strings.ToValidUTF8(s[:min(len(s), 4*maxLabel)], "\uFFFD")
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, s)
	for len(s) > maxLabel {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// maxLabel is the length of a domain name (RFC 1035 2.3.4).
const maxLabel = 255

// nameable says whether s is a label value as it stands, so that two names
// never share one.
func nameable(s string) bool {
	if len(s) == 0 || len(s) > maxLabel || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			return false
		}
	}
	return true
}

// troubleCauses are the causes that a local fault may have.
func troubleCauses() (all []parser.Cause) {
	var has [parser.NumCauses]bool
	for t := range parser.NumTroubles {
		has[t.Cause()] = true
	}
	for c := range parser.NumCauses {
		if has[c] {
			all = append(all, c)
		}
	}
	return all
}
