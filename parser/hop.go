package parser

import "bytes"

// handedOn are the words by which a server names the queue ID that it gave a
// message, before or behind it.
var handedOn = [...]struct {
	words  string
	before bool // the ID stands before the words
}{
	{words: "queued as "}, // Postfix, smtpd/smtpd.c; amavis and others repeat it
	{words: "OK id="},     // Exim, smtp_in.c
	{words: "OK ("},       // Proxmox' filter; see HandedOn
	{words: " Message accepted for delivery", before: true}, // Sendmail, srvrsmtp.c; OpenSMTPD
}

// QueuedAs finds in a reply to the end of the data the queue ID that the
// message has at the server that took it; nil for none. Where a filter repeats
// the reply of the server behind it, that one's counts.
func QueuedAs(reply []byte) []byte {
	for i := range handedOn {
		form := &handedOn[i]
		at := bytes.LastIndex(reply, []byte(form.words))
		if at < 0 {
			continue
		}
		id := reply[at+len(form.words):]
		if form.before {
			id = reply[:at]
			id = id[bytes.LastIndexByte(id, ' ')+1:]
		}
		n := 0
		for n < len(id) && (isAlnum(id[n]) || id[n] == '-') {
			n++
		}
		if n >= minQueuedAs && (!form.before || n == len(id)) {
			return id[:n:n]
		}
	}
	return nil
}

// minQueuedAs is less than the length of any mail server's queue IDs.
const minQueuedAs = 5

// IsNear tells addresses of this host and of private networks (RFC 1918, RFC
// 4193), where a filter or a container runs. The address may have "IPv6:" or,
// of IPv4, "::ffff:" before it.
func IsNear(ip []byte) bool {
	if len(ip) == 0 || '2' <= ip[0] && ip[0] <= '9' {
		return false // as most of them
	}
	ip, _ = cutPrefix(ip, "IPv6:")
	ip, _ = cutPrefix(ip, "::ffff:")
	switch {
	case hasPrefix(ip, "127."), hasPrefix(ip, "10."), hasPrefix(ip, "192.168."), string(ip) == "::1":
		return true
	case hasPrefix(ip, "fd"), hasPrefix(ip, "fc"):
		return bytes.IndexByte(ip, ':') == 4
	case hasPrefix(ip, "172."):
		n, rest := cutInt(ip[len("172."):])
		return n >= 16 && n <= 31 && len(rest) > 0 && rest[0] == '.'
	}
	return false
}
