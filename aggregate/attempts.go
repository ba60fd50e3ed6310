package aggregate

import (
	"math/bits"

	"tempfail/parser"
)

// sizeClass numbers message sizes in eighths of a doubling, so that the size
// where a fault begins is told within 9 %.
func sizeClass(size int64) uint8 {
	if size <= 0 {
		return 0
	}
	top := bits.Len64(uint64(size)) - 1
	eighth := 0
	if top >= 3 {
		eighth = int(size>>(top-3)) & 7
	}
	return uint8(min(top*8+eighth, 255))
}

// sizeOf is the smallest size of a class.
func sizeOf(class uint8) int64 {
	top, eighth := int64(class)/8, int64(class)%8
	if top < 3 {
		return 1 << top
	}
	return (8 + eighth) << (top - 3)
}

// tlsClass tells the TLS policies of Postfix 3.11 apart as far as a trait
// needs them: none logged, no TLS, opportunistic, required.
func tlsClass(policy []byte) uint8 {
	switch {
	case len(policy) == 0:
		return 0
	case string(policy) == "none":
		return 1
	case len(policy) >= 3 && string(policy[:3]) == "may":
		return 2
	}
	return 3
}

// log notes an attempt for the findings.
func (a *Aggregator) log(m *message, s *step, fresh bool) {
	t := attempt{
		at: s.at - s.took(), message: m.life, recipient: fold(hashOf(s.to)),
		dest: s.dest, relay: s.relay, sender: m.sender, account: m.account, from: m.author, reply: uint16(s.reply),
		via: uint16(s.via), size: sizeClass(m.size), rcpts: uint8(min(m.rcpts, 255)), tls: s.tls,
	}
	if fresh && (m.inside || s.early()) {
		t.flags |= flagFirst
	}
	switch s.status {
	case parser.Deferred:
		t.flags |= flagFailed
	case parser.Bounced:
		t.flags |= flagFailed | flagBounced
	}
	a.attempts.add(t.pack())
	if t.flags&flagFailed != 0 {
		a.people.meet(t.recipient, 1, s.to)
		if t.from != 0 {
			a.people.meet(t.from, 1, m.from)
		}
	}
}

// early tells whether an attempt began within a minute of the message's
// arrival. Where a log does not tell how long it lasted, it may have ended when
// the message was as old as two relays' time-outs of five minutes.
//
// Limit: of a message that began before the log, such one counts as its first,
// and so does one of a log that tells no delay.
func (s *step) early() bool {
	if s.undivided {
		return s.delay < 600
	}
	return max(s.wait, s.delay-s.lasted) < 60
}

// addressHash is what an address is known by; 0 for none.
func addressHash(address []byte) uint32 {
	if len(address) == 0 {
		return 0
	}
	return fold(hashOf(address))
}

// took is how long an attempt that failed lasted, in milliseconds. It failed
// for what was the case when it began: a time-out is logged minutes later.
func (s *step) took() int64 {
	if s.status == parser.Sent || s.lasted < 1 || s.lasted > longestAttempt {
		return 0
	}
	return int64(s.lasted * 1000)
}

// longestAttempt bounds what a line says of its attempt, in seconds (five
// relays that time out after five minutes each, and some more).
const longestAttempt = 3600

// attempts are the latest ones, in chunks so that growing copies nothing.
// When there are too many, the oldest chunk goes. All chunks but the last are
// full.
type attempts struct {
	chunks    [][]packed
	spare     [][]packed // chunks to be used again
	limit     int
	forgotten int64
}

const (
	chunkBits    = 12
	attemptChunk = 1 << chunkBits
)

func (l *attempts) add(t packed) {
	n := len(l.chunks)
	if n == 0 || len(l.chunks[n-1]) == attemptChunk {
		l.grow()
		n = len(l.chunks)
	}
	l.chunks[n-1] = append(l.chunks[n-1], t)
}

func (l *attempts) grow() {
	if len(l.chunks)*attemptChunk >= l.limit && len(l.chunks) > 1 {
		l.forgotten += int64(len(l.chunks[0]))
		oldest := l.chunks[0][:0]
		l.chunks = append(l.chunks[1:], oldest)
		return
	}
	if n := len(l.spare); n > 0 {
		l.chunks, l.spare = append(l.chunks, l.spare[n-1][:0]), l.spare[:n-1]
		return
	}
	// The first chunk starts small: most parts of a log, and most logs, are.
	size := attemptChunk
	if len(l.chunks) == 0 {
		size = 64
	}
	l.chunks = append(l.chunks, make([]packed, 0, size))
}

// n is how many there are.
func (l *attempts) n() int {
	if len(l.chunks) == 0 {
		return 0
	}
	last := len(l.chunks) - 1
	return last*attemptChunk + len(l.chunks[last])
}

// try is the attempt at a place.
func (l *attempts) try(i int32) *packed { return &l.chunks[i>>chunkBits][i&(attemptChunk-1)] }
