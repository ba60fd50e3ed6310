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
		name, value, ok := cutName(rest)
		if !ok {
			return Malformed
		}
		switch string(name) {
		case "status":
			return p.outcome(ev, value)
		case "to":
			ev.Recipient, rest, ok = cutAddress(value)
		case "orig_to":
			ev.OrigTo, rest, ok = cutAddress(value)
		default:
			comma := bytes.IndexByte(value, ',')
			if comma < 0 {
				return Malformed
			}
			rest = value[comma:]
			setPostfixField(ev, name, value[:comma:comma])
		}
		if !ok || len(rest) == 0 || rest[0] != ',' {
			return Malformed
		}
		rest = trimStart(rest[1:])
	}
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

// setPostfixField keeps a field whose value has no comma. Others than these,
// such as conn_use, tell nothing of the outcome.
func setPostfixField(ev *Event, name, value []byte) {
	switch string(name) {
	case "relay":
		ev.Relay = readRelay(value)
	case "delay":
		ev.Delays.Total, _ = cutDecimal(value)
	case "delays":
		ev.Delays.readParts(value)
	case "dsn":
		ev.DSN, _ = cutEnhanced(value)
	case "tls":
		ev.TLS = value
	}
}

// readRelay reads "name[address]:port", "name[path]" or the name of a
// transport.
func readRelay(value []byte) Relay {
	if string(value) == "none" {
		return Relay{}
	}
	relay, _, ok := cutHost(value)
	if !ok {
		return Relay{Host: value}
	}
	return relay
}

func (d *Delays) readParts(value []byte) {
	for _, part := range [...]*float64{&d.Queue, &d.Active, &d.Connect, &d.Transmit} {
		*part, value = cutDecimal(value)
		if len(value) == 0 || value[0] != '/' {
			return
		}
		value = value[1:]
	}
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
		reason = bytes.TrimSuffix(reason[1:], []byte(")"))
	}
	ev.Attempted = !bytes.HasPrefix(reason, suspended) && !hasPrefix(reason, "deferred transport")
	postfixReason(reason, &ev.Reply)
	if ev.Status != Sent {
		ev.Local = localReason(&ev.Reply)
	}
	if ev.Delays.Total < 0 && ev.Local.Trouble == TroubleUnknown {
		ev.Local = LocalReport{TroubleClock, Hint, p.msg}
	}
	return Found
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
