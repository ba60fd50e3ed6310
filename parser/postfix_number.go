package parser

// cutInt reads the decimal number that b starts with. Digits beyond the 18th
// are read over: no field of a log is that large.
func cutInt(b []byte) (n int64, rest []byte) {
	i := 0
	for ; i < len(b) && isDigit(b[i]); i++ {
		if i < 18 {
			n = n*10 + int64(b[i]-'0')
		}
	}
	return n, b[i:]
}

// powersOfTen are the weights of up to eight decimal places.
var powersOfTen = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8}

// cutDecimal reads a decimal number such as "0.02", "406308" or "-3.5". It
// reads over digits beyond the precision of a float64.
func cutDecimal(b []byte) (f float64, rest []byte) {
	if len(b) >= 8 {
		if n, places, size := shortDecimal(eight(b, 0)); 0 < size && size < 8 {
			return float64(n) / powersOfTen[places], b[size:]
		}
	}
	return cutLongDecimal(b)
}

// shortDecimal reads a number without a sign that w begins with: its digits,
// how many of them are decimal places, and how many bytes it has. With 8 bytes
// its end is not in sight.
//
// Note: a loop's end is mispredicted for numbers of any length; with it all
// lines of a log took 8 % longer.
func shortDecimal(w uint64) (n uint64, places, size int) {
	ends, point := others(w), 0
	whole := firstMarked(ends)
	if byte(w>>(8*whole&63)) == '.' {
		point = 1
	}
	ends &= ends - uint64(point) // without the mark of the point
	size = firstMarked(ends)
	digits := w&(1<<(8*whole&63)-1) | w>>(8*(whole+point)&63)<<(8*whole&63)
	return eightDigits(digits << (8 * (8 - size + point))), size - whole - point, size
}

// eightDigits is the number that w has, the first byte first; a byte that is
// zero is a 0, too.
func eightDigits(w uint64) uint64 {
	w = w & (0x0F * everyByte) * (10<<8 + 1) >> 8
	w = w & 0x00FF00FF00FF00FF * (100<<16 + 1) >> 16
	return w & 0x0000FFFF0000FFFF * (10000<<32 + 1) >> 32
}

func cutLongDecimal(b []byte) (f float64, rest []byte) {
	i, n, places, point := 0, int64(0), 0, false
	if len(b) > 0 && b[0] == '-' {
		i++
	}
	for ; i < len(b); i++ {
		c := b[i]
		if c == '.' && !point {
			point = true
			continue
		}
		if !isDigit(c) {
			break
		}
		if n < 1e15 && places < len(powersOfTen)-1 {
			n = n*10 + int64(c-'0')
			if point {
				places++
			}
		}
	}
	f = float64(n) / powersOfTen[places]
	if len(b) > 0 && b[0] == '-' {
		f = -f
	}
	return f, b[i:]
}

// cutEnhanced reads an enhanced status code (RFC 3463) that b starts with.
// Four numbers with dots are an IP address, not a code.
func cutEnhanced(b []byte) (e Enhanced, ok bool) {
	if len(b) < 5 || b[1] != '.' || b[0] != '2' && b[0] != '4' && b[0] != '5' {
		return Enhanced{}, false
	}
	if isDigit(b[2]) && b[3] == '.' && isDigit(b[4]) && len(b) > 5 && (b[5] == ' ' || b[5] == ',') { // nearly all
		return Enhanced{uint16(b[0] - '0'), uint16(b[2] - '0'), uint16(b[4] - '0')}, true
	}
	subject, rest := cutInt(b[2:])
	if len(b)-len(rest) == 2 || subject > 999 || len(rest) < 2 || rest[0] != '.' || !isDigit(rest[1]) {
		return Enhanced{}, false
	}
	detail, rest := cutInt(rest[1:])
	if detail > 999 || len(rest) > 1 && rest[0] == '.' && isDigit(rest[1]) {
		return Enhanced{}, false
	}
	return Enhanced{uint16(b[0] - '0'), uint16(subject), uint16(detail)}, true
}
