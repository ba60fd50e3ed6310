// Package aggregate turns events into numbers, and numbers into findings.
//
// It is pure: no I/O, no clock, no goroutine. Time arrives with the events
// and with the question (Snapshot). An Aggregator is a monoid: cut the input
// anywhere, add the first part to one made by New and the others to ones
// made by NewPart, Merge them in order, and the snapshot is the same to the
// byte, as long as no limit of Options is reached.
package aggregate

import (
	"tempfail/parser"
)

// Options bound the memory of an Aggregator. Zero means the default.
type Options struct {
	Names    int // per table: destinations, relays, sender domains, accounts; 100,000, at most 131,071. Twice as many people
	Messages int // in the queue at one time; 500,000
	Replies  int // kinds of reply; 8,192, at most 15,871
	Attempts int // the latest attempts, from which findings are drawn; 4,000,000
	Spells   int // deferrals that ended, from which recovery times are drawn; 500,000

	// Classifier is shared by the parts of one log; nil makes one.
	Classifier *parser.Classifier

	// Beside runs functions that may run side by side, and returns when all
	// have; nil runs one after the other. This package starts no goroutine
	// itself.
	Beside func(...func())
}

func oneByOne(all ...func()) {
	for _, f := range all {
		f()
	}
}

func (o Options) withDefaults() Options {
	set := func(p *int, v int) {
		if *p <= 0 {
			*p = v
		}
	}
	set(&o.Names, 100_000)
	set(&o.Messages, 500_000)
	set(&o.Replies, 8_192)
	set(&o.Attempts, 4_000_000)
	set(&o.Spells, 500_000)
	o.Names, o.Replies = min(o.Names, mostNames), min(o.Replies, mostReplies-sharedReplies)
	if o.Classifier == nil {
		o.Classifier = parser.NewClassifier()
	}
	if o.Beside == nil {
		o.Beside = oneByOne
	}
	return o
}

// Aggregator takes events in the order of the log and keeps what reports
// need of them. It is not safe for concurrent use.
type Aggregator struct {
	opt Options

	results  [parser.NumResults]int64
	extent   extent
	lifetime int64 // the shortest that a message stayed queued until it expired, milliseconds; 0 where none did
	cleared  int64 // names that MakeRoom forgot
	untimed  int64 // attempts without a time: counted, but no part of any finding

	sum      totals
	hosts    names // host, instance and agent of a delivery
	dests    table[destination]
	relays   table[relay]
	senders  table[tally]
	accounts names
	pairs    pairs // attempts by destination and relay
	replies  replies
	refusals replies
	troubles troubles
	timeline timeline
	times    durations
	mtas     table[tally]

	queue    queue
	attempts attempts
	replayed attempts // empty but while parts are merged
	people   people
	spells   spells

	scratch []byte
	recent  recent
}

// totals are the sums that no table holds.
type totals struct {
	messages, outside              int64
	recipients, delivered, bounced int64 // recipients
	expired, removed               int64 // recipients
	refused                        int64
	all                            tally
}

const (
	maxMTAs = 64   // is above the number of formats
	maxVias = 4096 // hosts, with instance and agent
)

// New returns an Aggregator for a log from its beginning: a message that it
// does not see begin has begun before the log.
func New(o Options) *Aggregator { return newAggregator(o, true) }

// NewPart returns an Aggregator for a later part of a log. What it sees of
// messages that began earlier waits for Merge into the part before.
func NewPart(o Options) *Aggregator { return newAggregator(o, false) }

