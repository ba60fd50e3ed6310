package parser

import "bytes"

// EachRecipient yields Recipient and then the others that the line is about:
// Sendmail tells the outcome of several recipients at one host in one line.
// Each is an attempt of its own. It is an iter.Seq over views that die as
// those of the Event do.
func (ev *Event) EachRecipient(yield func(recipient []byte) bool) {
	if !yield(ev.Recipient) {
		return
	}
	for rest := ev.Others; len(rest) > 0; {
		var recipient []byte
		recipient, rest = cutListed(rest)
		if !yield(recipient) {
			return
		}
	}
}

// cutListed splits the first address off a list "<a@b>,<c@d>". Addresses may
// lack their brackets, and have commas within quotes or brackets.
func cutListed(list []byte) (addr, rest []byte) {
	list = trimStart(list)
	n := listedEnd(list)
	addr, rest = list[:n:n], list[n:]
	if len(rest) > 0 {
		rest = rest[1:]
	}
	if n > 1 && addr[0] == '<' && addr[n-1] == '>' {
		addr = addr[1 : n-1]
	}
	return addr, rest
}

// maxListed bounds how far quotes and brackets in a list are looked at for
// their pair, so that a list of openers costs no more than another.
const maxListed = 512

// listedEnd is the length of the address that a list begins with. Quotes and
// brackets that do not pair hide nothing: then the next comma ends it.
func listedEnd(list []byte) int {
	if n := plainEnd(list); n > 0 {
		return n
	}
	quoted, depth, first := false, 0, -1
	for i := 0; i < min(len(list), maxListed); i++ {
		switch c := list[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '<':
			depth++
		case c == '>' && depth > 0:
			depth--
		case c == ',' && depth == 0:
			return i
		}
		if i < len(list) && list[i] == ',' && first < 0 {
			first = i
		}
	}
	if len(list) <= maxListed && !quoted && depth == 0 {
		return len(list)
	}
	if first < 0 {
		if first = bytes.IndexByte(list, ','); first < 0 {
			return len(list)
		}
	}
	return first
}

// plainEnd is the length of "<a@b>" before a comma or the list's end, where
// nothing within its brackets could be a quote or another bracket; else 0.
func plainEnd(list []byte) int {
	if len(list) == 0 || list[0] != '<' {
		return 0
	}
	end := 1 + oddInAddress(list[1:])
	n := end + 1
	if end == 0 || list[end] != '>' || n < len(list) && list[n] != ',' || n > maxListed {
		return 0
	}
	return n
}

// oddInAddress finds the first bracket, quote or backslash, or another byte
// that few addresses have; -1 for none.
func oddInAddress(b []byte) int {
	const alike = '<' | '>' | '\\' // what these three are, with the bits in which they differ
	i := 0
	for ; i+8 <= len(b); i += 8 {
		w := eight(b, i)
		if found := zeros((w|('<'^'>'|'<'^'\\')*everyByte)^alike*everyByte) | zeros(w^'"'*everyByte); found != 0 {
			return i + firstMarked(found)
		}
	}
	for ; i < len(b); i++ {
		if c := b[i]; c == '<' || c == '>' || c == '"' || c == '\\' {
			return i
		}
	}
	return -1
}
