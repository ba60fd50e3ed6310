package parser

// maxFolded bounds what of a text is looked at for words: a reply line has
// at most 512 bytes (RFC 5321 4.5.3.1.5), a multi-line one a few.
const maxFolded = 1536

// folded is a text in the form that rules are written in: lower case ASCII
// letters and digits, one blank for whatever stands between, a blank at both
// ends. So "over-quota", "Over_quota" and "over quota" are one wording, and
// a blank in a rule is a word boundary.
//
// Mail addresses become "@", since they would lend their words to the rules.
// IPv4 addresses become "ip": a reply that says "192.0.2.7 is blocked" speaks
// of an address as one that says "your IP is blocked". Loopback ones stay.
// Accents are dropped. The codes that a multi-line reply repeats in front of
// each line are dropped, as they cut phrases in two.
//
// Note: it holds its own array, so that it can live on the stack.
type folded struct {
	first  Enhanced // the first enhanced code in the text
	text   []byte
	read   int    // how much of text is read
	lead   []byte // the reply code that text starts with, or nil
	local  int    // where in buffer the local part of an address would begin; -1 for nowhere
	size   int
	buffer [maxFolded + 4]byte
}

// fold reads text.
func (f *folded) fold(text []byte) {
	f.text, f.lead, f.local = text, leadingCode(text), -1
	f.put(' ')
	for f.read < len(text) && f.size < maxFolded {
		switch b := text[f.read]; {
		case foldTable[b] >= 'a':
			f.letters()
		case b == ' ':
			f.blank(1)
		case foldTable[b] != 0:
			f.digit()
		case b == '@':
			f.address()
		default:
			f.mark()
		}
	}
	f.blank(0)
}

// words returns the folded text, a view of f.
func (f *folded) words() []byte { return f.buffer[:f.size] }

func (f *folded) put(b byte) {
	f.buffer[f.size] = b
	f.size++
}

// letters copies a run of letters.
func (f *folded) letters() {
	if f.local < 0 {
		f.local = f.size
	}
	for f.read < len(f.text) && f.size < maxFolded {
		b := foldTable[f.text[f.read]]
		if b < 'a' {
			return
		}
		f.put(b)
		f.read++
	}
}

// blank ends a word, and passes over n bytes.
func (f *folded) blank(n int) {
	if f.buffer[f.size-1] != ' ' {
		f.put(' ')
	}
	f.local = -1
	f.read += n
}

// digit copies a digit, or drops a code.
func (f *folded) digit() {
	if startsToken(f.text, f.read) {
		if n, e := codes(f.text[f.read:], f.lead); n > 0 {
			if f.first == (Enhanced{}) {
				f.first = e
			}
			f.blank(n)
			return
		}
		if n := ipv4Length(f.text[f.read:]); n > 0 {
			f.put('i')
			f.put('p')
			f.blank(n)
			return
		}
	}
	f.within(f.text[f.read])
}

// within copies a byte that may be of a local part.
func (f *folded) within(b byte) {
	if f.local < 0 {
		f.local = f.size
	}
	f.put(b)
	f.read++
}

// address puts "@" in place of a mail address that is read up to its "@".
func (f *folded) address() {
	n := domainLength(f.text[f.read+1:])
	if n == 0 {
		f.blank(1)
		return
	}
	if f.local >= 0 {
		f.size = f.local
	}
	f.put('@')
	f.read += 1 + n
}

// mark deals with what is neither letter nor digit in ASCII.
func (f *folded) mark() {
	rest := f.text[f.read:]
	switch b := rest[0]; {
	case b == '\\' && len(rest) > 1 && rest[1] == 'n':
		f.blank(2) // Exim joins the lines of a reply so
	case b == 0xC3 && len(rest) > 1 && accents[rest[1]&0x3F] != ' ':
		f.within(accents[rest[1]&0x3F])
		f.read++
	case b == 0xE2 && len(rest) > 2 && rest[1] == 0x80:
		f.blank(3) // General Punctuation: typographic quotes and dashes
	case b >= 0x80:
		f.within(b)
	case localPartByte(b):
		local := f.local
		if local < 0 {
			local = f.size
		}
		f.blank(1)
		f.local = local
	default:
		f.blank(1)
	}
}

