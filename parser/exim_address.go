package parser

import "bytes"

// recipient reads "addr [(parent, ...)] [<original>]" (deliver.c,
// string_log_address). The address is what routing made of it; the original
// stands behind where it is another. Of a delivery to a local user, once it
// succeeds, only the local part is there: the original is then the address.
//
// Limit: of a local user who was reached by another address ("ann
// <sales@example.com>") a success does not tell the domain that a deferral
// before it told.
func (e *eximLine) recipient(ev *Event, rest []byte) ([]byte, bool) {
	addr, rest := cutEximAddress(trimStart(rest))
	if len(rest) < 2 || rest[0] != ' ' || isAlnum(rest[1]) { // Note: so are nearly all, and there is nothing else to ask
		ev.Recipient = addr
		return rest, len(addr) > 0
	}
	if hasPrefix(rest, " |") { // cPanel names whose pipe it is
		addr, rest = cutPlace(rest[1:])
	}
	if hasPrefix(rest, "  ") { // an empty suffix
		rest = rest[len(rest)-len(trimStart(rest))-1:]
	}
	if parents, ok := bytes.CutPrefix(rest, []byte(" (")); ok {
		if _, after, closed := bytes.Cut(parents, []byte(")")); closed {
			rest = after
		}
	}
	if hasPrefix(rest, " <") {
		original, after, ok := cutAddress(rest[1:])
		if !ok {
			return nil, false
		}
		rest = after
		if len(addr) > 0 && !isLocalPartOf(addr, original) {
			ev.Recipient, ev.OrigTo = addr, original
			return rest, true
		}
		addr = original
	}
	ev.Recipient = addr
	return rest, len(addr) > 0
}

func isLocalPartOf(addr, original []byte) bool {
	return len(original) > len(addr) && original[len(addr)] == '@' && bytes.EqualFold(addr, original[:len(addr)])
}

// cutEximAddress reads an address up to a blank or ": ". One that is a pipe, a
// file or an autoreply may hold blanks: it ends where the original begins.
func cutEximAddress(b []byte) (addr, rest []byte) {
	if len(b) == 0 {
		return nil, b
	}
	switch b[0] {
	case '|', '/', '>', ':':
		return cutPlace(b)
	case '<':
		if addr, rest, ok := cutAddress(b); ok {
			return addr, rest
		}
	case 's':
		if hasPrefix(b, "save ") { // a file of a filter, not yet a path
			return cutPlace(b)
		}
	case '"':
		if end := bytes.Index(b, []byte("\"@")); end > 0 {
			n := end + 1 + wordEnd(b[end+1:])
			return b[:n:n], b[n:]
		}
	}
	n := wordEnd(b)
	return b[:n:n], b[n:]
}

// cutPlace reads where a local delivery goes. The parent that may stand in
// parentheses behind it is left out.
func cutPlace(b []byte) (place, rest []byte) {
	for _, mark := range [...]string{" <", " R=", " T=", ": "} {
		if n := bytes.Index(b, []byte(mark)); n > 0 {
			place, rest = b[:n:n], b[n:]
			break
		}
	}
	if place == nil {
		return b, nil
	}
	if n := bytes.LastIndex(place, []byte(" (")); n > 0 && place[len(place)-1] == ')' {
		place = place[:n:n]
	}
	return place, rest
}

// wordEnd is where a word ends: at a blank, or at the colon before words.
func wordEnd(b []byte) int {
	n := index(b, ' ')
	if n < 0 {
		n = len(b)
	}
	if n > 0 && b[n-1] == ':' {
		n--
	}
	return n
}

// cutColon drops the ": " before words; some lines have " : ".
func cutColon(b []byte) ([]byte, bool) {
	b = trimStart(b)
	if len(b) == 0 || b[0] != ':' {
		return nil, false
	}
	return trimStart(b[1:]), true
}
