package parser

import (
	"bytes"
	"unicode/utf8"
)

// maxTemplate bounds what Template appends, in bytes.
const maxTemplate = 300

// Template appends text to dst with its variable parts replaced: <addr>,
// <ip>, <host>, <url>, <id>, <num>, <time>. Two replies that differ in
// nothing else become one, so one cause is one row of a report.
//
// The reply code and the enhanced code stay; those repeated by a reply of
// several lines go. It appends at most 300 bytes of valid UTF-8 without
// control characters, cut between characters, and allocates nothing beyond
// the growth of dst.
//
// Limit: an identifier without digits, or a short one such as "G28", stays.
// That is meant for the reply numbers of operators ("IB105", "OFR_506").
func Template(dst, text []byte) []byte {
	start, i := len(dst), 0
	code := leadingCode(text)
	if code != nil {
		dst, i = append(append(dst, code...), ' '), min(4, len(text))
	}
	for i < len(text) && len(dst)-start < maxTemplate {
		if tokenKind[text[i]]&^markByte == 0 {
			dst, i = appendSeparator(dst, start, text, i)
			continue
		}
		if tokenKind[text[i]]&letterByte != 0 {
			if end := wordsEnd(text, i); end > i {
				dst, i = append(dst, text[i:end]...), end
				continue
			}
		}
		if code != nil {
			if n := repeatedCode(text[i:], code); n > 0 {
				i += n
				continue
			}
		}
		end := tokenEnd(text, i)
		dst = appendToken(dst, start, text[i:end])
		i = end
	}
	return cutTemplate(dst, start)
}

