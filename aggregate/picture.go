package aggregate

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"tempfail/parser"
)

// Snapshot draws the picture at now; the zero time means the end of the log,
// whose answer is about all that it holds, and not only about what lasts.
// The Aggregator stays as it was, but for the order in which it keeps attempts.
func (a *Aggregator) Snapshot(now time.Time) *Snapshot {
	p := picture{Aggregator: a}
	p.first, p.last, p.outliers = a.extent.ends()
	p.now = p.last
	if !now.IsZero() {
		p.now = now.UnixMilli()
	}
	p.gather()
	s := &Snapshot{
		Schema:   1,
		Input:    p.input(),
		Totals:   p.totals(),
		Timeline: a.timeline.picture(p.first, p.last, 96),
		Limits:   p.limits(),
		MTAs:     p.mtaRows(),
		Delivery: copied(&p.times.delivery),
		Recovery: copied(&p.times.recovery),
		SampleTo: map[string]string{},
	}
	p.replies.recipients(s.SampleTo)
	p.refusals.recipients(s.SampleTo)
	p.troubles.recipients(s.SampleTo)
	p.doors.recipients(s.SampleTo)
	e := judge(&p)
	a.opt.Beside(
		func() { s.Destinations = p.destinations() },
		func() { s.Providers, s.Senders = p.providers(), p.senders() },
		func() { s.Causes = p.causes() },
		func() {
			s.Replies, s.LocalFaults, s.Refused = p.replyRows(), p.localFaults(), p.refused()
			s.Waiting = p.waitingRows()
		},
	)
	e.conclude(s, !now.IsZero())
	return s
}

// picture is what one snapshot gathers of an Aggregator before it draws.
type picture struct {
	*Aggregator
	now      int64
	first    int64     // event; 0 where none has a time
	last     int64     // likewise
	outliers int64     // events far off, before the first or after the last
	waiting  []held    // recipients, oldest first
	stays    int64     // see queueLifetime
	left     int64     // recipients whose message left the queue without their end
	spells   []spell   // ended, and those of the waiting
	byDest   [][]int32 // their places, by when they began
	operator []string
}

// held is a recipient who waits, with the message around it.
type held struct {
	*recipient
	m *message
}

// key is the message and the recipient, as a duty has them.
func (h *held) key() uint64 { return h.recipient.key(h.m) }

// try is an attempt, by its place in the order of time.
func (p *picture) try(i int32) *packed { return p.attempts.try(i) }

func (p *picture) gather() {
	p.opt.Beside(func() { p.attempts.sort(p.opt.Beside) }, func() {
		p.wait()
		p.byDest = p.spellsBy(len(p.dests.rows), func(s *spell) uint32 { return s.dest })
		for _, some := range p.byDest {
			slices.SortFunc(some, func(i, j int32) int {
				return cmp.Or(cmp.Compare(p.spells[i].began(), p.spells[j].began()), cmp.Compare(i, j))
			})
		}
		p.operator = p.operators()
		p.people.prune()
	})
}

// wait gathers who waits, and how long they and those before them did.
//
// Note: the spells of those who wait lie behind those that ended, mostly in
// their slice, whose own end is not moved: the next ones write over them.
func (p *picture) wait() {
	p.spells, p.stays = p.Aggregator.spells.all, p.queueLifetime()
	p.queue.each(func(m *message) {
		for i := range m.waiting {
			if r := &m.waiting[i]; m.gone != 0 { // it is only kept for late lines
				p.left++
				p.spells = append(p.spells, r.spell(m, r.last, spellRemoved))
				continue
			}
			p.waiting = append(p.waiting, held{&m.waiting[i], m})
		}
	})
	slices.SortFunc(p.waiting, func(x, y held) int {
		return cmp.Or(cmp.Compare(x.since, y.since), slices.Compare(x.to, y.to), slices.Compare(x.m.key.id[:], y.m.key.id[:]), cmp.Compare(x.m.key.host, y.m.key.host), slices.Compare(x.orig, y.orig))
	})
	for _, h := range p.waiting {
		p.spells = append(p.spells, h.spell(h.m, max(p.now, h.last), spellWaiting))
	}
}

// spellsBy sorts the places of spells into n groups.
func (p *picture) spellsBy(n int, number func(*spell) uint32) [][]int32 {
	return groups(n, count(len(p.spells)), func(i int32) uint32 { return number(&p.spells[i]) })
}

// operators names, for each destination, who runs most of its mail: by the
// relays its attempts went to, else by its own name.
func (p *picture) operators() []string {
	most := make([]int64, len(p.dests.rows))
	by := make([]string, len(p.dests.rows))
	for i, q := range p.pairs.all {
		r := p.relays.at(q.relay)
		n := p.pairs.rows[i].attempts()
		if q.dest == 0 || q.relay == 0 || r.own || n < most[q.dest] || n == most[q.dest] && by[q.dest] != "" && by[q.dest] <= r.operator {
			continue
		}
		most[q.dest], by[q.dest] = n, r.operator
	}
	for i := range by {
		if by[i] == "" {
			by[i] = p.dests.all[i]
		}
	}
	by[0] = otherName
	return by
}