func newAggregator(o Options, whole bool) *Aggregator {
	o = o.withDefaults()
	named := uint32(1)
	if whole {
		named = minimumFails
	}
	a := &Aggregator{
		opt:      o,
		hosts:    newNames(maxVias),
		dests:    newTable[destination](o.Names),
		relays:   newTable[relay](o.Names),
		senders:  newTable[tally](o.Names),
		mtas:     newTable[tally](maxMTAs),
		accounts: newNames(o.Names),
		pairs:    newPairs(pairsPerName * o.Names),
		replies:  newReplies(o.Replies),
		refusals: newReplies(o.Replies / 4),
		timeline: newTimeline(),
		extent:   newExtent(),
		queue:    newQueue(o.Messages, whole),
		attempts: attempts{limit: o.Attempts},
		replayed: attempts{limit: o.Attempts},
		people:   newPeople(2*o.Names, named),
		spells:   spells{limit: o.Spells},
	}
	return a
}

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
		s.kind, s.at, s.bySuper, s.ends = ev.Kind, at, string(ev.Agent) == "postsuper", ev.Ends
		switch ev.Kind {
		case parser.Accepted:
			s.account = a.accounts.id(ev.Account)
			if s.inner = ev.Inner; s.inner {
				s.other = innerKey(ev, ev.QueueID)
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
		a.arrive(&step{at: at, other: innerKey(ev, ev.QueueID)})
	case parser.Refused:
		a.sum.refused += int64(ev.Count)
		r := a.refusals.find(a.opt.Classifier, ev, "")
		a.refusals.rows[r].attempts += int64(ev.Count)
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
	s.via = a.via(ev)
	s.relay = a.relayID(ev)
	if id, ok := mayHop(ev); ok {
		s.hop, s.other = true, innerKey(ev, id)
	}
	if ev.Status != parser.Sent {
		operator := a.relays.at(s.relay).operator
		s.reply = a.replies.find(a.opt.Classifier, ev, operator)
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

// relayID is the relay an attempt went to, or the one that its reply names
// where the line itself has none.
func (a *Aggregator) relayID(ev *parser.Event) uint32 {
	r := relayOf(ev)
	if len(r.Host) == 0 && len(r.IP) == 0 {
		return 0
	}
	a.scratch = append(append(append(append(a.scratch[:0], r.Host...), '['), r.IP...), ']')
	id, fresh := a.relays.put(a.scratch)
	if fresh && id != 0 {
		name := a.relays.all[id] // of which host and address are views
		a.relays.at(id).describe(name[:len(r.Host)], name[len(r.Host)+1:len(name)-1])
	}
	return id
}

func relayOf(ev *parser.Event) *parser.Relay {
	if r := &ev.Relay; len(r.Host) > 0 || len(r.IP) > 0 {
		return r
	}
	return &ev.Reply.Relay
}

// setKey names a message: queue IDs are unique on their host and instance only.
func (a *Aggregator) setKey(k *messageKey, ev *parser.Event, id []byte) {
	l := &a.recent
	if string(l.host) != string(ev.Host) || string(l.instance) != string(ev.Instance) {
		l.host, l.instance = append(l.host[:0], ev.Host...), append(l.instance[:0], ev.Instance...)
		l.hash, l.agent = hashOf(a.join(ev.Host, ev.Instance, nil)), l.agent[:0]
		if len(ev.Host)+len(ev.Instance) == 0 {
			l.hash = 0 // as before any line, and in states that were saved
		}
	}
	k.set(l.hash, id)
}

// via is the number of the host, instance and agent of an event whose key was
// made just before.
func (a *Aggregator) via(ev *parser.Event) uint32 {
	l := &a.recent
	if len(l.agent) == 0 || string(l.agent) != string(ev.Agent) {
		l.agent = append(l.agent[:0], ev.Agent...)
		l.via = a.hosts.id(a.join(ev.Host, ev.Instance, ev.Agent))
	}
	return l.via
}

// mta is the number of a mail server's name.
func (a *Aggregator) mta(name string) uint32 {
	l := &a.recent
	if l.mta != name {
		l.mta, l.server = name, a.mtas.id([]byte(name))
	}
	return l.server
}

// recent is the host of the line before: most logs have one.
type recent struct {
	host, instance, agent []byte
	hash                  uint64
	via                   uint32
	mta                   string
	server                uint32 // its number
}

// join makes one name of the parts.
func (a *Aggregator) join(host, instance, agent []byte) []byte {
	b := append(a.scratch[:0], host...)
	b = append(append(b, 0), instance...)
	b = append(append(b, 0), agent...)
	a.scratch = b
	return b
}