// foldTable maps letters and digits to their folded form, all else to 0.
var foldTable = func() (t [256]byte) {
	for b := range 256 {
		switch {
		case b >= '0' && b <= '9' || b >= 'a' && b <= 'z':
			t[b] = byte(b)
		case b >= 'A' && b <= 'Z':
			t[b] = byte(b) + 'a' - 'A'
		}
	}
	return t
}()

// accents gives the base letters of U+00C0 to U+00FF (UTF-8 C3 80 to C3 BF).
const accents = "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"

// startsToken says whether a number may begin at text[i]. A "_" is a blank in
// qmail's lines, but joins what stands around it elsewhere ("OFR_416").
func startsToken(text []byte, i int) bool {
	if i == 0 {
		return true
	}
	before := text[i-1]
	if before == 'n' && i > 1 && text[i-2] == '\\' {
		return true // behind the line break of Exim
	}
	return before != '.' && foldTable[before] == 0 && (before != '_' || i == 1 || foldTable[text[i-2]] == 0)
}

// codes reads what may stand in front of a reply line: the reply code that
// the text started with, an enhanced code, or both. It returns 0 where
// neither is there.
func codes(text, lead []byte) (n int, e Enhanced) {
	if len(text) >= 3 && lead != nil && string(text[:3]) == string(lead) &&
		(len(text) == 3 || text[3] == ' ' || text[3] == '-' || text[3] == '_' || text[3] == '\t' || text[3] == '#') {
		n = 3
		for n < len(text) && (text[n] == ' ' || text[n] == '-' || text[n] == '#' || text[n] == '_') {
			n++
		}
	}
	if m, found := enhancedCode(text[n:]); m > 0 {
		return n + m, found
	}
	return n, Enhanced{}
}

// enhancedCode reads an enhanced status code (RFC 3463 2) at the start of
// text and returns its length, 0 where there is none.
func enhancedCode(text []byte) (n int, e Enhanced) {
	if len(text) < 5 || text[1] != '.' || text[0] != '2' && text[0] != '4' && text[0] != '5' {
		return 0, Enhanced{}
	}
	subject, i := smallNumber(text, 2)
	if i == 2 || i >= len(text) || text[i] != '.' {
		return 0, Enhanced{}
	}
	detail, end := smallNumber(text, i+1)
	if end == i+1 || end < len(text) && (isDigit(text[end]) || text[end] == '.' && end+1 < len(text) && isDigit(text[end+1])) {
		return 0, Enhanced{} // more than three digits, or an IP address
	}
	return end, Enhanced{Class: uint16(text[0] - '0'), Subject: subject, Detail: detail}
}

// smallNumber reads up to three digits from text[i:] on.
func smallNumber(text []byte, i int) (value uint16, end int) {
	for end = i; end < len(text) && end < i+3 && isDigit(text[end]); end++ {
		value = value*10 + uint16(text[end]-'0')
	}
	return value, end
}

// ipv4Length returns the length of the IPv4 address at the start of text, 0
// where there is none. What starts like an enhanced code is none ("4.16.55.1"
// numbers a reply of Yahoo's), nor is a loopback address.
func ipv4Length(text []byte) int {
	n := 0
	for part := range 4 {
		if part > 0 {
			if n >= len(text) || text[n] != '.' {
				return 0
			}
			n++
		}
		value, end := smallNumber(text, n)
		if end == n || value > 255 || part == 0 && (value == 4 || value == 5 || value == 127) {
			return 0
		}
		n = end
	}
	if n < len(text) && (isAlnum(text[n]) || text[n] == '.' && n+1 < len(text) && isAlnum(text[n+1])) {
		return 0 // a longer number, or a host name
	}
	return n
}

// domainLength returns the length of the host name at the start of text.
func domainLength(text []byte) int {
	n := 0
	for n < len(text) {
		b := text[n]
		if foldTable[b] == 0 && b < 0x80 && b != '-' && (b != '.' || n+1 == len(text) || foldTable[text[n+1]] == 0 && text[n+1] < 0x80) {
			break
		}
		n++
	}
	return n
}

// localPartByte says whether b may stand in an unquoted local part (RFC 5321
// 4.1.2) or in what logs leave of a hidden one.
func localPartByte(b byte) bool {
	return foldTable[b] != 0 || b >= 0x80 || b == '.' || b == '-' || b == '+' || b == '_' || b == '=' || b == '*'
}
