package aggregate

import (
	"bytes"
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
	troubles int64  // failures within attempts that went on to another relay
}

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
	r.operator = operatorOf(host, addr)
}

func (r *relay) plus(s *relay) {
	r.troubles += s.troubles
	if r.host == "" && r.ip == "" {
		r.host, r.ip, r.operator, r.family, r.own = s.host, s.ip, s.operator, s.family, s.own
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
	if strings.Contains(host, ".") && !strings.ContainsAny(host, "[]:/ ") {
		if _, err := netip.ParseAddr(host); err != nil {
			if name, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
				return name
			}
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

// domainOf is the lower-case domain of an address; the null sender is "<>",
// an address without a domain is "local".
func domainOf(addr []byte, scratch *[]byte) []byte {
	if len(addr) == 0 {
		return []byte("<>")
	}
	at := -1
	for i := len(addr) - 1; i >= 0; i-- {
		if addr[i] == '@' {
			at = i
			break
		}
	}
	if at < 0 || at == len(addr)-1 {
		return []byte("(local)")
	}
	d := addr[at+1:]
	if d[len(d)-1] == '.' {
		d = d[:len(d)-1]
	}
	if len(d) > maxDomain {
		d = d[:maxDomain]
	}
	b := (*scratch)[:0]
	for _, c := range d {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	*scratch = b
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
