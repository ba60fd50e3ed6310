package aggregate

import (
	"cmp"
	"slices"

	"tempfail/parser"
)

// A content filter behind the queue takes a message from the mail server and
// gives it back on another port (Postfix FILTER_README; amavis), where it gets
// a new queue ID. One mail server may hand to another on the same host, too
// (Sendmail's submission queue to its daemon, or to Postfix), and where the log
// is of several hosts, one of them to the next. Such a hop is no delivery: the
// message goes on under the ID that the reply names. It is told by that ID: one
// that was given, a while ago, to a message from an address of this host or its
// network. Where no such message came, the hop is the delivery.

// arrivals are the IDs of messages that came from this host's own addresses,
// with the time, in two generations.
type arrivals struct{ young, old map[messageKey]int64 }

// maxArrivals bounds a generation.
const maxArrivals = 1 << 16

// hopTime is how long a filter may hold a message, in milliseconds.
const hopTime = 3600_000

func (l *arrivals) add(k messageKey, at int64) {
	if len(l.young) >= maxArrivals || l.young == nil {
		l.old, l.young = l.young, map[messageKey]int64{}
	}
	l.young[k] = at
}

// came tells whether a message of that ID came within the time of a hop that
// ended at a time.
func (l *arrivals) came(k messageKey, at int64) bool {
	since, ok := l.young[k]
	if !ok {
		since, ok = l.old[k]
	}
	return ok && at-since <= hopTime && since-at <= grace
}

// code saves the arrivals as one generation.
func (l *arrivals) code(c *codec) {
	type arrival struct {
		key messageKey
		at  int64
	}
	var all []arrival
	for _, generation := range []map[messageKey]int64{l.old, l.young} {
		for k, at := range generation {
			all = append(all, arrival{k, at})
		}
	}
	slices.SortFunc(all, func(x, y arrival) int {
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.key.host, y.key.host), slices.Compare(x.key.id[:], y.key.id[:]))
	})
	slice(c, &all, func(c *codec, x *arrival) { codeKey(c, &x.key); number(c, &x.at) })
	if c.reading {
		for _, x := range all {
			l.add(x.key, x.at)
		}
	}
}

// arrive notes that a message came from this host's own address; a part tells
// the part before, whose messages it may be.
func (a *Aggregator) arrive(s *step) {
	a.queue.inner.add(s.other, s.at)
	if !a.queue.whole {
		a.queue.heads.add(&step{arrived: true, inner: true, at: s.at, other: s.other})
	}
}

// innerKey names a message by its ID alone: a filter's way back leads to another
// instance, another mail server, or another host.
func innerKey(id []byte) messageKey { return makeKey(0, id) }

// mayHop tells whether an attempt may be a hop: it was taken at an address of
// this host or its network, under a queue ID.
func mayHop(ev *parser.Event) ([]byte, bool) {
	if ev.Status != parser.Sent || len(ev.QueueID) == 0 || !parser.IsNear(relayOf(ev).IP) {
		return nil, false
	}
	id := parser.QueuedAs(ev.Reply.Text)
	return id, id != nil
}

// hops tells whether an attempt was only a hop, and books it so; if not, it is
// counted only now.
func (a *Aggregator) hops(m *message, s *step) bool {
	switch {
	case !s.hop:
		return false
	case a.queue.inner.came(s.other, s.at):
		a.handOn(m, s)
		return true
	}
	a.count(s)
	s.hop = false // apply may come by again
	return false
}

// handOn books a hop, of a message that is nil where it began before the log.
// The message that came of it counts in its place.
func (a *Aggregator) handOn(m *message, s *step) {
	if m == nil {
		return
	}
	m.settled++
	if i := m.find(s); i >= 0 { // the filter has been down
		a.recover(m, &m.waiting[i], s)
		a.queue.forget(m, i)
		a.sum.recipients--
	}
	if !m.handed {
		m.handed = true
		a.sum.messages--
		if !m.inside {
			a.sum.outside--
		}
	}
	a.settle(m, s)
}
