package parser

import "bytes"

// claimsCourier reports whether a line is of one of the Courier mail server's
// programs, or has the words of one.
func claimsCourier(tag, msg []byte) bool {
	if len(tag) > 0 {
		return bytes.HasPrefix(tag, []byte("courier")) && isCourierProgram(tag[len("courier"):])
	}
	msg = trimStart(msg)
	if hasPrefix(msg, "started,id=") {
		return contains(msg, ",module=")
	}
	return hasPrefix(msg, "id=") && contains(msg, ",from=<") && contains(msg, ",addr=<")
}

// isCourierProgram tells Courier's programs from those of Courier IMAP.
func isCourierProgram(name []byte) bool {
	switch string(name) {
	case "d", "esmtp", "esmtpd", "local", "dsn", "uucp", "fax", "filter":
		return true
	}
	return false
}

// courier reads the lines of the Courier mail server (courier/courierd.C,
// courier/cmlm.C and the modules). An attempt has several: what was said, where
// a success went, and last its status, which makes the event.
type courier struct{ said joins } // by message and recipient

func rememberCourier() func(ln *line, ev *Event) Result { return new(courier).parse }

var courierName = []byte("courier")

// parse leaves Time, Host and Count to its caller, and overwrites every other
// field of ev when it returns Found.
func (c *courier) parse(ln *line, ev *Event) Result {
	msg := trimStart(ln.msg)
	*ev = Event{Instance: courierName, Agent: bytes.TrimPrefix(ln.tag, courierName), Ends: true}
	switch {
	case hasPrefix(msg, "newmsg,id="):
		ev.Kind = Accepted
		ev.QueueID, _, _ = bytes.Cut(msg[len("newmsg,id="):], []byte(":"))
		return Found
	case hasPrefix(msg, "started,id="):
		return c.started(msg[len("started,id="):], ev)
	case hasPrefix(msg, "id="):
		return c.delivery(msg[len("id="):], ev)
	case hasPrefix(msg, "error,relay="):
		return c.refused(msg, ev)
	}
	return Silent
}

// started reads "QID,from=<S>,module=M,host=H,addr=<R>". The module dsn tells
// of a delay where the host is "deferred". Else it returns a message that no
// recipient waits for any more: whoever did has run out of time.
func (c *courier) started(rest []byte, ev *Event) Result {
	id, rest, ok := bytes.Cut(rest, []byte(",from="))
	if !ok {
		return Malformed
	}
	ev.Kind, ev.QueueID = Queued, id
	if ev.Sender, rest, ok = cutAddress(rest); !ok {
		return Malformed
	}
	host, dsn := bytes.CutPrefix(rest, []byte(",module=dsn,host="))
	if !dsn {
		return Found
	}
	if hasPrefix(host, "deferred") {
		return Silent
	}
	ev.Kind, ev.Status, ev.Sender = GaveUp, Expired, nil
	return Found
}

// delivery reads the lines about a recipient:
//
//	QID,from=<S>,addr=<R>: 451-4.7.1 words
//	QID,from=<S>,addr=<R>[,size=N],success: delivered: host [ip]
//	QID,from=<S>,addr=<R>[,size=N],status: deferred
func (c *courier) delivery(rest []byte, ev *Event) Result {
	id, from, ok := bytes.Cut(rest, []byte(",from="))
	if !ok {
		return Silent
	}
	ev.Kind, ev.QueueID = Attempt, id
	if ev.Sender, rest, ok = cutAddress(from); !ok {
		return Malformed
	}
	to, ok := bytes.CutPrefix(rest, []byte(",addr="))
	if !ok {
		return Silent
	}
	if ev.Recipient, rest, ok = cutAddress(to); !ok {
		return Malformed
	}
	key := hashOf(0, id, ev.Recipient)
	if words, ok := bytes.CutPrefix(rest, []byte(": ")); ok {
		c.keep(key, words)
		return Silent
	}
	if size, ok := bytes.CutPrefix(rest, []byte(",size=")); ok {
		_, rest = cutInt(size)
	}
	if place, ok := bytes.CutPrefix(rest, []byte(",success: ")); ok {
		c.keepRelay(key, place)
		return Silent
	}
	status, ok := bytes.CutPrefix(rest, []byte(",status: "))
	if !ok {
		return Silent
	}
	return c.outcome(key, status, ev)
}

