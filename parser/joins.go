package parser

import (
	"bytes"
	"encoding/binary"
)

// joins keeps what one line tells for a later line that only refers to it: by
// a session, or the number of a delivery. It is bounded: a fact that too many
// newer ones have come after is forgotten, the oldest first.
type joins struct {
	facts []fact // sets of joinWays; made with the first fact
	clock uint32 // counts the facts
}

// fact is what is remembered under a key. Its slices belong to the fact.
type fact struct {
	key    uint64 // 0 for a free place
	group  uint64 // facts that are forgotten together
	age    uint32 // the clock when it was put
	flag   bool
	number int64
	count  int
	name   []byte
	text   []byte
}

const (
	joinWays = 8
	joinSets = 512
	maxFact  = 512 // bytes of a text; RFC 5321 4.5.3.1.3 allows a path 256, 4.5.3.1.5 a line of a reply 512
)

// set is where the facts of a key may be.
func (j *joins) set(key uint64) []fact {
	if j.facts == nil {
		return nil
	}
	i := key * 0x9E3779B97F4A7C15 >> 32 % joinSets * joinWays
	return j.facts[i : i+joinWays]
}

// find gives the fact of a key, nil where there is none.
func (j *joins) find(key uint64) *fact {
	set := j.set(key)
	for i := range set {
		if set[i].key == key {
			return &set[i]
		}
	}
	return nil
}

// put gives the place for a fact: the one that the key has, a free one, or
// that of the oldest. name and text are copied.
func (j *joins) put(key uint64, name, text []byte) *fact {
	if j.facts == nil {
		j.facts = make([]fact, joinWays*joinSets)
	}
	set := j.set(key)
	place := &set[0]
	for i := range set {
		f := &set[i]
		if f.key == key {
			place = f
			break
		}
		if place.key != 0 && (f.key == 0 || int32(f.age-place.age) < 0) {
			place = f
		}
	}
	j.clock++
	*place = fact{
		key: key, age: j.clock,
		name: append(place.name[:0], name[:min(len(name), maxFact)]...),
		text: append(place.text[:0], text[:min(len(text), maxFact)]...),
	}
	return place
}

// drop forgets a fact. Its slices stay as they are until the next put.
func (f *fact) drop() { f.key = 0 }

// dropGroup forgets all facts of a group.
func (j *joins) dropGroup(group uint64) {
	for i := range j.facts {
		if j.facts[i].group == group {
			j.facts[i].drop()
		}
	}
}

// hashOf is a hash, which begins with h, over the parts: FNV-1a, for the most
// part eight bytes at a time. It is never 0.
func hashOf(h uint64, parts ...[]byte) uint64 {
	for _, part := range parts {
		for ; len(part) >= 8; part = part[8:] {
			h = (h ^ binary.LittleEndian.Uint64(part)) * 0x9E3779B97F4A7C15
			h ^= h >> 32
		}
		for _, c := range part {
			h = (h ^ uint64(c)) * 0x100000001B3
		}
		h = (h ^ 0xFF) * 0x100000001B3
	}
	return max(h, 1)
}

// cutWord splits off what stands before the next space.
func cutWord(b []byte) (word, rest []byte) {
	i := bytes.IndexByte(b, ' ')
	if i < 0 {
		return b, nil
	}
	return b[:i:i], b[i+1:]
}
