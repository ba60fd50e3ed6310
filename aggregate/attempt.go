package aggregate

// attempt is one try, as findings look at it: who, where, and how it ended.
type attempt struct {
	at        int64  // Unix milliseconds
	message   uint32 // hash of the message's key
	recipient uint32 // hash of the address
	from      uint32 // hash of the sender's address
	dest      uint32
	relay     uint32 // 0 where none was reached
	sender    uint32 // domain
	account   uint32
	reply     uint16 // row of replies; 0 for sent
	via       uint16 // host, instance and agent
	size      uint8  // sizeClass; 0 where unknown
	rcpts     uint8  // of the message, at most 255; 0 where unknown
	tls       uint8  // tlsClass
	flags     uint8
}

const (
	flagFirst   = 1 << iota // the recipient's first attempt
	flagFailed              // deferred or bounced
	flagBounced             // bounced
	flagTrouble             // a relay's failure within an attempt that went on elsewhere
)

// packed is an attempt as it is kept, by the million: in 32 bytes, half a line
// of the cache.
//
// The words hold, from their highest bits on:
//
//	when    at 43, sender 17, flags 4
//	where   dest 17, reply 14, relay 17, size 8, rcpts 8
//	how     account 17, via 13, tls 2
//
// Options limit names and replies to what the fields hold.
// A time that its field cannot hold is kept as the nearest one that it can.
type packed struct {
	when, where              uint64
	how                      uint32
	message, recipient, from uint32
}

// The highest numbers that its fields hold.
const (
	latestTime  = 1<<43 - 1
	mostNames   = 1<<17 - 1
	mostReplies = 1<<14 - 1
	mostVias    = 1<<13 - 1
	mostTLS     = 1<<2 - 1
	allFlags    = 1<<4 - 1
)

func (t *attempt) pack() packed {
	at := uint64(min(max(t.at, 0), latestTime))
	return packed{
		when:    at<<21 | uint64(t.sender)<<4 | uint64(t.flags),
		where:   uint64(t.dest)<<47 | uint64(t.reply)<<33 | uint64(t.relay)<<16 | uint64(t.size)<<8 | uint64(t.rcpts),
		how:     t.account<<15 | uint32(t.via)<<2 | uint32(t.tls),
		message: t.message, recipient: t.recipient, from: t.from,
	}
}

func (p *packed) unpack() attempt {
	return attempt{
		at: p.at(), message: p.message, recipient: p.recipient, from: p.from,
		dest: p.dest(), relay: p.relay(), sender: p.sender(), account: p.account(), reply: p.reply(), via: p.via(),
		size: p.size(), rcpts: p.rcpts(), tls: p.tls(), flags: p.flags(),
	}
}

// key is the message and the recipient.
func (p *packed) key() uint64 { return uint64(p.message)<<32 | uint64(p.recipient) }

func (p *packed) at() int64      { return int64(p.when >> 21) }
func (p *packed) sender() uint32 { return uint32(p.when>>4) & mostNames }
func (p *packed) flags() uint8   { return uint8(p.when) & allFlags }

func (p *packed) dest() uint32  { return uint32(p.where >> 47) }
func (p *packed) reply() uint16 { return uint16(p.where>>33) & mostReplies }
func (p *packed) relay() uint32 { return uint32(p.where>>16) & mostNames }
func (p *packed) size() uint8   { return uint8(p.where >> 8) }
func (p *packed) rcpts() uint8  { return uint8(p.where) }

func (p *packed) account() uint32 { return p.how >> 15 }
func (p *packed) via() uint16     { return uint16(p.how>>2) & mostVias }
func (p *packed) tls() uint8      { return uint8(p.how) & mostTLS }

// aimed tells whether it went to one destination: of many at once nothing can
// be said.
func (p *packed) aimed() bool { return !p.is(flagTrouble) && p.dest() != 0 }

func (p *packed) is(flag uint8) bool { return uint8(p.when)&flag != 0 }
