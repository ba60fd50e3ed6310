package aggregate

// people are the senders and recipients of attempts that failed, by the hash
// of their address, in the order in which they came.
type people struct {
	places map[uint32]int32
	all    []person
	limit  int
	folded int64
}

type person struct {
	hash uint32
	uses int64
	name string
}

// add notes an address.
func (p *people) add(hash uint32, address []byte) {
	if i, ok := p.places[hash]; ok {
		p.all[i].uses++
		return
	}
	if len(p.all) >= p.limit {
		p.folded++
		return
	}
	p.insert(person{hash, 1, string(cut(address, maxAddress))})
}

func (p *people) insert(x person) {
	p.places[x.hash] = int32(len(p.all))
	p.all = append(p.all, x)
}

// name is the address behind a hash; empty where it is not known.
func (p *people) name(hash uint32) string {
	if i, ok := p.places[hash]; ok {
		return p.all[i].name
	}
	return ""
}

// absorb adds those of a later part.
func (p *people) absorb(next *people) {
	for _, x := range next.all {
		if i, ok := p.places[x.hash]; ok {
			p.all[i].uses += x.uses
		} else if len(p.all) < p.limit {
			p.insert(x)
		} else {
			p.folded += x.uses
		}
	}
	p.folded += next.folded
}

func (p *people) code(c *codec) {
	slice(c, &p.all, func(c *codec, x *person) { number(c, &x.hash); c.text(&x.name) })
	number(c, &p.folded)
	if c.reading {
		for i, x := range p.all {
			p.places[x.hash] = int32(i)
		}
	}
}
