package aggregate

import (
	"bytes"

	"tempfail/parser"
)

// recipient is one who was deferred and has no end yet.
type recipient struct {
	to, orig []byte
	text     []byte // the last reply
	since    int64  // the first deferral that has a time; 0 where none has
	last     int64  // the last attempt; 0 where it has no time
	arrived  int64  // when the message came to this host; 0 where that is not known
	dest     uint32
	cause    parser.Cause
	took     uint16 // the attempt that was deferred first, in seconds
	attempts int64
}

// crowded is how many recipients of a message may be looked through one by one.
const crowded = 32

// crowd finds those of a message that has many: each at its place in
// message.waiting, counted from one.
type crowd struct{ index[uint32] }

// maxHeld is how many recipients may wait, for each message that the queue
// may hold.
const maxHeld = 2

// find returns the waiting recipient that a step is about, or -1.
func (m *message) find(s *step) int {
	to, orig := cut(s.to, maxAddress), cut(s.orig, maxAddress)
	if len(m.waiting) > crowded {
		return m.among(to, orig)
	}
	for i := range m.waiting {
		if m.waiting[i].is(to, orig) {
			return i
		}
	}
	return -1
}

// among is find of a crowd.
func (m *message) among(to, orig []byte) int {
	c := m.crowd()
	hash := recipientHash(to, orig)
	for i := uint32(0); ; i++ {
		switch s := c.slot(hash, i); {
		case s.value == 0:
			return -1
		case s.hash == hash && m.waiting[s.value-1].is(to, orig):
			return int(s.value - 1)
		}
	}
}

// crowd is the table of those who wait, made when it is first asked for.
func (m *message) crowd() *crowd {
	h := m.history()
	if h.crowd == nil {
		h.crowd = &crowd{newIndex[uint32]()}
		for i := range m.waiting {
			h.crowd.enter(m.waiting[i].hash(), uint32(i+1))
		}
	}
	return h.crowd
}

func (r *recipient) is(to, orig []byte) bool {
	return bytes.Equal(r.to, to) && bytes.Equal(r.orig, orig)
}

func (r *recipient) hash() uint32 { return recipientHash(r.to, r.orig) }

func recipientHash(to, orig []byte) uint32 { return fold(mix(hashOf(to)) ^ hashOf(orig)) }

// await adds a recipient to those who wait, in the buffers of one who does no
// longer; nil where there is no room.
func (q *queue) await(m *message, s *step) *recipient {
	if q.over() >= 0 {
		q.unheld++
		return nil
	}
	q.held++
	n := len(m.waiting)
	if n < cap(m.waiting) {
		m.waiting = m.waiting[:n+1]
	} else {
		m.waiting = append(m.waiting, recipient{})
	}
	r := &m.waiting[n]
	*r = recipient{
		to:   append(r.to[:0], cut(s.to, maxAddress)...),
		orig: append(r.orig[:0], cut(s.orig, maxAddress)...),
		text: r.text[:0],
		dest: s.dest,
	}
	if c := m.crowdSoFar(); c != nil {
		c.enter(r.hash(), uint32(n+1))
	}
	return r
}

// crowdSoFar is the table of those who wait; nil where there is none.
func (m *message) crowdSoFar() *crowd {
	if m.past == nil {
		return nil
	}
	return m.past.crowd
}

// forget takes recipient i out; its buffers stay for the next one.
func (q *queue) forget(m *message, i int) {
	q.held--
	last := len(m.waiting) - 1
	if c := m.crowdSoFar(); c != nil {
		c.remove(m.waiting[i].hash(), uint32(i+1))
		if i != last {
			c.remove(m.waiting[last].hash(), uint32(last+1))
			c.enter(m.waiting[last].hash(), uint32(i+1))
		}
	}
	m.waiting[i], m.waiting[last] = m.waiting[last], m.waiting[i]
	m.waiting = m.waiting[:last]
}

// shorten takes out all but the first n who wait.
func (q *queue) shorten(m *message, n int) {
	q.held -= len(m.waiting) - n
	m.waiting = m.waiting[:n]
	if m.past != nil {
		m.past.crowd = nil
	}
}

// over is how many more wait than there may: less than zero while there is
// room.
func (q *queue) over() int { return q.held - maxHeld*q.limit }