// keep joins the lines of what was said by spaces.
func (c *courier) keep(key uint64, words []byte) {
	f := c.said.find(key)
	if f == nil {
		c.said.put(key, nil, words)
		return
	}
	if len(f.text)+1+len(words) <= maxFact {
		f.text = append(append(f.text, ' '), words...)
	}
}

func (c *courier) keepRelay(key uint64, place []byte) {
	f := c.said.find(key)
	if f == nil {
		f = c.said.put(key, nil, place)
	}
	if relay, ok := bytes.CutPrefix(place, []byte("delivered: ")); ok {
		f.name = append(f.name[:0], relay[:min(len(relay), maxFact)]...)
	}
}

// outcome tells what became of the try. Of a failed one the relay is not
// logged.
func (c *courier) outcome(key uint64, status []byte, ev *Event) Result {
	ev.Attempted = true
	switch string(status) {
	case "success":
		ev.Status = Sent
	case "deferred":
		ev.Status = Deferred
	case "failure":
		ev.Status = Bounced
	default:
		return Malformed
	}
	r := &ev.Reply
	r.Origin = Local
	if string(ev.Agent) == "local" {
		ev.Relay.Host = ev.Agent
	}
	f := c.said.find(key)
	if f == nil {
		return Found
	}
	if len(f.name) > 0 {
		ev.Relay = readSendmailRelay(f.name)
		r.Relay = ev.Relay
	}
	r.Text = f.text
	if startsWithCode(r.Text) && !hasPrefix(r.Text, "400 ") { // its own TLS client's, couriertls
		r.Origin = Remote
		readReply(r.Text, r)
	} else if ev.Status != Sent {
		r.Phase, ev.Local = courierReason(r.Text)
	}
	f.drop()
	return Found
}

// refused reads "error,relay=IP,from=<S>,to=<R>: 550 words" of courieresmtpd.
func (c *courier) refused(msg []byte, ev *Event) Result {
	_, rest, ok := bytes.Cut(msg, []byte(",from="))
	if !ok {
		return Silent
	}
	ev.Kind = Refused
	if ev.Sender, rest, ok = cutAddress(rest); !ok {
		return Silent
	}
	if to, ok := bytes.CutPrefix(rest, []byte(",to=")); ok {
		if ev.Recipient, rest, ok = cutAddress(to); !ok {
			return Silent
		}
	}
	words, ok := bytes.CutPrefix(rest, []byte(": "))
	if !ok || !startsWithFailure(words) {
		return Silent
	}
	ev.Reply = Reply{Origin: Local, Text: words}
	readReply(words, &ev.Reply)
	return Found
}

// courierReasons are the words of courier/module.esmtp/esmtpclient.c, and
// strerror(3).
var courierReasons = [...]struct {
	words string
	phase Phase
	LocalReport
}{
	{"400 Error in the ", PhaseStartTLS, LocalReport{Trouble: TroubleTLS, Strength: Breadth}},
	{"DNS lookup failed", PhaseResolve, LocalReport{Trouble: TroubleDNS, Strength: Breadth}},
	{"DNS lookup failure", PhaseResolve, LocalReport{Trouble: TroubleDNS, Strength: Breadth}}, // dma, net.c
	{"No such domain", PhaseResolve, LocalReport{}},
	{"Connection refused", PhaseConnect, LocalReport{}},
	{"Connection timed out", PhaseConnect, LocalReport{}},
	{"Network is unreachable", PhaseConnect, LocalReport{Trouble: TroubleNet, Strength: Breadth}},
	{"No route to host", PhaseConnect, LocalReport{Trouble: TroubleNet, Strength: Breadth}},
	{"No space left on device", PhaseUnknown, LocalReport{Trouble: TroubleDisk, Strength: Sure}},
	{"Too many open files", PhaseUnknown, LocalReport{Trouble: TroubleFiles, Strength: Sure}},
	{"Cannot allocate memory", PhaseUnknown, LocalReport{Trouble: TroubleMemory, Strength: Sure}},
}

func courierReason(words []byte) (Phase, LocalReport) {
	for i := range courierReasons {
		r := &courierReasons[i]
		if !contains(words, r.words) {
			continue
		}
		report := r.LocalReport
		if report.Trouble != TroubleUnknown {
			report.Text = words
		}
		return r.phase, report
	}
	return PhaseUnknown, LocalReport{}
}
