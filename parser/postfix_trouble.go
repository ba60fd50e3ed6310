package parser

import "bytes"

// trouble reads what the SMTP client logs of a host before it tries the next
// one: a reason without a recipient (smtp/smtp_trouble.c, smtp_bulk_fail).
func (p *postfixLine) trouble(ev *Event, reason []byte) Result {
	known, _ := cutPrefix(reason, protocolError)
	form := findForm(known)
	if form == nil || form.host == hostNext && !namesAddress(known[len(form.prefix):]) {
		return Silent
	}
	p.start(ev, Trouble)
	postfixReason(reason, &ev.Reply)
	ev.Relay = ev.Reply.Relay
	ev.Local = localReason(&ev.Reply)
	return Found
}

// troubleNoID reads what carries no queue ID: "connect to name[ip]:25:
// Connection refused" (smtp/smtp_connect.c, smtp_connect_addr), and the
// refusal of a filter before the queue.
func (p *postfixLine) troubleNoID(ev *Event) Result {
	if hasPrefix(p.msg, "proxy-reject: ") {
		return p.refusal(ev, p.msg)
	}
	if !hasPrefix(p.msg, "connect to ") {
		return Silent
	}
	return p.trouble(ev, p.msg)
}

// namesAddress tells "name[address]" from other words: the daemons' debug
// lines begin like a reason, too ("connect to subsystem private/rewrite").
func namesAddress(b []byte) bool {
	host, _, ok := cutHost(b)
	return ok && (len(host.IP) > 0 || bytes.IndexByte(host.Host, '.') > 0)
}