// cutTemplate shortens dst to the bound, between characters.
func cutTemplate(dst []byte, start int) []byte {
	if len(dst)-start > maxTemplate {
		end := start + maxTemplate
		for end > start && !utf8.RuneStart(dst[end]) {
			end--
		}
		dst = dst[:end]
	}
	for len(dst) > start && dst[len(dst)-1] == ' ' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// Kinds of bytes that a token may hold; 0 ends it.
const (
	digitByte = 1 << iota
	letterByte
	hexByte
	highByte // of a character beyond ASCII
	markByte // within a token only
)

var tokenKind = func() (t [256]uint8) {
	for b := range 256 {
		switch {
		case b >= '0' && b <= '9':
			t[b] = digitByte | hexByte
		case b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F':
			t[b] = letterByte | hexByte
		case b >= 'g' && b <= 'z' || b >= 'G' && b <= 'Z':
			t[b] = letterByte
		case b >= 0x80:
			t[b] = highByte
		}
	}
	for _, b := range "@.-_+=/:%&?~#*" {
		t[b] = markByte
	}
	return t
}()

// wordsEnd returns where the words end that begin with the letter text[i]: of
// letters alone, which all stay, with single spaces between them; i where the
// first token is more than a word.
//
// Note: most of a reply is such words, which are told eight bytes at a time and
// copied at once. A template takes half the time (BenchmarkTemplate).
func wordsEnd(text []byte, i int) int {
	end, space := i, uint64(0) // a mark in the lowest byte where a space is the last
	for ; end+8 <= len(text); end += 8 {
		w := eight(text, end)
		spaces := spacesIn(w)
		stop := (^(lettersIn(w) | spaces) | spaces&(spaces<<8|space)) & highBits
		if space = spaces >> 56; stop != 0 {
			return wholeWords(text, i, end+firstMarked(stop))
		}
	}
	for end < len(text) && (tokenKind[text[end]]&letterByte != 0 || text[end] == ' ' && text[end-1] != ' ') {
		end++
	}
	return wholeWords(text, i, end)
}

// wholeWords takes the last word back, in text[i:end], where its token goes on.
func wholeWords(text []byte, i, end int) int {
	next := end
	for next < len(text) && tokenKind[text[next]] == markByte {
		next++
	}
	if next == len(text) || tokenKind[text[next]] == 0 { // marks at its end are no part of it
		return end
	}
	for end > i && text[end-1] != ' ' {
		end--
	}
	return end
}

// tokenEnd returns where the token that begins at text[i], which is no mark,
// ends. Marks at its
// end are left out: they end a sentence more often than a token.
func tokenEnd(text []byte, i int) int {
	end := i
	for end < len(text) && tokenKind[text[end]] != 0 {
		end++
	}
	for tokenKind[text[end-1]] == markByte {
		end--
	}
	return end
}

// appendSeparator copies one character, or a question mark for what is not
// printable.
func appendSeparator(dst []byte, start int, text []byte, i int) ([]byte, int) {
	b := text[i]
	if b >= utf8.RuneSelf {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 || r >= 0x80 && r < 0xA0 {
			return append(dst, '?'), i + size
		}
		return append(dst, text[i:i+size]...), i + size
	}
	switch {
	case b == ' ' || b == '\t' || b == '\n' || b == '\r':
		if len(dst) > start && dst[len(dst)-1] != ' ' {
			dst = append(dst, ' ')
		}
	case b < ' ' || b == 0x7F:
		dst = append(dst, '?')
	default:
		dst = append(dst, b)
	}
	return dst, i + 1
}

// appendToken copies a token or what stands for it; of one like name=VALUE the
// name stays.
func appendToken(dst []byte, start int, token []byte) []byte {
	if n := namedValue(token); n > 0 {
		dst, token = append(dst, token[:n]...), token[n:]
	}
	if bytes.IndexByte(token, '@') >= 0 {
		return append(dst, "<addr>"...)
	}
	var kinds, digits, switches, dots, colons int
	var last uint8
	slashes := false
	for _, b := range token {
		kind := tokenKind[b]
		kinds |= int(kind)
		switch {
		case kind&digitByte != 0:
			digits++
			if last == letterByte {
				switches++
			}
			last = digitByte
		case kind&letterByte != 0:
			if last == digitByte {
				switches++
			}
			last = letterByte
		case b == '.':
			dots++
		case b == ':':
			colons++
		case b == '/':
			slashes = true
		}
	}
	letters := kinds&letterByte != 0
	switch {
	case slashes && isURL(token):
		return append(dst, "<url>"...)
	case kinds&highByte != 0:
		for i := 0; i < len(token); {
			dst, i = appendSeparator(dst, start, token, i)
		}
		return dst
	case !letters && colons == 0 && dots == 2 && !slashes:
		if n, _ := enhancedCode(token); n == len(token) {
			return append(dst, token...)
		}
		return append(dst, "<num>"...)
	case !letters && dots == 3 && colons <= 1 && !slashes:
		return append(dst, "<ip>"...)
	case colons >= 2 && digits >= 4 && isClock(token):
		return append(dst, "<time>"...)
	case colons >= 2 && isIPv6(token):
		return append(dst, "<ip>"...)
	case !letters:
		return append(dst, "<num>"...)
	case dots > 0 && !slashes && looksLikeHost(token):
		return append(dst, "<host>"...)
	case switches >= 3 && len(token) >= 6, digits >= 6, digits > 0 && len(token) >= 8 && allHex(token):
		return append(dst, "<id>"...)
	}
	return append(dst, token...)
}

// namedValue tells where in a token like name=VALUE the value begins; 0 where
// it is none.
func namedValue(token []byte) int {
	eq := bytes.IndexByte(token, '=')
	if eq <= 0 || eq+1 == len(token) || tokenKind[token[eq+1]] == markByte {
		return 0
	}
	for _, b := range token[:eq] {
		if tokenKind[b]&letterByte == 0 {
			return 0
		}
	}
	return eq + 1
}

// leadingCode returns the reply code that text starts with, or nil.
func leadingCode(text []byte) []byte {
	if startsWithCode(text) {
		return text[:3]
	}
	return nil
}

// repeatedCode returns the length of the code in front of a further line of
// a reply: "421-4.7.0 ", "421 4.7.0 ", "421-". 0 where text is no such thing.
func repeatedCode(text, code []byte) int {
	if len(text) < 5 || text[0] != code[0] || text[1] != code[1] || text[2] != code[2] || !startsWithCode(text) {
		return 0
	}
	n := 4
	if m, _ := enhancedCode(text[n:]); m > 0 {
		n += m
	} else if text[3] != '-' {
		return 0
	}
	for n < len(text) && text[n] == ' ' {
		n++
	}
	return n
}

func isURL(token []byte) bool {
	return bytes.Contains(token[:min(len(token), 12)], []byte("://"))
}

// isClock says whether token holds a time of day, with or without a date.
func isClock(token []byte) bool {
	for i := 0; i+8 <= len(token); i++ {
		if token[i+2] == ':' && token[i+5] == ':' &&
			isDigit(token[i]) && isDigit(token[i+1]) && isDigit(token[i+3]) && isDigit(token[i+4]) && isDigit(token[i+6]) && isDigit(token[i+7]) {
			return true
		}
	}
	return false
}

func isIPv6(token []byte) bool {
	for _, b := range token {
		if tokenKind[b]&hexByte == 0 && b != ':' && b != '.' && b != '%' {
			return false
		}
	}
	return true
}

// looksLikeHost says whether token is shaped like a host name: labels between dots, the
// last of letters.
func looksLikeHost(token []byte) bool {
	if colon := bytes.IndexByte(token, ':'); colon >= 0 {
		token = token[:colon]
	}
	dot := bytes.LastIndexByte(token, '.')
	if dot <= 0 || len(token)-dot < 3 {
		return false
	}
	for _, b := range token[dot+1:] {
		if tokenKind[b]&letterByte == 0 {
			return false
		}
	}
	for _, b := range token[:dot] {
		if tokenKind[b] == markByte && b != '-' && b != '.' && b != '_' {
			return false
		}
	}
	return true
}

func allHex(token []byte) bool {
	for _, b := range token {
		if tokenKind[b]&hexByte == 0 {
			return false
		}
	}
	return true
}