// operatorOf is who an attempt was made at: the relay's operator, or, where
// no relay was reached, the one that usually serves the destination.
func (p *picture) operatorOf(dest, relay uint32) string {
	if r := p.relays.at(relay); relay != 0 && !r.own {
		return r.operator
	}
	return p.operator[dest]
}

func (p *picture) input() Input {
	in := Input{Files: []InputFile{}, Found: p.results[parser.Found], Silent: p.results[parser.Silent],
		Foreign: p.results[parser.Foreign], Malformed: p.results[parser.Malformed]}
	in.Lines = in.Found + in.Silent + in.Foreign + in.Malformed
	in.Hosts = p.hostNames()
	if p.first != 0 {
		from, until := at(p.first), at(p.last)
		in.From, in.Until = &from, &until
	}
	return in
}

// hostNames are the hosts whose deliveries the log holds.
func (p *picture) hostNames() (out []string) {
	for _, via := range p.hosts.all[1:] {
		if host, _, _, _ := cutVia(via); host != "" && !slices.Contains(out, host) && len(out) < 8 {
			out = append(out, host)
		}
	}
	return out
}

// at is a time of the log, from Unix milliseconds; 0 is none.
func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func (p *picture) totals() Totals {
	t, all := &p.sum, &p.sum.all
	return Totals{
		Messages: t.messages, Recipients: t.recipients, Attempts: all.attempts(),
		Sent: all.sent, Deferred: all.deferred, Bounced: all.bounced, Expired: t.expired,
		Replies451: all.codes[code451], NotAttempted: all.notTried, RefusedInbound: t.refused,
		Waiting: int64(len(p.waiting)), Delivered: t.delivered, BouncedRecipients: t.bounced,
		Removed: t.removed + p.left, Outside: t.outside,
	}
}

func copied[T any](v *T) *T { c := *v; return &c }

func (p *picture) mtaRows() []MTARow {
	rows := []MTARow{}
	for i := range p.mtas.rows {
		if t := &p.mtas.rows[i]; t.attempts()+t.notTried > 0 {
			rows = append(rows, MTARow{p.mtas.all[i], t.counts()})
		}
	}
	slices.SortFunc(rows, func(x, y MTARow) int { return cmp.Compare(x.MTA, y.MTA) })
	return rows
}

func (p *picture) limits() []LimitRow {
	rows := []LimitRow{}
	add := func(name string, limit int, lost int64, says string) {
		if lost > 0 {
			rows = append(rows, LimitRow{Name: name, Limit: int64(limit), Lost: lost, Says: fmt.Sprintf(says, lost)})
		}
	}
	o := &p.opt
	add("destinations", o.Names, p.dests.folded, "%d attempts at further destinations are counted together, as (other)")
	add("relays", o.Names, p.relays.folded, "%d attempts at further relays are counted without their relay")
	add("pairs", p.pairs.limit, p.pairs.folded, "%d attempts at further pairs of destination and relay are counted without their relay")
	add("senders", o.Names, p.Aggregator.senders.folded, "%d messages of further sender domains are counted without their sender")
	add("hosts", maxVias, p.hosts.folded, "%d attempts of further hosts, instances and agents are counted without them")
	add("accounts", o.Names, p.accounts.folded, "%d messages of further accounts are counted without their account")
	add("replies", o.Replies, p.replies.folded, "%d replies of further kinds are counted together, by cause and code")
	add("refusals", p.refusals.limit, p.refusals.folded, "%d refusals of clients, of further kinds, are counted together, by cause and code")
	add("clients", maxSpoken, p.doors.lost, "%d older lines in which this host refused a client for now are counted, but no part of any finding")
	add("troubles", maxSpoken, p.troubles.lost, "%d older lines in which this host told of a fault are counted, but no part of any finding")
	add("messages", o.Messages, p.queue.forgotten, "%d messages that waited long were forgotten: who waits, and for how long, is not complete")
	add("waiting", maxHeld*o.Messages, p.queue.unheld, "%d deferrals were for more recipients than may wait at one time: who waits is not complete")
	add("names", o.Names, p.cleared, "%d names without recent mail were forgotten, to make room for new ones: their counts are in rows of (other)")
	add("attempts", o.Attempts, p.attempts.forgotten, "findings rest on the latest attempts: %d older ones were counted, and then forgotten")
	add("spells", o.Spells, p.Aggregator.spells.forgotten, "recovery times rest on the latest deferrals: %d older ones were forgotten")
	add("recipients", p.people.limit, p.people.folded, "%d failed attempts were at further recipients, whom no finding can name")
	add("outliers", outlierMost, p.outliers, "events at times far from all others: %d; begin, end and timeline leave them out; a clock was wrong, or logs of different times were put together")
	add("times", 0, p.untimed, "attempts without a time, or with that of an unset clock: %d; they are counted, but no finding rests on them")
	return rows
}
