package parser

import "bytes"

// claimsNullmailer reports whether a line is nullmailer's.
func claimsNullmailer(tag, msg []byte) bool {
	if len(tag) > 0 {
		return bytes.HasPrefix(tag, []byte("nullmailer"))
	}
	msg = trimStart(msg)
	return hasPrefix(msg, "Starting delivery: host: ") || hasPrefix(msg, "smtp: Failed: ") || hasPrefix(msg, "smtp: Succeeded: ") ||
		hasPrefix(msg, "Sending failed: ")
}

// nullmailer reads the lines of nullmailer-send (src/send.cc, protocols/), one
// delivery after the other, which no line names but the first:
//
//	Starting delivery: host: H protocol: P file: F
//	From: <S> to: <R>, <R>
//	smtp: Failed: 451 words
//	Sending failed: Temporary error in sending the message
//
// The message goes to all of its recipients or to none.
// Limit: several daemons that log as one host are not told apart.
type nullmailer struct{ hosts joins }

func rememberNullmailer() func(ln *line, ev *Event) Result { return new(nullmailer).parse }

// What is remembered of a host's running delivery.
const (
	ofDelivery = iota // file; relay
	ofEnvelope        // sender; recipients
	ofReply           // protocol; words
	numFactsOfNullmailer
)

var nullmailerName = []byte("nullmailer")

// parse leaves Time, Host and Count to its caller, and overwrites every other
// field of ev when it returns Found.
func (n *nullmailer) parse(ln *line, ev *Event) Result {
	msg := trimStart(ln.msg)
	host := hashOf(0, ln.host)
	switch {
	case hasPrefix(msg, "Starting delivery: host: "):
		n.forget(host)
		relay, rest := cutWord(msg[len("Starting delivery: host: "):])
		if _, file, ok := bytes.Cut(rest, []byte(" file: ")); ok {
			n.hosts.put(host+ofDelivery, file, relay)
		}
	case hasPrefix(msg, "From: "):
		sender, rest, ok := cutAddress(msg[len("From: "):])
		if to, found := bytes.CutPrefix(rest, []byte(" to: ")); ok && found {
			return n.envelope(host, sender, to, ev)
		}
	case hasPrefix(msg, "smtp: Failed: "), hasPrefix(msg, "smtp: Succeeded: "):
		_, words, _ := bytes.Cut(msg[len("smtp: "):], []byte(": "))
		n.hosts.put(host+ofReply, nil, words)
	case hasPrefix(msg, "Sending failed: "):
		words := msg[len("Sending failed: "):]
		if hasPrefix(words, "Permanent ") {
			return n.outcome(host, Bounced, words, ev)
		}
		return n.outcome(host, Deferred, words, ev)
	case string(msg) == "Sent file.":
		return n.outcome(host, Sent, msg, ev)
	}
	return Silent
}

// forget drops what is known of a host's last delivery.
func (n *nullmailer) forget(host uint64) {
	for i := range uint64(numFactsOfNullmailer) {
		if f := n.hosts.find(host + i); f != nil {
			f.drop()
		}
	}
}

// envelope keeps the recipients, as many as are remembered, and tells the
// sender.
func (n *nullmailer) envelope(host uint64, sender, to []byte, ev *Event) Result {
	rcpts := bytes.Count(to, []byte(", ")) + 1
	if len(to) > maxFact {
		to = to[:bytes.LastIndexByte(to[:maxFact], ',')+1]
	}
	n.hosts.put(host+ofEnvelope, sender, bytes.TrimSuffix(to, []byte(",")))
	d := n.hosts.find(host + ofDelivery)
	if d == nil {
		return Silent
	}
	*ev = Event{Kind: Queued, Instance: nullmailerName, QueueID: d.name, Sender: sender, Rcpts: rcpts, Ends: true}
	return Found
}

// outcome tells what became of a delivery, once for all recipients.
func (n *nullmailer) outcome(host uint64, status Status, words []byte, ev *Event) Result {
	*ev = Event{Kind: Attempt, Status: status, Attempted: true, Instance: nullmailerName, Ends: true}
	if f := n.hosts.find(host + ofDelivery); f != nil {
		ev.QueueID, ev.Relay.Host = f.name, f.text
	}
	if f := n.hosts.find(host + ofEnvelope); f != nil {
		ev.Sender = f.name
		ev.Recipient, ev.Others = cutListed(f.text)
	}
	ev.Reply = Reply{Origin: Local, Text: words, Relay: ev.Relay}
	if f := n.hosts.find(host + ofReply); f != nil {
		ev.Reply.Text = f.text
	}
	if r := &ev.Reply; startsWithCode(r.Text) {
		r.Origin = Remote
		readReply(r.Text, r)
	} else if status != Sent {
		r.Phase, ev.Local = courierReason(r.Text)
	}
	n.forget(host)
	return Found
}
