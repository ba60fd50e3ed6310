package aggregate

import (
	"cmp"
	"slices"
)

func (l *attempts) code(c *codec) {
	last := int64(0)
	for i := range int32(c.length(l.n())) {
		var t attempt
		if !c.reading {
			t = l.try(i).unpack()
		}
		step := t.at - last // times lie close together: their steps are short
		number(c, &step)
		t.at = last + step
		last = t.at
		numbers(c, &t.message, &t.recipient, &t.dest, &t.relay, &t.sender, &t.account, &t.from)
		numbers(c, &t.reply, &t.via)
		numbers(c, &t.size, &t.rcpts, &t.tls, &t.flags)
		if c.reading {
			p := t.pack()
			if t.at = p.at(); p.unpack() != t {
				c.fail()
				return
			}
			l.add(p)
		}
		c.spill(spillSize)
	}
	number(c, &l.forgotten)
}

func codeSpell(c *codec, s *spell) {
	numbers(c, &s.start, &s.end)
	number(c, &s.who)
	number(c, &s.dest)
	number(c, &s.cause)
	number(c, &s.how)
	number(c, &s.took)
}

// code leaves out the heads: a state is that of a whole log.
func (q *queue) code(c *codec) {
	all := q.all()
	slices.SortFunc(all, func(x, y *message) int {
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.key.host, y.key.host), slices.Compare(x.key.id[:], y.key.id[:]))
	})
	slice(c, &all, func(c *codec, p **message) {
		if c.reading {
			*p = new(message)
		}
		codeMessage(c, *p)
	})
	rest := q.gone.rest()
	slice(c, &rest, func(c *codec, d *departure) { codeKey(c, &d.key); number(c, &d.at) })
	numbers(c, &q.forgotten, &q.unheld)
	q.inner.code(c)
	if c.reading && c.err == nil {
		for _, d := range rest {
			q.gone.add(d)
		}
		for _, m := range all {
			m.author = addressHash(m.from)
			q.take(m)
		}
	}
}

func codeMessage(c *codec, m *message) {
	codeKey(c, &m.key)
	first := *m.first()
	if codeKey(c, &first); first != m.key {
		m.history().first = first
	}
	numbers(c, &m.at, &m.gone, &m.size)
	numbers(c, &m.life, &m.sender, &m.account)
	c.bool(&m.inside)
	c.bool(&m.begun)
	c.bool(&m.handed)
	number(c, &m.rcpts)
	number(c, &m.settled)
	c.bytes(&m.from)
	slice(c, &m.waiting, func(c *codec, r *recipient) {
		c.bytes(&r.to)
		c.bytes(&r.orig)
		c.bytes(&r.text)
		numbers(c, &r.since, &r.last, &r.arrived, &r.attempts)
		number(c, &r.dest)
		number(c, &r.cause)
		number(c, &r.took)
	})
}

func codeKey(c *codec, k *messageKey) {
	number(c, &k.host)
	b := k.bytes()
	id := b[:]
	c.bytes(&id)
	*k = makeKey(k.host, id)
}
