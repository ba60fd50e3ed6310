package parser

import "bytes"

// hasPrefix is bytes.HasPrefix for a string. Most tables are walked in vain:
// the first byte already tells.
func hasPrefix(b []byte, s string) bool {
	return s == "" || len(b) >= len(s) && b[0] == s[0] && string(b[:len(s)]) == s
}

func hasSuffix(b []byte, s string) bool {
	return s == "" || len(b) >= len(s) && b[len(b)-1] == s[len(s)-1] && string(b[len(b)-len(s):]) == s
}

// contains is bytes.Contains for a string, which []byte(s) would copy. s is
// not empty.
func contains(b []byte, s string) bool {
	for {
		i := bytes.IndexByte(b, s[0])
		if i < 0 {
			return false
		}
		if b = b[i:]; hasPrefix(b, s) {
			return true
		}
		b = b[1:]
	}
}

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

// cutAddress reads an address as Postfix logs it: in angle brackets, where a
// quoted local part may hold anything, or bare up to a comma or space in logs
// that passed through HTML or a spreadsheet.
func cutAddress(b []byte) (addr, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '<' {
		n := bytes.IndexAny(b, ", ")
		if n < 0 {
			n = len(b)
		}
		return b[:n:n], b[n:], true
	}
	b = b[1:]
	end := bytes.IndexByte(b, '>')
	if end < 0 {
		return nil, nil, false
	}
	if !endsAddress(b, end) || bytes.IndexByte(b[:end], '"') >= 0 || bytes.IndexByte(b[:end], '<') >= 0 {
		if end = oddAddressEnd(b); end < 0 {
			return nil, nil, false
		}
	}
	return b[:end:end], b[end+1:], true
}

// endsAddress reports whether the ">" at b[i] can close an address.
func endsAddress(b []byte, i int) bool {
	return i+1 == len(b) || b[i+1] == ',' || b[i+1] == ' ' || b[i+1] == ':'
}

// oddAddressEnd finds the ">" that closes an address with quotes or brackets
// inside, or -1. Before info_log_address_format (Postfix 3.5) such addresses
// were logged without their quotes, so where quotes or brackets do not pair
// the first ">" that can close counts.
func oddAddressEnd(b []byte) int {
	quoted, depth, first := false, 0, -1
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			quoted = !quoted
		case '<':
			if !quoted {
				depth++
			}
		case '>':
			if first < 0 && endsAddress(b, i) {
				first = i
			}
			if quoted {
				continue
			}
			if depth == 0 && endsAddress(b, i) {
				return i
			}
			depth = max(depth-1, 0)
		}
	}
	return first
}

// cutHost reads "name[address]" with an optional ":port", where the address
// may be the path of a socket, or a bare "name" up to a space.
func cutHost(b []byte) (host Relay, rest []byte, ok bool) {
	open := bytes.IndexByte(b, '[')
	if space := bytes.IndexByte(b, ' '); open < 0 || space >= 0 && space < open {
		return cutBareHost(b, space)
	}
	size := bytes.IndexByte(b[open:], ']')
	if size < 0 {
		return Relay{}, b, false
	}
	end := open + size
	host = Relay{Host: b[:open:open], IP: b[open+1 : end : end]}
	host.Port, rest = cutPort(b[end+1:])
	return host, rest, true
}

func cutBareHost(b []byte, space int) (host Relay, rest []byte, ok bool) {
	if space < 0 {
		space = len(b)
	}
	name, rest := b[:space:space], b[space:]
	if colon := bytes.IndexByte(name, ':'); colon >= 0 {
		host.Port, _ = cutPort(name[colon:])
		name, rest = name[:colon:colon], b[colon:]
		if host.Port != 0 {
			_, rest = cutPort(rest)
		}
	}
	host.Host = name
	return host, rest, len(name) > 0
}

// cutPort reads ":25"; a colon without a number is left alone.
func cutPort(b []byte) (port uint16, rest []byte) {
	if len(b) < 2 || b[0] != ':' || !isDigit(b[1]) {
		return 0, b
	}
	n, rest := cutInt(b[1:])
	if n > 65535 {
		n = 0
	}
	return uint16(n), rest
}
