package aggregate

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math/bits"
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"

	"tempfail/parser"
)

// relay is a host that attempts went to.
type relay struct {
	host, ip string
	operator string // who runs it: see operatorOf; "" for the relay that is none
	family   uint8  // 4, 6, or 0 where it has no address
	own      bool   // on this host: loopback, a socket, or a local transport
	private  bool   // in this host's own network (RFC 1918, RFC 4193)
	troubles int64  // failures within attempts that went on to another relay
}

// relayID is the relay an attempt went to, or the one that its reply names
// where the line itself has none.
func (a *Aggregator) relayID(ev *parser.Event) uint32 {
	r := relayOf(ev)
	if len(r.Host) == 0 && len(r.IP) == 0 {
		return 0
	}
	a.scratch = append(append(append(append(a.scratch[:0], r.Host...), '['), r.IP...), ']')
	id, fresh := a.relays.put(a.scratch)
	if fresh && id != 0 {
		name := a.relays.all[id] // of which host and address are views
		a.relays.at(id).describe(name[:len(r.Host)], name[len(r.Host)+1:len(name)-1])
	}
	return id
}

func relayOf(ev *parser.Event) *parser.Relay {
	if r := &ev.Relay; len(r.Host) > 0 || len(r.IP) > 0 {
		return r
	}
	return &ev.Reply.Relay
}

// describe tells what there is to say of a relay, once.
func (r *relay) describe(host, ip string) {
	r.host, r.ip = host, ip
	addr, err := netip.ParseAddr(strings.TrimPrefix(ip, "IPv6:"))
	switch {
	case err == nil && addr.Unmap().Is4():
		r.family = 4
	case err == nil:
		r.family = 6
	}
	r.own = err == nil && addr.Unmap().IsLoopback() || err != nil && (ip != "" || !strings.Contains(host, "."))
	r.private = addr.Unmap().IsPrivate()
	r.operator = operatorOf(host, addr)
}

// name is what a relay is called in a sentence: its address where it has no
// other name.
func (r *relay) name() string { return cmp.Or(r.host, r.ip) }

func (r *relay) plus(s *relay) {
	r.troubles += s.troubles
	if r.host == "" && r.ip == "" {
		r.host, r.ip, r.operator, r.family, r.own, r.private = s.host, s.ip, s.operator, s.family, s.own, s.private
	}
}

// blur leaves to a row that stands for many relays what these share: their
// operator, or nothing.
func (r *relay) blur(operator string) { *r = relay{operator: operator, troubles: r.troubles} }

// blurRelays does so to all such rows. The texts of the others become their
// own, and no parts of a name.
func blurRelays(t *table[relay]) {
	t.rows[0].blur("")
	for i := range t.rows {
		r := &t.rows[i]
		if name := t.all[i]; strings.HasPrefix(name, otherName) && !strings.HasSuffix(name, "]") { // no name of one relay: see relayID
			r.blur(r.operator)
		}
		r.host, r.ip, r.operator = strings.Clone(r.host), strings.Clone(r.ip), strings.Clone(r.operator)
	}
}

// operatorOf names the organisation that runs a relay: the operator known by
// the relay's name, else the registrable domain of that name (publicsuffix.org),
// else its network (/24 of IPv4, /48 of IPv6).
func operatorOf(host string, addr netip.Addr) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if name, ok := parser.Operator([]byte(host)); ok {
		return name
	}
	if strings.Contains(host, ".") && !strings.ContainsAny(host, "[]:/ ") && !isAddress(host) {
		if name, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
			return name
		}
	}
	if addr.IsValid() {
		bits := 24
		if !addr.Unmap().Is4() {
			bits = 48
		}
		if p, err := addr.Unmap().Prefix(bits); err == nil {
			return p.String()
		}
	}
	return host
}

// isAddress tells whether a host is known by its IPv4 address.
func isAddress(host string) bool {
	if last := host[len(host)-1]; last < '0' || last > '9' { // to say why it is none costs an allocation
		return false
	}
	_, err := netip.ParseAddr(host)
	return err == nil
}

// domainOf is the lower-case domain of an address, a view of it or of scratch;
// the null sender is "<>", an address without a domain is "(local)".
func domainOf(addr []byte, scratch *[]byte) []byte {
	if len(addr) == 0 {
		return []byte("<>")
	}
	at := lastAt(addr)
	if at < 0 || at == len(addr)-1 {
		return []byte("(local)")
	}
	d := addr[at+1:]
	if d[len(d)-1] == '.' {
		d = d[:len(d)-1]
	}
	d = cut(d, maxDomain)
	if hasUpper(d) {
		d = lower(append((*scratch)[:0], d...))
		*scratch = d
	}
	return d
}

// lastAt finds the last "@", or -1, eight bytes at a time.
//
// Note: bytes.LastIndexByte looks at one after the other.
func lastAt(addr []byte) int {
	i := len(addr)
	for ; i >= 8; i -= 8 {
		w := binary.LittleEndian.Uint64(addr[i-8:i]) ^ '@'*everyByte
		if found := ^(w&^highBits + 0x7F*everyByte | w) & highBits; found != 0 { // the bytes that are zero
			return i - 1 - bits.LeadingZeros64(found)/8
		}
	}
	for i--; i >= 0 && addr[i] != '@'; i-- {
	}
	return i
}

const (
	everyByte = 0x0101010101010101 // times a byte: that byte, eight times
	highBits  = 0x80 * everyByte
)

// hasUpper tells whether an ASCII letter of b is a capital, eight at a time.
func hasUpper(b []byte) bool {
	found := uint64(0)
	for i := 0; i < len(b); i += 8 {
		found |= capitals(word(b, i))
	}
	return found != 0
}

// capitals marks the bytes of w that are A to Z.
func capitals(w uint64) uint64 {
	low := w &^ highBits
	return (low + (0x80-'A')*everyByte) &^ (low + (0x80-'Z'-1)*everyByte) &^ w & highBits
}

func isUpper(c byte) bool { return c-'A' < 26 }

// lower makes ASCII letters small, in place.
func lower(b []byte) []byte {
	for i, c := range b {
		if isUpper(c) {
			b[i] = c + 'a' - 'A'
		}
	}
	return b
}

// addressee is the address whose domain is the destination: the recipient,
// or the address that an alias turned into a command, a file or a user here.
func addressee(to, orig []byte) []byte {
	if bytes.IndexByte(to, '@') < 0 && bytes.IndexByte(orig, '@') >= 0 {
		return orig
	}
	return to
}

// maxDomain bounds a domain name (RFC 1035 2.3.4: 255 octets).
const maxDomain = 255
