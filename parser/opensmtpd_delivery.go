package parser

import "bytes"

// openSMTPDDelivery are the fields of a delivery that an Event does not hold.
type openSMTPDDelivery struct {
	result []byte // Ok, TempFail, PermFail; Expire and Remove by the queue
	stat   []byte // what was said, verbatim
}

// read reads the fields of a delivery, which are separated by spaces, or by
// commas in the old spelling (smtpd/mta.c, mta_delivery_log; mda.c, mda_log):
//
//	evpid=E from=<S> to=<R> rcpt=<O> source="A" relay="ip (name)" delay=T result="W" stat="words"
//
// The words are not escaped: they end with the line.
func (d *openSMTPDDelivery) read(ev *Event, b []byte) bool {
	for len(b) > 0 {
		name, value, ok := cutName(b)
		if !ok {
			return false
		}
		if string(name) == "stat" {
			d.stat = unquote(value)
			return len(ev.QueueID) > 0
		}
		switch string(name) {
		case "from":
			ev.Sender, b, ok = cutAddress(value)
		case "to":
			ev.Recipient, b, ok = cutAddress(value)
		case "rcpt":
			ev.OrigTo, b, ok = cutAddress(value)
		default:
			value, b = cutMaybeQuoted(value)
			d.set(ev, name, value)
		}
		if !ok {
			return false
		}
		b = bytes.TrimLeft(b, ", ")
	}
	return false
}

func (d *openSMTPDDelivery) set(ev *Event, name, value []byte) {
	switch string(name) {
	case "evpid":
		ev.QueueID = value[:min(messageDigits, len(value)):min(messageDigits, len(value))]
	case "relay":
		ev.Relay = readOpenSMTPDRelay(value)
	case "method": // of a local delivery
		ev.Relay.Host = value
	case "delay":
		ev.Delays.Total = readDuration(value)
	case "result", "status": // the second from 5.7 to 5.9
		d.result = value
	}
}

// cutMaybeQuoted reads a value in quotes, or one up to a comma or space.
func cutMaybeQuoted(b []byte) (value, rest []byte) {
	if len(b) > 0 && b[0] == '"' {
		if end := bytes.IndexByte(b[1:], '"'); end >= 0 {
			return b[1 : 1+end : 1+end], b[2+end:]
		}
	}
	end := 0
	for end < len(b) && b[end] != ' ' && b[end] != ',' {
		end++
	}
	if end+2 < len(b) && b[end] == ' ' && b[end+1] == '(' { // relay=ip (name)
		if paren := bytes.IndexByte(b[end:], ')'); paren > 0 {
			end += paren + 1
		}
	}
	return b[:end:end], b[end:]
}

// unquote takes quotes off that are around all of b; a line that was cut has
// lost the second.
func unquote(b []byte) []byte {
	if len(b) == 0 || b[0] != '"' {
		return b
	}
	return bytes.TrimSuffix(b[1:], []byte(`"`))
}

// readOpenSMTPDRelay reads "ip (name)". A domain stands there instead when no
// relay was reached.
func readOpenSMTPDRelay(b []byte) Relay {
	ip, name, ok := bytes.Cut(b, []byte(" ("))
	if !ok {
		return Relay{}
	}
	return Relay{Host: bytes.TrimSuffix(name, []byte(")")), IP: bytes.Trim(ip, "[]")}
}

// readDuration reads "3d4h", "6m41s" as seconds (smtpd/to.c, duration_to_text).
func readDuration(b []byte) float64 {
	total := int64(0)
	for len(b) > 0 && isDigit(b[0]) {
		n, rest := cutInt(b)
		if len(rest) == 0 {
			break
		}
		switch rest[0] {
		case 'd':
			n *= day
		case 'h':
			n *= 60 * minute
		case 'm':
			n *= minute
		}
		total, b = total+n, rest[1:]
	}
	return float64(total)
}

// outcome tells what became of the envelope. Expiry is the queue's word: no
// try was made.
func (d *openSMTPDDelivery) outcome(ev *Event) Result {
	ev.Attempted = true
	switch string(d.result) {
	case "Ok":
		ev.Status = Sent
	case "TempFail":
		ev.Status = Deferred
	case "PermFail", "Loop":
		ev.Status = Bounced
	case "Expire":
		ev.Status, ev.Attempted = Expired, false
	case "Remove": // smtpctl remove
		*ev = Event{Kind: Removed, Instance: ev.Instance, Agent: ev.Agent, QueueID: ev.QueueID}
		return Found
	default:
		return Malformed
	}
	// All of it counts as waiting: what the try itself took is not logged.
	ev.Delays.Queue = ev.Delays.Total
	if string(ev.OrigTo) == "-" || bytes.Equal(ev.OrigTo, ev.Recipient) {
		ev.OrigTo = nil
	}
	if len(ev.Relay.Host) == 0 && string(ev.Agent) == "mda" {
		ev.Relay.Host = mdaName
	}
	r := &ev.Reply
	*r = Reply{Origin: Local, Text: d.stat}
	if len(ev.Relay.IP) > 0 {
		r.Relay = ev.Relay
	}
	if startsWithCode(d.stat) {
		r.Origin = Remote
		readReply(d.stat, r)
		return Found
	}
	r.Phase = openSMTPDPhase(d.stat)
	if ev.Status != Sent && ev.Attempted {
		ev.Local = openSMTPDFault(d.stat)
	}
	return Found
}
