package aggregate

import "tempfail/parser"

// Line counts one line by what became of it.
func (a *Aggregator) Line(r parser.Result) { a.results[r]++ }

// Add takes one event. It copies what it keeps.
func (a *Aggregator) Add(ev *parser.Event) {
	at := timeOf(ev)
	if at != 0 {
		a.extent.saw(1, at, at)
	}
	if ev.Local.Text != nil || ev.Kind == parser.LocalFault {
		a.troubles.add(at, ev)
	}
	switch ev.Kind {
	case parser.Attempt:
		a.attempt(at, ev)
	case parser.Trouble:
		a.trouble(at, ev)
	case parser.Accepted, parser.Identified, parser.Queued, parser.Removed, parser.GaveUp, parser.Notified:
		var s step
		a.setKey(&s.key, ev, ev.QueueID)
		if ev.Kind == parser.Identified && a.queue.holds(&s.key, at) {
			return // it tells only that the message begins
		}
		s.kind, s.at, s.bySuper, s.ends = ev.Kind, at, ev.Forced || string(ev.Agent) == "postsuper", ev.Ends
		switch ev.Kind {
		case parser.Accepted:
			s.account = a.accounts.id(ev.Account)
			if s.inner = ev.Inner; s.inner {
				s.other = innerKey(ev.QueueID)
			}
			if s.told = ev.Size > 0 || len(ev.Sender) > 0; s.told {
				a.describe(&s, ev)
			}
			if len(ev.OldQueueID) > 0 {
				a.setKey(&s.old, ev, ev.OldQueueID)
			}
		case parser.Queued:
			s.told = true
			a.describe(&s, ev)
		}
		a.apply(&s)
		if len(ev.ChildID) > 0 { // Sendmail's notifications have no other beginning
			child := step{kind: parser.Queued, at: at}
			a.setKey(&child.key, ev, ev.ChildID)
			a.apply(&child)
		}
	case parser.HandedOn:
		a.arrive(&step{at: at, other: innerKey(ev.QueueID)})
	case parser.Refused:
		a.sum.refused += int64(ev.Count)
		r := a.refusals.find(a.opt.Classifier, ev, "")
		row := &a.refusals.rows[r]
		row.attempts += int64(ev.Count)
		if row.turnsAway(ev.DSN) {
			a.doors.say(spokenLine{at: at, client: clientOf(ev, &a.scratch)}, ev.Reply.Text, ev)
		}
	}
}

// timeOf is when an event was, in Unix milliseconds; 0 where the line does not
// tell, or tells a year in which no mail server logged: that of a clock which
// was not set yet, and would stretch the log over half a century.
func timeOf(ev *parser.Event) int64 {
	const first, last = 631_152_000_000, 4_102_444_800_000 // 1990 to 2100
	if at := ev.Time.UnixMilli(); first <= at && at < last {
		return at
	}
	return 0
}

// describe notes what a line says of its message.
func (a *Aggregator) describe(s *step, ev *parser.Event) {
	s.sender = a.senders.id(domainOf(ev.Sender, &a.scratch))
	s.from = ev.Sender
	s.size, s.rcpts = ev.Size, uint32(ev.Rcpts)
}

// attempt counts one try to deliver to one recipient, or the word that none
// was made, and hands it to the message it belongs to.
func (a *Aggregator) attempt(at int64, ev *parser.Event) {
	var s step
	a.setKey(&s.key, ev, ev.QueueID)
	s.kind, s.at, s.status, s.tried, s.count = parser.Attempt, at, ev.Status, ev.Attempted, uint32(min(ev.Count, 1<<30))
	s.tls, s.orig, s.ends, s.mta = tlsClass(ev.TLS), ev.OrigTo, ev.Ends, a.mta(ev.MTA)
	s.delay, s.wait, s.lasted = ev.Delays.Total, ev.Delays.Queue, ev.Delays.Connect+ev.Delays.Transmit
	s.undivided = ev.Delays.Queue+ev.Delays.Active+s.lasted == 0
	s.via = a.via(ev)
	s.relay = a.relayID(ev)
	if s.told = ev.Size > 0 || len(ev.Sender) > 0; s.told {
		a.describe(&s, ev)
	}
	if id, ok := mayHop(ev); ok {
		s.hop, s.other = true, innerKey(id)
	}
	if ev.Status != parser.Sent {
		s.reply = a.replies.find(a.opt.Classifier, ev, a.relays.at(s.relay).operator)
		s.text, s.code = ev.Reply.Text, ev.Reply.Code
	}
	if len(ev.Others) == 0 {
		a.attemptAt(ev.Recipient, &s, ev)
		return
	}
	for to := range ev.EachRecipient {
		r := s
		a.attemptAt(to, &r, ev)
	}
}

// attemptAt books an attempt for one recipient.
func (a *Aggregator) attemptAt(to []byte, s *step, ev *parser.Event) {
	s.to, s.dest = to, 0
	if whom := addressee(to, ev.OrigTo); len(whom) > 0 { // of a delivery that began before the log, qmail tells nobody
		s.dest = a.dests.id(domainOf(whom, &a.scratch))
	}
	if s.status == parser.Expired && s.tried { // qmail tells a failure, and that it was the last, in one line
		last := *s
		s.status = parser.Deferred
		a.book(s, ev)
		*s = last
		s.tried = false
	}
	a.book(s, ev)
}

// book counts an attempt, and hands it to its message where the log names
// one: of a delivery that began before the log, qmail tells neither message
// nor recipient.
func (a *Aggregator) book(s *step, ev *parser.Event) {
	if !s.hop {
		a.count(s)
	}
	if len(ev.QueueID) > 0 {
		a.apply(s)
	}
}

// count adds an attempt to every sum that needs no message around it.
func (a *Aggregator) count(s *step) {
	n := int64(s.count)
	row := &a.replies.rows[s.reply]
	class := codeClass(s.code)
	a.sum.all.add(s, class, n)
	a.mtas.at(s.mta).add(s, codeNone, n)
	if s.tried && s.status != parser.Sent {
		a.dests.at(s.dest).causes[row.Cause] += uint32(n)
		row.count(s, n)
		a.replies.mark(s.reply, s.dest)
	}
	a.pairs.at(s.dest, s.relay).add(s, class, n)
	if s.at != 0 && s.tried {
		a.timeline.add(s.at, s.status, n)
	}
}

// trouble notes a relay's failure within an attempt that went on elsewhere.
func (a *Aggregator) trouble(at int64, ev *parser.Event) {
	r := a.relayID(ev)
	if r == 0 || at == 0 {
		return
	}
	reply := a.replies.find(a.opt.Classifier, ev, a.relays.at(r).operator)
	a.relays.at(r).troubles += int64(ev.Count)
	t := attempt{at: at, relay: r, reply: uint16(reply), flags: flagTrouble}
	a.attempts.add(t.pack())
}
