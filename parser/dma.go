package parser

import (
	"bytes"
	"time"
)

// claimsDMA reports whether a line is of the DragonFly Mail Agent.
func claimsDMA(tag, msg []byte) bool {
	if len(tag) > 0 {
		return string(tag) == "dma"
	}
	return hasPrefix(msg, "new mail from user=") || hasPrefix(msg, "mail to=<") && contains(msg, "> queued as ") ||
		hasPrefix(msg, "trying remote delivery to ") || hasPrefix(msg, "delivery failed, bouncing as ")
}

// dma reads the lines of the DragonFly Mail Agent (dma.c, net.c, mail.c). It
// logs under the queue ID of a message, "1f", or of one of its recipients,
// "1f.5559e33f79a0", which only its first lines name:
//
//	new mail from user=U uid=N envelope_from=<S>
//	mail to=<R> queued as 1f.5559e33f79a0
//	<R> trying delivery
//	trying remote delivery to H [IP] pref N
//	remote delivery deferred: H [IP] failed after RCPT TO: 451 words
//	connect to H [IP] failed: words
//	<R> delivery successful
//	delivery failed, bouncing as ID
//
// A failed try has no line of its own beside what its hosts said. The first
// host's failure is taken for the try's, those of the others that follow at
// once for troubles within it.
// Limit: where another host takes the message then, a deferral was counted
// that lasted no time.
type dma struct{ items joins }

func rememberDMA() func(ln *line, ev *Event) Result { return new(dma).parse }

// What is remembered of a recipient: name is the address, text the host tried
// or what was said; flag is true while the try has failed, number is when.
// Of a bounce, its ID.
const dmaAttemptTime = 2 * time.Second // between the failure of a host and the try at the next

var dmaName = []byte("dma")

// parse leaves Time, Host and Count to its caller, and overwrites every other
// field of ev when it returns Found.
func (d *dma) parse(ln *line, ev *Event) Result {
	msg := trimStart(ln.msg)
	id, _, _ := bytes.Cut(ln.pid, []byte("."))
	*ev = Event{Instance: dmaName, QueueID: id, Ends: true}
	item := d.items.find(hashOf(0, ln.host, ln.pid))
	switch {
	case hasPrefix(msg, "new mail from "):
		return d.accepted(ev, msg)
	case hasPrefix(msg, "mail to=<"):
		to, rest, ok := cutAddress(msg[len("mail to="):])
		if _, name, as := bytes.Cut(rest, []byte(" queued as ")); ok && as {
			d.items.put(hashOf(0, ln.host, name), to, nil)
		}
		return Silent
	case len(msg) > 0 && msg[0] == '<':
		return d.recipient(ln, ev, msg)
	case hasPrefix(msg, "trying remote delivery to "):
		if item != nil {
			item.count = 0
			if item.flag && ln.at.Sub(time.Unix(0, item.number)) > dmaAttemptTime {
				item.flag = false
			}
			host, _, _ := bytes.Cut(msg[len("trying remote delivery to "):], []byte(" pref "))
			item.text = append(item.text[:0], host[:min(len(host), maxFact)]...)
		}
		return Silent
	case hasPrefix(msg, "connect to "):
		host, words, ok := bytes.Cut(msg[len("connect to "):], []byte(" failed: "))
		if !ok {
			return Silent
		}
		ev.Relay = readSendmailRelay(host)
		return d.failed(ln, ev, item, words, PhaseConnect)
	case hasPrefix(msg, "remote delivery "), hasPrefix(msg, "local delivery "):
		return d.said(ln, ev, item, msg)
	case hasPrefix(msg, "delivery failed, bouncing as "):
		d.items.put(hashOf(1, ln.host, msg[len("delivery failed, bouncing as "):]), nil, nil)
		return d.bounced(ev, item)
	}
	return Silent
}

func (d *dma) accepted(ev *Event, msg []byte) Result {
	_, from, ok := bytes.Cut(msg, []byte(" envelope_from="))
	if !ok {
		return Silent
	}
	ev.Kind = Accepted
	if ev.Sender, _, ok = cutAddress(from); !ok {
		return Malformed
	}
	return Found
}

