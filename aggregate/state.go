package aggregate

import (
	"cmp"
	"hash/crc32"
	"hash/maphash"
	"io"
	"maps"
	"slices"

	"tempfail/parser"
)

// stateVersion changes with what a state holds.
const stateVersion = 12

// Save writes all that the Aggregator knows, so that counting can go on after
// a restart. The error is the writer's.
func (a *Aggregator) Save(w io.Writer) error {
	c := &codec{out: w}
	version := uint64(stateVersion)
	c.uint(&version)
	a.code(c)
	c.spill(1)
	number(c, &c.sum)
	c.spill(1)
	return c.err
}

// Restore reads what Save has written. The limits are those of a. After an
// error a is unusable.
func (a *Aggregator) Restore(data []byte) error {
	c := &codec{data: data, reading: true}
	var version uint64
	if c.uint(&version); c.err != nil {
		return errState
	}
	if version != stateVersion {
		return ErrVersion
	}
	a.code(c)
	body := data[:len(data)-len(c.data)]
	var sum uint32
	if number(c, &sum); c.err != nil || sum != crc32.ChecksumIEEE(body) || len(c.data) > 0 {
		return errState
	}
	return nil
}

func (a *Aggregator) code(c *codec) {
	array(c, a.results[:])
	a.extent.code(c)
	numbers(c, &a.lifetime, &a.cleared, &a.untimed)
	t := &a.sum
	numbers(c, &t.messages, &t.outside, &t.recipients, &t.delivered, &t.bounced, &t.expired, &t.removed, &t.refused)
	codeTally(c, &t.all)
	a.hosts.code(c)
	codeTable(c, &a.dests, func(c *codec, d *destination) { number(c, &d.expired); array(c, d.causes[:]) })
	codeTable(c, &a.relays, func(c *codec, r *relay) {
		c.text(&r.host)
		c.text(&r.ip)
		number(c, &r.troubles)
		switch {
		case r.host == "" && r.ip == "": // it stands for many: see blur
			c.text(&r.operator)
		case c.reading:
			r.describe(r.host, r.ip)
		}
	})
	codeTable(c, &a.senders, codeTally)
	a.accounts.code(c)
	a.pairs.code(c)
	a.replies.code(c)
	a.refusals.code(c)
	a.troubles.code(c)
	a.doors.code(c)
	a.timeline.code(c)
	a.times.delivery.code(c)
	a.times.recovery.code(c)
	codeTable(c, &a.mtas, codeTally)
	a.attempts.code(c)
	a.people.code(c)
	slice(c, &a.spells.all, codeSpell)
	number(c, &a.spells.forgotten)
	a.queue.code(c)
}

func codeTally(c *codec, t *tally) {
	numbers(c, &t.sent, &t.deferred, &t.bounced, &t.notTried)
	array(c, t.codes[:])
}

func (n *names) code(c *codec) {
	slice(c, &n.all, func(c *codec, s *string) { c.text(s) })
	number(c, &n.folded)
	if c.reading {
		n.enterAll()
	}
}

// enterAll gives the names that were read their places in the index.
func (n *names) enterAll() {
	all := n.all
	n.all = all[:min(len(all), 1)]
	for _, name := range all[len(n.all):] {
		n.append(name, maphash.String(seed, name), 1)
	}
}

func codeTable[T any](c *codec, t *table[T], each func(*codec, *T)) {
	t.names.code(c)
	slice(c, &t.rows, each)
	if len(t.rows) != len(t.all) {
		c.fail()
	}
}

func (p *pairs) code(c *codec) {
	slice(c, &p.all, func(c *codec, k *pair) { numbers(c, &k.dest, &k.relay) })
	slice(c, &p.rows, codeTally)
	number(c, &p.folded)
	if len(p.rows) != len(p.all) {
		c.fail()
		return
	}
	if c.reading {
		for i, k := range p.all {
			p.enter(k.hash(), placed{k, uint32(i + 1)})
		}
	}
}

