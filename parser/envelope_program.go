package parser

import "bytes"

// program is what a tag alone tells of its lines. It owns its bytes.
type program struct {
	words [maxTag / 8]uint64    // the tag and the byte that ends it; zeros behind
	masks [maxTag / 8]uint64    // the bits that these have
	size  int                   // of the tag
	owner int                   // 1 + the index of its format, or one of the constants
	idle  func(msg []byte) bool // of that format

	text     [maxTag]byte // the tag
	instance []byte       // a view of it: what is before the first slash, nil without one,
	agent    []byte       // and what is behind the last
}

// Owners that are no format.
const (
	ownerUnknown = 0  // nobody has asked yet
	ownerNone    = -1 // it is of no format, but for those with a map
	ownerVaries  = -2 // the message decides
)

// maxTag bounds the tags that are remembered, with the byte that ends them.
const maxTag = 32

// programs remembers tags, for nearly all lines of a log have one of a few
// dozen: one in each place, found by a hash. What is known of a tag depends on
// the tag alone, so it cannot matter which are remembered.
//
// Note: with it a line that tells nothing takes 52 ns instead of 79, and one of
// another program 45 instead of 135 (BenchmarkDismiss).
type programs struct {
	known   [64]program
	guesses [64]*program // by five bytes of what has their names' place in "postfix/smtpd[1]"
}

// named gives the program that b names at its beginning, and the length of its
// tag; nil where a name does not end in "[" or ":", or is too long.
func (t *programs) named(b []byte) (p *program, size int) {
	if len(b) < maxTag {
		return t.find(b)
	}
	guess := &t.guesses[(eight(b, 8)<<(64-5*8))*0x9E3779B97F4A7C15>>58]
	if p = *guess; p != nil && p.is(b) {
		return p, p.size
	}
	p, size = t.find(b)
	*guess = p
	return p, size
}

// is tells whether b, of maxTag bytes or more, begins with the tag.
func (p *program) is(b []byte) bool {
	return eight(b, 0)&p.masks[0] == p.words[0] && eight(b, 8)&p.masks[1] == p.words[1] &&
		(p.size < 16 || eight(b, 16)&p.masks[2] == p.words[2] && eight(b, 24)&p.masks[3] == p.words[3])
}

// find looks at where the name ends.
func (t *programs) find(b []byte) (p *program, size int) {
	var words [maxTag / 8]uint64
	hash := uint64(0)
	for i := 0; i < len(words) && 8*i+8 <= len(b); i++ {
		w := eight(b, 8*i)
		end := zeros(w^'['*everyByte) | zeros(w^':'*everyByte)
		w &= maskOf(firstMarked(end) + 1)
		words[i] = w
		hash = (hash ^ w) * 0x9E3779B97F4A7C15
		if end == 0 {
			continue
		}
		size = 8*i + firstMarked(end)
		if p = &t.known[hash>>58]; p.words != words && !p.learn(&words, b, size) {
			return nil, 0
		}
		return p, size
	}
	return nil, 0
}

// learn remembers the tag of so many bytes, if it is one.
func (p *program) learn(words *[maxTag / 8]uint64, b []byte, size int) bool {
	if size == 0 || nameEnd(b) != size {
		return false
	}
	*p = program{words: *words, size: size}
	for i := range p.masks {
		p.masks[i] = maskOf(size + 1 - 8*i)
	}
	tag := p.text[:copy(p.text[:], b[:size])]
	if slash := bytes.IndexByte(tag, '/'); slash >= 0 {
		p.instance, p.agent = tag[:slash], tag[bytes.LastIndexByte(tag, '/')+1:]
	}
	return true
}

// maskOf has the bits of the first n bytes of a word.
func maskOf(n int) uint64 {
	if n >= 8 {
		return ^uint64(0)
	}
	return 1<<(8*max(n, 0)) - 1
}