// recipient reads "<R> trying delivery", with which a bounce begins, and "<R>
// delivery successful".
func (d *dma) recipient(ln *line, ev *Event, msg []byte) Result {
	to, words, ok := cutAddress(msg)
	if !ok {
		return Silent
	}
	key := hashOf(0, ln.host, ln.pid)
	item := d.items.find(key)
	switch {
	case hasPrefix(words, " trying delivery"):
		if item == nil {
			item = d.items.put(key, to, nil)
		}
		item.flag, item.text = false, item.text[:0]
		if born := d.items.find(hashOf(1, ln.host, ev.QueueID)); born != nil {
			born.drop()
			ev.Kind = Accepted
			return Found
		}
	case hasPrefix(words, " delivery successful"):
		ev.Kind, ev.Status, ev.Attempted, ev.Recipient = Attempt, Sent, true, to
		ev.Reply.Origin = Local
		if item != nil {
			if len(item.text) > 0 {
				ev.Relay = readSendmailRelay(item.text)
			}
			item.drop()
		}
		if ev.Relay.Host == nil {
			ev.Relay.Host = localDelivery
		}
		return Found
	}
	return Silent
}

var localDelivery = []byte("local")

// said reads what a host, or the mailbox, said or did not:
//
//	remote delivery deferred: H [IP] failed after RCPT TO: 451 words
//	remote delivery to H [IP] failed after RCPT TO: 550 words
//	remote delivery deferred: DNS lookup failure: host H not found
//	local delivery deferred: can not lock mailbox
func (d *dma) said(ln *line, ev *Event, item *fact, msg []byte) Result {
	_, words, _ := bytes.Cut(msg, []byte(" delivery "))
	temporary := hasPrefix(words, "deferred")
	phase := PhaseUnknown
	host, after, ok := bytes.Cut(words, []byte("] failed after "))
	if ok {
		command, reply, _ := bytes.Cut(after, []byte(": "))
		phase, words = dmaPhase(command), reply
		if _, name, ok := bytes.Cut(host, []byte(": ")); ok {
			host = name
		}
		ev.Relay = readSendmailRelay(bytes.TrimPrefix(host, []byte("to ")))
	} else if _, reason, ok := bytes.Cut(words, []byte(": ")); ok {
		words = reason
	}
	if temporary {
		return d.failed(ln, ev, item, words, phase)
	}
	if item != nil { // the line of the bounce follows
		item.text = append(item.text[:0], words[:min(len(words), maxFact)]...)
		item.count, item.flag = 1+int(phase), false
	}
	return Silent
}

// failed tells of a temporary failure at one host.
func (d *dma) failed(ln *line, ev *Event, item *fact, words []byte, phase Phase) Result {
	ev.Kind, ev.Status, ev.Attempted = Attempt, Deferred, true
	if item == nil {
		ev.Kind, ev.Status, ev.Attempted = Trouble, NoStatus, false
	} else {
		ev.Recipient = item.name
		if item.flag {
			ev.Kind, ev.Status, ev.Attempted = Trouble, NoStatus, false
		}
		item.flag, item.number, item.count = true, 0, 0
		if !ln.at.IsZero() {
			item.number = ln.at.UnixNano()
		}
	}
	d.readReply(ev, words, phase)
	return Found
}

// bounced tells of a recipient who is given up: for what was said just before,
// or because time ran out.
func (d *dma) bounced(ev *Event, item *fact) Result {
	ev.Kind, ev.Status = Attempt, Expired
	if item == nil {
		return Silent
	}
	ev.Recipient = item.name
	if item.count > 0 {
		ev.Status, ev.Attempted = Bounced, true
		d.readReply(ev, item.text, Phase(item.count-1))
		if ev.Local.Trouble == TroubleDNS { // for good: the name is not there
			ev.Local = LocalReport{}
		}
	}
	item.drop()
	return Found
}

func (d *dma) readReply(ev *Event, words []byte, phase Phase) {
	r := &ev.Reply
	*r = Reply{Origin: Local, Phase: phase, Text: words, Relay: ev.Relay}
	if startsWithCode(words) {
		r.Origin = Remote
		readReply(words, r)
		ev.DSN = r.Enhanced
		return
	}
	if own, report := courierReason(words); phase == PhaseUnknown || report.Trouble != TroubleUnknown {
		ev.Local = report
		if phase == PhaseUnknown {
			r.Phase = own
		}
	}
}

// dmaPhases are how net.c names what a host answered.
var dmaPhases = [...]struct {
	words string
	phase Phase
}{
	{"connect", PhaseBanner}, {"EHLO", PhaseHelo}, {"HELO", PhaseHelo}, {"STARTTLS", PhaseStartTLS}, {"MAIL FROM", PhaseMail},
	{"RCPT TO", PhaseRcpt}, {"final DATA", PhaseEOD}, {"DATA", PhaseData}, {"AUTH", PhaseAuth},
}

func dmaPhase(command []byte) Phase {
	for i := range dmaPhases {
		if hasPrefix(command, dmaPhases[i].words) {
			return dmaPhases[i].phase
		}
	}
	return PhaseUnknown
}
