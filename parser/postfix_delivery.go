package parser

import "bytes"

// postfixStatuses are the outcomes of a delivery agent (global/log_adhoc.c,
// global/bounce.c, global/verify.c). SOFTBOUNCE is a bounce that soft_bounce=yes
// keeps in the queue.
var postfixStatuses = [...]struct {
	word   string
	kind   Kind
	status Status
}{
	{"sent", Attempt, Sent},
	{"deferred", Attempt, Deferred},
	{"bounced", Attempt, Bounced},
	{"SOFTBOUNCE", Attempt, Deferred},
	{"expired", Attempt, Expired},
	{"deliverable", Probe, Sent},
	{"undeliverable", Probe, Bounced},
	{"undeliverable-but-not-cached", Probe, Bounced},
}

// delivery reads the line of one try for one recipient (global/log_adhoc.c):
//
//	to=<R>[, orig_to=<O>], relay=W[, conn_use=N], delay=T, delays=a/b/c/d[, tls=F], dsn=D, status=S (reason)
//
// Fields are taken by name in any order; Postfix before 2.3 had neither delays
// nor dsn. What follows the first status= is not Postfix's alone any more.
func (p *postfixLine) delivery(ev *Event, rest []byte) Result {
	p.start(ev, Attempt)
	for {
		ok := true
		switch n := nameLength(rest); string(rest[:n]) {
		case "to=":
			ev.Recipient, rest, ok = addressField(rest[n:])
		case "orig_to=":
			ev.OrigTo, rest, ok = addressField(rest[n:])
		case "relay=":
			rest = ev.Relay.cutField(rest[n:])
		case "delay=":
			ev.Delays.Total, rest = cutDecimal(rest[n:])
		case "delays=":
			rest = ev.Delays.cutParts(rest[n:])
		case "tls=":
			ev.TLS, rest = cutValue(rest[n:])
		case "dsn=":
			ev.DSN, _ = cutEnhanced(rest[n:])
		case "status=":
			return p.outcome(ev, rest[n:])
		default: // others, such as conn_use, tell nothing of the outcome
			_, rest, ok = cutName(rest)
		}
		if len(rest) == 0 || rest[0] != ',' {
			_, rest = cutValue(rest)
		}
		if !ok || len(rest) == 0 || rest[0] != ',' {
			return Malformed
		}
		rest = rest[skipSpace(rest, 1):]
	}
}

// nameLength measures the "name=" that b begins with, if it is a short one.
func nameLength(b []byte) int {
	if len(b) < 8 {
		return 0
	}
	if n := 1 + firstMarked(zeros(eight(b, 0)^'='*everyByte)); n <= 8 {
		return n
	}
	return 0
}

// addressField reads an address that is one of several fields.
func addressField(b []byte) (addr, rest []byte, ok bool) {
	addr, rest, ok = cutAddress(b)
	return addr, rest, ok && len(rest) > 0 && rest[0] == ','
}

// cutValue splits off what stands before a comma; nothing where there is none.
func cutValue(b []byte) (value, rest []byte) {
	comma := max(bytes.IndexByte(b, ','), 0)
	return b[:comma:comma], b[comma:]
}

// cutName reads "name=" in front of a value.
func cutName(b []byte) (name, value []byte, ok bool) {
	const longest = len("conn_use") + 8
	for i, c := range b[:min(len(b), longest)] {
		if c == '=' {
			return b[:i], b[i+1:], i > 0
		}
		if c != '_' && (c|0x20)-'a' >= 26 {
			break
		}
	}
	return nil, b, false
}

// cutField reads "name[address]:port", "name[path]", or the name of a transport,
// up to a comma. A relay before is overwritten.
func (r *Relay) cutField(b []byte) (rest []byte) {
	value, rest := cutValue(b)
	*r = Relay{}
	if string(value) == "none" {
		return rest
	}
	if _, ok := r.cut(value); !ok {
		*r = Relay{}
		r.Host = value
	}
	return rest
}

// cutParts reads "a/b/c/d".
func (d *Delays) cutParts(b []byte) (rest []byte) {
	for _, part := range [...]*float64{&d.Queue, &d.Active, &d.Connect, &d.Transmit} {
		*part, b = cutDecimal(b)
		if len(b) == 0 || b[0] != '/' {
			break
		}
		b = b[1:]
	}
	return b
}

// outcome reads "word (reason)". The closing parenthesis is missing where
// syslog has cut the line, and has commas after it where a spreadsheet has
// saved it.
func (p *postfixLine) outcome(ev *Event, rest []byte) Result {
	n := 0
	for n < len(rest) && (isAlnum(rest[n]) || rest[n] == '-') {
		n++
	}
	if !setPostfixStatus(ev, rest[:n]) {
		return Malformed
	}
	reason := trimTail(trimStart(rest[n:]))
	if len(reason) > 0 && reason[0] == '(' {
		if reason = reason[1:]; hasSuffix(reason, ")") {
			reason = reason[:len(reason)-1]
		}
	}
	ev.Attempted = !hasPrefix(reason, suspended) && !hasPrefix(reason, "deferred transport")
	postfixReason(reason, &ev.Reply)
	if ev.Reply.Phase == PhaseResolve && isDomainOf(ev.Recipient, ev.Reply.Relay.Host) {
		ev.Reply.Relay = Relay{} // the destination itself, and no host on the way to it
	}
	if ev.Status != Sent {
		ev.Local = localReason(&ev.Reply)
	}
	if ev.Delays.Total < 0 && ev.Local.Trouble == TroubleUnknown {
		ev.Local = LocalReport{TroubleClock, Hint, p.msg}
	}
	return Found
}

// isDomainOf tells whether a name is the domain of an address.
func isDomainOf(addr, name []byte) bool {
	at := len(addr) - len(name) - 1
	return at >= 0 && addr[at] == '@' && bytes.EqualFold(addr[at+1:], name)
}

// trimTail drops what may follow the closing parenthesis.
func trimTail(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] <= ' ' || b[len(b)-1] == ',') {
		b = b[:len(b)-1]
	}
	return b
}

func setPostfixStatus(ev *Event, word []byte) bool {
	for i := range postfixStatuses {
		s := &postfixStatuses[i]
		if string(word) != s.word {
			continue
		}
		ev.Kind, ev.Status = s.kind, s.status
		if s.kind == Probe && s.status == Bounced && ev.DSN.Class == 4 {
			ev.Status = Deferred
		}
		return true
	}
	return false
}
