package parser

import "bytes"

// relay reads where an attempt went: "host", "host[ip]:port", "host (ip)",
// "ip:port" or, as RFC 3464 has it, "dns; host".
func (p *mapped) relay() Relay {
	_, text := cutReplyType(bytes.TrimSpace(p.field(fieldRelay)))
	r := mapRelay(text)
	ip, port := p.field(fieldRelayIP), p.field(fieldRelayPort)
	if last := bytes.LastIndexByte(port, ':'); last >= 0 && len(ip) > 0 { // 2001:db8::25:25 was parted at its first colon
		start := len(p.text)
		p.text = append(append(append(p.text, ip...), ':'), port[:last]...)
		ip, port = p.text[start:len(p.text):len(p.text)], port[last+1:]
	}
	if len(ip) > 0 {
		named := mapRelay(ip)
		if len(named.IP) == 0 {
			named.IP = named.Host
		}
		r.IP = named.IP
		r.Port = max(r.Port, named.Port)
	}
	if n, _ := cutInt(port); n > 0 && n <= 65535 {
		r.Port = uint16(n)
	}
	return r
}

// relayWithin reads where an attempt went out of what is said of it: Exchange's
// {FQDN=host};{IP=ip}, KumoMTA's "connect to host./ip port 25", of the
// candidate that it names first.
func relayWithin(text []byte) Relay {
	if bytes.IndexByte(text, '{') >= 0 && contains(text, "{FQDN=") {
		return Relay{Host: between(text, "{FQDN=", "}"), IP: between(text, "{IP=", "}")}
	}
	_, at, _ := bytes.Cut(text, []byte(": connect to "))
	at, _, _ = bytes.Cut(at, []byte(" port "))
	host, ip, ok := bytes.Cut(at, []byte("/"))
	if !ok || bytes.IndexByte(at, ' ') >= 0 {
		return Relay{}
	}
	return Relay{Host: bytes.TrimSuffix(host, []byte(".")), IP: ip}
}

func mapRelay(text []byte) (r Relay) {
	if len(text) == 0 || string(text) == "-" { // as many write that there is none
		return r
	}
	if open := indexEither(text, '[', '('); open >= 0 {
		shut := indexEither(text[open:], ']', ')')
		if shut < 0 {
			return Relay{Host: text[:open:open]}
		}
		r.Host, r.IP = bytes.TrimSpace(text[:open]), text[open+1:open+shut]
		r.Port, _ = cutPort(text[open+shut+1:])
	} else {
		r.Host = text
		if colon := bytes.LastIndexByte(text, ':'); colon > 0 && bytes.IndexByte(text, ':') == colon {
			if port, rest := cutPort(text[colon:]); len(rest) == 0 {
				r.Host, r.Port = text[:colon:colon], port
			}
		}
	}
	r.Host = bytes.TrimSuffix(r.Host, []byte("."))
	if len(r.IP) == 0 && isAddress(r.Host) {
		r.Host, r.IP = nil, r.Host
	}
	return r
}

// isAddress tells an IP address from a name by its letters: the last part of
// a name is no number (RFC 1123 section 2.1).
func isAddress(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	if bytes.IndexByte(b, ':') >= 0 {
		return true
	}
	return isDigit(b[len(b)-1]) && bytes.IndexByte(b, '.') > 0
}
