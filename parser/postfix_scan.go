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

// cutPrefix is bytes.CutPrefix for a string.
func cutPrefix(b []byte, s string) (after []byte, ok bool) {
	if !hasPrefix(b, s) {
		return b, false
	}
	return b[len(s):], true
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
	end := plainAddressEnd(b)
	if end >= 0 && (b[end] != '>' || !endsAddress(b, end)) {
		end = oddAddressEnd(b)
	}
	if end < 0 {
		return nil, nil, false
	}
	return b[:end:end], b[end+1:], true
}

// plainAddressEnd finds the first bracket or quote, or -1.
func plainAddressEnd(b []byte) int {
	const closes = '<' | '>' // the two differ in one bit
	i := 0
	for ; i+8 <= len(b); i += 8 {
		w := eight(b, i)
		if found := zeros((w|('<'^'>')*everyByte)^closes*everyByte) | zeros(w^'"'*everyByte); found != 0 {
			return i + firstMarked(found)
		}
	}
	for ; i < len(b); i++ {
		if b[i] == '<' || b[i] == '>' || b[i] == '"' {
			return i
		}
	}
	return -1
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
	rest, ok = host.cut(b)
	return host, rest, ok
}

// cut is cutHost in place, in a relay that is zero.
// Note: a relay that is returned is copied several times, and each copy waits
// for the one before.
func (r *Relay) cut(b []byte) (rest []byte, ok bool) {
	open := bytes.IndexByte(b, '[')
	if open < 0 || index(b[:open], ' ') >= 0 {
		return r.cutBare(b, index(b, ' '))
	}
	size := index(b[open:], ']')
	if size < 0 {
		return b, false
	}
	end := open + size
	r.Host, r.IP = b[:open:open], b[open+1:end:end]
	r.Port, rest = cutPort(b[end+1:])
	return rest, true
}

func (r *Relay) cutBare(b []byte, space int) (rest []byte, ok bool) {
	if space < 0 {
		space = len(b)
	}
	name, rest := b[:space:space], b[space:]
	if colon := bytes.IndexByte(name, ':'); colon >= 0 {
		r.Port, _ = cutPort(name[colon:])
		name, rest = name[:colon:colon], b[colon:]
		if r.Port != 0 {
			_, rest = cutPort(rest)
		}
	}
	r.Host = name
	return rest, len(name) > 0
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
