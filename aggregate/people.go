package aggregate

import (
	"cmp"
	"math"
	"slices"
)

// people are the senders and recipients of attempts that failed, by the hash
// of their address. When there are too many, those of the lowest hashes are
// kept: who they are, and how often the others were met, does then not
// depend on the order in which they came, nor on how the log was cut.
//
// No finding names who failed fewer than minimumFails times. The address of
// such one is kept in a part of the log alone, for the whole to have it when
// more come.
type people struct {
	index[uint32] // the hash is all that an address is known by
	all           []person
	texts         texts  // addresses,
	named         uint32 // of those who were met so often
	limit         int
	most          uint32 // who has a higher hash is not kept
	folded        int64  // uses of addresses that are not kept
}

type person struct {
	hash, uses uint32
	name       text
}

func newPeople(limit int, named uint32) people {
	return people{index: newIndex[uint32](), named: named, limit: limit, most: math.MaxUint32}
}

// find is who has a hash; nil where nobody has.
func (p *people) find(hash uint32) *person {
	if i := p.place(hash); i >= 0 {
		return &p.all[i]
	}
	return nil
}

// place is where in all the one of a hash is, or -1.
func (p *people) place(hash uint32) int {
	for i := uint32(0); ; i++ {
		switch s := p.slot(hash, i); {
		case s.value == 0:
			return -1
		case s.hash == hash:
			return int(s.value - 1)
		}
	}
}

// meet notes that an address was met so often.
func (p *people) meet(hash, uses uint32, address []byte) {
	if x := p.find(hash); x != nil {
		x.uses += uses
		p.learn(x, address)
	} else if hash > p.most {
		p.folded += int64(uses)
	} else {
		p.insert(hash, uses, address)
	}
}

// learn keeps the address of one who was met often enough, if it is not kept
// yet.
func (p *people) learn(x *person, address []byte) {
	if x.uses >= p.named && x.name.len == 0 {
		x.name = p.texts.keep(cut(address, maxAddress))
	}
}

func (p *people) insert(hash, uses uint32, address []byte) {
	p.all = append(p.all, person{hash: hash, uses: uses})
	p.learn(&p.all[len(p.all)-1], address)
	p.enter(hash, uint32(len(p.all)))
	if len(p.all) > p.limit+p.limit/4 { // not with each one that is too many
		p.prune()
	}
}

// prune lets go of those who are too many.
func (p *people) prune() {
	if len(p.all) <= p.limit {
		return
	}
	slices.SortFunc(p.all, func(x, y person) int { return cmp.Compare(x.hash, y.hash) })
	for _, x := range p.all[p.limit:] {
		p.folded += int64(x.uses)
	}
	p.most = p.all[p.limit-1].hash
	p.keep(p.all[:p.limit])
}

// keep lets go of all but some.
func (p *people) keep(some []person) {
	was := p.texts
	p.texts, p.all = texts{}, make([]person, 0, len(some))
	p.index.reset()
	for _, x := range some {
		p.insert(x.hash, x.uses, was.at(x.name))
	}
}

// name is the address behind a hash; empty where it is not known.
func (p *people) name(hash uint32) string {
	if x := p.find(hash); x != nil {
		return string(p.texts.at(x.name))
	}
	return ""
}

// absorb adds those of a later part.
func (p *people) absorb(next *people) {
	for _, x := range next.all {
		p.meet(x.hash, x.uses, next.texts.at(x.name))
	}
	p.folded += next.folded
}

func (p *people) reset() {
	p.index.reset()
	p.texts.reset()
	p.all, p.folded, p.most = p.all[:0], 0, math.MaxUint32
}

func (p *people) code(c *codec) {
	slice(c, &p.all, func(c *codec, x *person) {
		number(c, &x.hash)
		number(c, &x.uses)
		name := string(p.texts.at(x.name))
		if c.text(&name); c.reading {
			x.name = p.texts.keep([]byte(name))
		}
	})
	number(c, &p.folded)
	if c.reading {
		for i, x := range p.all {
			p.enter(x.hash, uint32(i+1))
		}
		if len(p.all) >= p.limit { // then some were let go
			p.most = slices.MaxFunc(p.all, func(x, y person) int { return cmp.Compare(x.hash, y.hash) }).hash
		}
	}
}
