package parser

import (
	"encoding/binary"
	"math/bits"
)

// Short texts are looked at eight bytes at a time.
//
// Note: a field ends within a few words, which cost less than a call of
// IndexByte or a branch for each byte (BenchmarkPostfix: accepted 47 ns instead
// of 75, reject 183 instead of 233).

const (
	everyByte = 0x0101010101010101 // times a byte: that byte, eight times
	highBits  = 0x80 * everyByte
)

// eight gives b[i:i+8], which exist, as a number whose lowest byte is the first.
//
// Note: with its end the view costs half of what b[i:] does.
func eight(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i : i+8]) }

// Marks are the high bits of some bytes of a word. Only of the first is it
// certain that it is what was looked for.

// zeros marks the bytes of w that are zero.
func zeros(w uint64) uint64 { return (w - everyByte) &^ w & highBits }

// others marks the bytes of w that are no digits.
func others(w uint64) uint64 {
	w ^= '0' * everyByte
	return (w | (w + (0x80-10)*everyByte)) & highBits
}

// noAlnum marks the bytes of w that are neither letters nor digits.
func noAlnum(w uint64) uint64 {
	low := w &^ highBits
	l := low | 0x20*everyByte
	digits := (low + (0x80-'0')*everyByte) &^ (low + (0x80-'9'-1)*everyByte)
	letters := (l + (0x80-'a')*everyByte) &^ (l + (0x80-'z'-1)*everyByte)
	return (^(digits | letters) | w) & highBits
}

// lettersIn marks all bytes of w that are ASCII letters.
func lettersIn(w uint64) uint64 {
	l := w&^highBits | 0x20*everyByte
	return (l + (0x80-'a')*everyByte) &^ (l + (0x80-'z'-1)*everyByte) &^ w & highBits
}

// spacesIn marks all bytes of w that are spaces.
func spacesIn(w uint64) uint64 {
	w ^= ' ' * everyByte
	return ^(w&^highBits + 0x7F*everyByte | w) & highBits
}

// firstMarked gives the index of the first byte with a mark, 8 for none.
func firstMarked(marks uint64) int { return bits.TrailingZeros64(marks) / 8 }

// index is bytes.IndexByte for what is likely to be near.
func index(b []byte, c byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if found := zeros(eight(b, i) ^ uint64(c)*everyByte); found != 0 {
			return i + firstMarked(found)
		}
	}
	for ; i < len(b); i++ {
		if b[i] == c {
			return i
		}
	}
	return -1
}

// indexEither is index for the first of two bytes.
func indexEither(b []byte, c, d byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		w := eight(b, i)
		if found := zeros(w^uint64(c)*everyByte) | zeros(w^uint64(d)*everyByte); found != 0 {
			return i + firstMarked(found)
		}
	}
	for ; i < len(b); i++ {
		if b[i] == c || b[i] == d {
			return i
		}
	}
	return -1
}

// alnumRun measures the letters and digits that msg begins with, and tells
// whether lower-case letters and digits are among them.
func alnumRun(msg []byte) (n int, lower, digits bool) {
	const bit6 = 0x40 * everyByte // of a letter; with the bit below it is in lower case
	var low, no uint64            // bytes so far that are in lower case, and no letters
	for ; n+8 <= len(msg); n += 8 {
		w := eight(msg, n)
		ends := noAlnum(w)
		run := ends&-ends>>7 - 1 // the bytes before the first end
		low |= w & (w << 1) & run
		no |= ^w & run
		if ends != 0 {
			return n + firstMarked(ends), low&bit6 != 0, no&bit6 != 0
		}
	}
	lower, digits = low&bit6 != 0, no&bit6 != 0
	for ; n < len(msg) && isAlnum(msg[n]); n++ {
		lower = lower || 'a' <= msg[n]
		digits = digits || isDigit(msg[n])
	}
	return n, lower, digits
}
