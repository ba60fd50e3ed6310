package trace

import (
	"slices"
	"time"

	"tempfail/parser"
)

// maxOpen is how many messages are known by their names at one time.
const maxOpen = 200_000

// grace is how far the first lines of a message may be apart: what forwards
// lines may swap them.
const grace = time.Minute

// key names a message while it is queued. Queue IDs come again, on other
// hosts and later on the same one.
type key struct{ host, instance, id string }

func keyOf(ev *parser.Event, id []byte) key {
	return key{string(ev.Host), string(ev.Instance), string(id)}
}

// queue has the messages that lines may still be about: those that were not
// removed. Many logs have no line for that, and may tell of one more
// recipient behind the last: what is finished stays while there is room.
type queue struct {
	open      map[key]*Message
	arrivals  []entry // of open, the oldest first
	finished  []entry // of them, and of those removed, the first to finish first
	forgotten int     // messages that had to go before they were finished
}

// entry is a message in a list of the queue. It is void once another message
// has its key, or none: lists are not searched.
type entry struct {
	key
	order int
}

func (q *queue) add(k key, m *Message) {
	if q.open[k] == m {
		return
	}
	q.open[k] = m
	q.arrivals = append(q.arrivals, entry{k, m.order})
	q.bound()
}

// of is the message that an entry stands for; nil for none any more.
func (q *queue) of(e entry) *Message {
	if m := q.open[e.key]; m != nil && m.order == e.order {
		return m
	}
	return nil
}

// finish notes that a message may go. A filter's name for it stays with the
// others: the line that speaks of it may come after the message's end.
func (q *queue) finish(k key, m *Message) {
	if m.Removed != nil {
		delete(q.open, k)
		if k = m.alias; q.open[k] != m {
			return
		}
	}
	q.finished = append(q.finished, entry{k, m.order})
	q.compact(&q.finished)
}

// bound makes room where too many are open: those go first that are finished,
// and then the oldest.
func (q *queue) bound() {
	for len(q.open) > maxOpen {
		list := &q.finished
		if len(*list) == 0 {
			list = &q.arrivals
		}
		e := (*list)[0]
		*list = (*list)[1:]
		m := q.of(e)
		switch done := m != nil && m.finished(); {
		case m == nil, list == &q.finished && !done: // a further recipient came
			continue
		case !done && e.key != m.alias:
			q.forgotten++
		}
		delete(q.open, e.key)
	}
	q.compact(&q.arrivals)
}

// compact shortens a list that is long to at most one entry for each name that
// is open: half of it or more is void, or there twice, for a message may
// finish many times.
func (q *queue) compact(list *[]entry) {
	if len(*list) <= 2*maxOpen {
		return
	}
	kept := make(map[entry]bool, len(q.open))
	*list = slices.DeleteFunc(*list, func(e entry) bool {
		if q.of(e) == nil || kept[e] {
			return true
		}
		kept[e] = true
		return false
	})
}

// begins tells whether ev begins another message under the name of m.
func (m *Message) begins(ev *parser.Event) bool {
	return ev.Kind == parser.Accepted && len(ev.OldQueueID) == 0 &&
		!m.Begin.IsZero() && !ev.Time.IsZero() && ev.Time.Sub(m.Begin) > grace
}
