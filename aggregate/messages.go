package aggregate

import "tempfail/parser"

// step is one line of a message's life, with names as numbers. Its byte
// slices are views of the line, but for the steps that a part keeps.
type step struct {
	kind    parser.Kind
	status  parser.Status
	tried   bool
	bySuper bool // by an operator's hand, with postsuper(1)
	told    bool // Accepted: the line tells the sender and the size, too
	inner   bool // Accepted: the message came from this host's own address
	arrived bool // only that it did
	hop     bool // Attempt: perhaps only a hop on this host
	ends    bool // the log has no line for the end of a message
	tls     uint8
	count   uint32
	code    uint16 // of the reply
	at      int64
	key     messageKey
	old     messageKey // Accepted: the ID it was requeued from
	other   messageKey // inner: its name there; hop: that of the message that it may go on as

	dest, relay, via, reply, sender, account, mta uint32

	size        int64
	rcpts       uint32
	delay, wait float64 // seconds since arrival; of them before the queue manager
	lasted      float64 // the attempt, seconds
	undivided   bool    // the log does not tell which part of the delay that was
	from        []byte  // sender
	to, orig    []byte  // recipient
	text        []byte  // the reply
}

// maxReply bounds a reply that is kept, maxAddress an address (RFC 5321
// 4.5.3.1.3: a path has at most 256 octets).
const (
	maxReply   = 512
	maxAddress = 320
)

// message is one in the queue.
//
// Note: what every step of a message asks for comes first, and the whole is
// small: a queue fills more than a cache.
type message struct {
	key            messageKey
	at             int64  // when it was first seen
	gone           int64  // when it left the queue; 0 while it has not
	life           uint32 // see lifeOf
	generation     uint32 // of the queue, when it was touched last
	rcpts, settled uint32 // recipients; those who have their end
	waiting        []recipient
	sender         uint32
	account        uint32
	author         uint32 // hash of from; 0 for none
	inside         bool   // its begin was seen,
	begun          bool   // and told as such: Accepted
	handed         bool   // it went on under another ID on this host, and is counted there
	size           int64
	from           []byte
	past           *past // nil for none
}

// past is what is seldom asked of a message.
type past struct {
	first messageKey // the key it was accepted under, before it was requeued
	done  []outcome  // only when recipients are kept
	crowd *crowd     // of those who wait; nil while they are few
}

// history is the past of a message, to write in.
func (m *message) history() *past {
	if m.past == nil {
		m.past = &past{first: m.key}
	}
	return m.past
}

// first is the key a message was accepted under, before it was requeued.
func (m *message) first() *messageKey {
	if m.past == nil {
		return &m.key
	}
	return &m.past.first
}

// ended keeps how a recipient ended.
func (m *message) ended(to, orig []byte, final string) {
	h := m.history()
	h.done = append(h.done, outcome{string(to), string(orig), final})
}

// outcome is how a recipient ended.
type outcome struct {
	to, orig string
	final    string
}

// queue holds the messages that began and have not ended. When it is full,
// the half that was untouched longest is forgotten.
type queue struct {
	limit int
	whole bool // this is the log's beginning: nothing began before it
	keep  bool // keep the outcome of every recipient, for tests
	index[*message]
	generation uint32
	young      int // messages touched in this generation
	gone       departures
	inner      arrivals // from this host's own addresses
	free       []*message
	last       *message // found last
	heads      heads
	strays     strays
	forgotten  int64 // messages
	held       int   // recipients who wait
	unheld     int64 // attempts for others, for whom there was no room
	ended      []*message
}

func newQueue(limit int, whole bool) queue {
	return queue{limit: limit, whole: whole, index: newIndex[*message](), strays: newStrays()}
}

// get finds a message and counts the touch.
func (q *queue) get(k *messageKey) *message {
	// Note: half of all lines are about the message of the line before; this
	// saves them the look into a table that fits no cache.
	if q.last != nil && q.last.key == *k {
		return q.last
	}
	hash := fold(k.hash())
	for i := uint32(0); ; i++ {
		s := q.slot(hash, i)
		if s.value == nil {
			return nil
		}
		if s.hash == hash && s.value.key == *k {
			q.touch(s.value)
			q.last = s.value
			return s.value
		}
	}
}

// holds tells whether a message is in the queue at a time, and its begin was
// seen.
func (q *queue) holds(k *messageKey, at int64) bool {
	m := q.get(k)
	return m != nil && m.inside && (m.gone == 0 || at <= m.gone+grace)
}

func (q *queue) touch(m *message) {
	if m.generation != q.generation {
		m.generation = q.generation
		q.young++
	}
}

// put begins a message. The caller has made sure that there is none yet. What
// take returns, it returns too.
func (q *queue) put(k *messageKey, at int64, inside bool) (*message, int) {
	var m *message
	if n := len(q.free); n > 0 {
		m, q.free = q.free[n-1], q.free[:n-1]
		from, waiting := m.from[:0], m.waiting[:0]
		*m = message{} // Note: in place; a literal with fields is made beside and copied
		m.from, m.waiting = from, waiting
	} else {
		m = new(message)
	}
	m.key, m.at, m.life, m.inside = *k, at, lifeOf(k, at), inside
	return m, q.take(m)
}

// take puts in a message that is in no other queue any more. It returns how
// many recipients were forgotten for it.
func (q *queue) take(m *message) (forgotten int) {
	if q.young >= q.limit/2 {
		forgotten = q.forgetOld()
	}
	m.generation = q.generation
	q.young++
	q.held += len(m.waiting)
	q.enter(fold(m.key.hash()), m)
	return forgotten
}

// forgetOld forgets the messages that were not touched in this generation,
// and begins a new one. It returns how many recipients waited for them.
func (q *queue) forgetOld() (recipients int) {
	for _, m := range q.all() {
		if m.generation == q.generation {
			continue
		}
		if m.gone == 0 { // it is not only kept for late lines
			q.forgotten++
		}
		q.remove(fold(m.key.hash()), m)
		q.held -= len(m.waiting)
		recipients += len(m.waiting)
	}
	q.generation++
	q.young, q.last = 0, nil
	return recipients
}

// rename gives a message another key.
func (q *queue) rename(m *message, k messageKey) {
	q.remove(fold(m.key.hash()), m)
	m.history()
	m.key = k
	q.enter(fold(k.hash()), m)
	q.touch(m)
	q.last = nil
}

// drop ends a message. One that was dropped before, since its log tells its
// end twice, or was forgotten, is in the queue no more.
func (q *queue) drop(m *message) {
	if q.last == m {
		q.last = nil
	}
	if !q.remove(fold(m.key.hash()), m) {
		m.waiting = m.waiting[:0]
		return
	}
	q.shorten(m, 0)
	if cap(m.waiting) > crowded { // nobody else needs so much room
		m.waiting = nil
	}
	if m.generation == q.generation {
		q.young--
	}
	if q.keep {
		q.ended = append(q.ended, m)
		return
	}
	if len(q.free) < maxSpare {
		q.free = append(q.free, m)
	}
}

// maxSpare bounds the messages kept for their buffers.
const maxSpare = 1024

// all are the messages that have not ended, in no order.
func (q *queue) all() []*message {
	all := make([]*message, 0, q.used)
	for i := range q.slots {
		if m := q.slots[i].value; m != nil {
			all = append(all, m)
		}
	}
	return all
}

// each visits them.
func (q *queue) each(f func(*message)) {
	for i := range q.slots {
		if m := q.slots[i].value; m != nil {
			f(m)
		}
	}
}
