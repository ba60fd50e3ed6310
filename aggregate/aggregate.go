// Package aggregate turns events into numbers, and numbers into findings.
//
// It is pure: no I/O, no clock, no goroutine. Time arrives with the events
// and with the question (Snapshot). An Aggregator is a monoid: cut the input
// anywhere, add the first part to one made by New and the others to ones
// made by NewPart, Merge them in order, and the snapshot is the same to the
// byte, as long as no limit of Options is reached.
package aggregate

import "tempfail/parser"

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
	doors    spoken // to clients whom this host refused for now: see turnsAway
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
