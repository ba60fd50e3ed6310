package trace

import (
	"bytes"
	"strings"

	"tempfail/parser"
)

// pattern is what a message is looked for by.
type pattern struct {
	id      []byte // queue ID; nil where it cannot be one
	message []byte // Message-ID with its brackets
	address []byte // in lower case
	part    bool   // address is a part of one: its end, after an @, or any
}

func newPattern(want string) pattern {
	bare := strings.TrimSuffix(strings.TrimPrefix(want, "<"), ">")
	p := pattern{address: bytes.ToLower([]byte(bare))}
	if at := strings.IndexByte(bare, '@'); at > 0 && at < len(bare)-1 {
		p.message = []byte("<" + bare + ">")
		return p
	}
	p.part = true
	if !strings.HasPrefix(bare, "@") {
		p.id = []byte(bare)
		p.message = []byte("<" + bare + ">")
	}
	return p
}

// matches says whether ev names the message, or an address of it, that is
// looked for.
func (p *pattern) matches(ev *parser.Event) bool {
	switch {
	case len(p.address) == 0:
		return false
	case len(p.id) > 0 && bytes.Equal(p.id, ev.QueueID):
		return true
	case len(ev.MessageID) > 0 && bytes.Equal(p.message, ev.MessageID):
		return true
	}
	for to := range ev.EachRecipient {
		if p.fits(to) {
			return true
		}
	}
	return p.fits(ev.Sender) || p.fits(ev.OrigTo)
}

func (p *pattern) fits(address []byte) bool {
	switch {
	case len(address) < len(p.address):
		return false
	case !p.part:
		return bytes.EqualFold(address, p.address)
	case p.address[0] == '@':
		return bytes.EqualFold(address[len(address)-len(p.address):], p.address)
	}
	return bytes.Contains(bytes.ToLower(address), p.address)
}

// seeks tells whether it is the recipient who is looked for, and not the
// message alone.
func (p *pattern) seeks(r *Recipient) bool {
	return len(p.address) > 0 && (p.fits([]byte(r.Address)) || p.fits([]byte(r.OrigTo)))
}