func (l *replies) code(c *codec) {
	slice(c, &l.all, func(c *codec, s *string) { c.text(s) })
	slice(c, &l.rows, codeReply)
	marks := slices.Clone(l.seen.all)
	slices.SortFunc(marks, func(x, y pair) int { return cmp.Or(cmp.Compare(x.relay, y.relay), cmp.Compare(x.dest, y.dest)) })
	slice(c, &marks, func(c *codec, k *pair) { numbers(c, &k.dest, &k.relay) })
	number(c, &l.folded)
	if len(l.all) != len(l.rows) {
		c.fail()
		return
	}
	if c.reading {
		l.enterAll()
		l.phases()
		for _, p := range marks {
			l.seen.add(p)
		}
	}
}

// phases takes the phase of each kind from what makes it one: see look.
func (l *replies) phases() {
	for i := range l.rows {
		if r := &l.rows[i]; !r.shared() && len(l.all[i]) > 1 {
			r.phase = parser.Phase(l.all[i][1])
		}
	}
}

func codeReply(c *codec, r *reply) {
	numbers(c, &r.Cause)
	numbers(c, &r.Fault)
	numbers(c, &r.origin)
	c.float(&r.Confidence)
	c.text(&r.Matched)
	c.text(&r.Provider)
	numbers(c, &r.code, &r.enhanced.Class, &r.enhanced.Subject, &r.enhanced.Detail)
	c.text(&r.template)
	c.text(&r.sample)
	c.text(&r.to)
	numbers(c, &r.deferred, &r.bounced, &r.attempts)
}

func (t *troubles) code(c *codec) {
	for i := range t.kinds {
		k := &t.kinds[i]
		numbers(c, &k.count, &k.first, &k.last)
		number(c, &k.strength)
		c.text(&k.sample)
		c.text(&k.to)
	}
	t.spoken.code(c)
}

func (t *spoken) code(c *codec) {
	t.texts.code(c, t.template)
	slice(c, &t.tos, func(c *codec, to *string) { c.text(to) })
	if len(t.tos) != len(t.texts.all) {
		c.fail()
	}
	itself := func(text []byte) []byte { return text }
	t.hosts.code(c, itself)
	t.mtas.code(c, itself)
	slice(c, &t.log, func(c *codec, l *spokenLine) {
		number(c, &l.at)
		number(c, &l.trouble)
		number(c, &l.strength)
		number(c, &l.client)
		number(c, &l.count)
		number(c, &l.text)
		number(c, &l.host)
		number(c, &l.mta)
		if c.reading && (int(l.text) > len(t.texts.all) || int(l.host) > len(t.hosts.all) || int(l.mta) > len(t.mtas.all)) {
			c.fail()
		}
	})
	number(c, &t.lost)
}

func (l *shortlist) code(c *codec, key func(text []byte) []byte) {
	all := l.all
	slice(c, &all, func(c *codec, s *string) { c.text(s) })
	if !c.reading {
		return
	}
	for _, s := range all {
		l.id(key([]byte(s)), []byte(s))
	}
	if len(l.all) != len(all) {
		c.fail()
	}
}

func (x *extent) code(c *codec) {
	var days []dayEvents
	for _, number := range slices.Sorted(maps.Keys(x.days)) {
		days = append(days, *x.days[number])
	}
	slice(c, &days, func(c *codec, d *dayEvents) { numbers(c, &d.n, &d.first, &d.last) })
	if c.reading {
		for _, d := range days {
			x.saw(d.n, d.first, d.last)
		}
	}
}

func (t *timeline) code(c *codec) {
	type step struct {
		i int64
		Bucket
	}
	t.flush()
	steps := make([]step, 0, len(t.buckets))
	for i, b := range t.buckets {
		steps = append(steps, step{i, b})
	}
	slices.SortFunc(steps, func(x, y step) int { return cmp.Compare(x.i, y.i) })
	number(c, &t.step)
	slice(c, &steps, func(c *codec, s *step) { numbers(c, &s.i, &s.Attempts, &s.Deferred, &s.Bounced) })
	if c.reading {
		t.step = max(t.step, 1)
		for _, s := range steps {
			t.buckets[s.i] = s.Bucket
		}
	}
}
