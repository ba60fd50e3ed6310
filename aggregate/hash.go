package aggregate

import (
	"encoding/binary"
	"math/bits"
)

// hashOf is the same in every run, since the order of attempts of one time
// rests on it, and the same log must give the same report.
//
// Note: it takes eight bytes at a time by one wide multiplication (as wyhash
// does). FNV-1a, a byte at a time, took a tenth of the counting.
func hashOf(name []byte) uint64 {
	h := mix(uint64(len(name)))
	rest := name
	for len(rest) > 8 {
		h = mix(h ^ binary.LittleEndian.Uint64(rest))
		rest = rest[8:]
	}
	return mix(h ^ bits.ReverseBytes64(word(name, len(name)-len(rest))))
}

// mix spreads the bits of a number over all of it. The constants are odd
// numbers without a pattern; no other property of them is used.
func mix(x uint64) uint64 {
	hi, lo := bits.Mul64(x^0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)
	return hi ^ lo
}

func fold(h uint64) uint32 { return uint32(h ^ h>>32) }

// messageKey names a queued message: its host and instance, and its queue ID.
// An ID longer than the key is folded into it.
type messageKey struct {
	host uint64    // hash of the names
	id   [3]uint64 // big endian, so that keys are in the order of their text
}

const maxKeyID = 24 // bytes

func makeKey(host uint64, id []byte) (k messageKey) {
	k.set(host, id)
	return k
}

// set is makeKey in place.
//
// Note: a key that is returned is copied 16 bytes at a time, and each copy
// waits until the eight of them that were written last have reached memory.
func (k *messageKey) set(host uint64, id []byte) {
	if len(id) > maxKeyID {
		b := folded(id)
		id = b[:]
	}
	k.host = host
	for i := range k.id {
		k.id[i] = word(id, 8*i)
	}
}

// folded is an ID that fits into a key.
func folded(id []byte) (b [maxKeyID]byte) {
	copy(b[:], id)
	for i, c := range id[maxKeyID:] {
		b[i%maxKeyID] = b[i%maxKeyID]*31 + c
	}
	return b
}

// word is the eight bytes of b from i on, big endian, filled up with zeros.
//
// Note: at the end of a longer text they are read with those before them.
// Copied out and read back, they would have to reach memory in between.
func word(b []byte, i int) (w uint64) {
	switch n := len(b) - i; {
	case n <= 0:
		return 0
	case n >= 8:
		return binary.BigEndian.Uint64(b[i:])
	case len(b) >= 8:
		return binary.BigEndian.Uint64(b[len(b)-8:]) << (64 - 8*n)
	default:
		for _, c := range b[i:] {
			w = w<<8 | uint64(c)
		}
		return w << (64 - 8*n)
	}
}

// bytes is the queue ID, filled up with zeros.
func (k *messageKey) bytes() (b [maxKeyID]byte) {
	for i, w := range k.id {
		binary.BigEndian.PutUint64(b[8*i:], w)
	}
	return b
}

// text is the queue ID, as far as the key holds it.
func (k *messageKey) text() string {
	b := k.bytes()
	return string(b[:k.length()])
}

// length is that of text, in bytes.
func (k *messageKey) length() int {
	b := k.bytes()
	n := len(b)
	for n > 0 && b[n-1] == 0 {
		n--
	}
	return n
}

func (k *messageKey) hash() uint64 {
	h := mix(k.host ^ k.id[0])
	if k.id[1]|k.id[2] != 0 {
		h = mix(h^k.id[1]) ^ k.id[2]
	}
	return mix(h)
}

// lifeOf tells a message from all others, also from those that had its queue
// ID before.
func lifeOf(k *messageKey, at int64) uint32 { return fold(mix(k.hash() ^ uint64(at))) }
