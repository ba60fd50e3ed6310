package parser

import "bytes"

// Helpers that every grammar of log lines shares.

func isDigit(c byte) bool { return c-'0' <= 9 }

func isAlnum(c byte) bool { return isDigit(c) || (c|0x20)-'a' <= 'z'-'a' }

// trimStart drops leading spaces.
func trimStart(b []byte) []byte {
	if len(b) == 0 || b[0] != ' ' { // nearly always
		return b
	}
	return b[skipSpace(b, 1):]
}

// trimEnd drops a line's end: "\r", "\n" or both.
func trimEnd(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == '\r' || b[len(b)-1] == '\n') {
		b = b[:len(b)-1]
	}
	return b
}

// skipSpace gives the first index from i on that is not a space.
func skipSpace(b []byte, i int) int {
	for i < len(b) && b[i] == ' ' {
		i++
	}
	return i
}

// readNumber reads at most max decimal digits and gives the number and how
// many digits it has; 0 digits where there is none. More than 18 can overflow,
// which makes the value of 19 digits negative.
func readNumber(b []byte, max int) (value int64, digits int) {
	for digits < len(b) && digits < max && isDigit(b[digits]) {
		value = value*10 + int64(b[digits]-'0')
		digits++
	}
	return value, digits
}

// twoDigits reads b[i:i+2], which exist; it is above 99 where they are not
// digits.
func twoDigits(b []byte, i int) int {
	hi, lo := b[i]-'0', b[i+1]-'0'
	if hi > 9 || lo > 9 {
		return 100
	}
	return int(hi)*10 + int(lo)
}

// afterSequence drops one leading ANSI colour sequence, "ESC [ ... m".
func afterSequence(b []byte) []byte {
	if !bytes.HasPrefix(b, []byte("\x1b[")) {
		return b
	}
	n := bytes.IndexByte(b, 'm')
	if n < 0 || n > 16 {
		return b
	}
	return b[n+1:]
}
