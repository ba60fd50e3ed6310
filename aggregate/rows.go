package aggregate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tempfail/parser"
)

// enhancedText is "4.7.1", or "" for none.
func enhancedText(e parser.Enhanced) string {
	if e == (parser.Enhanced{}) {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d", e.Class, e.Subject, e.Detail)
}

func (p *picture) causes() []CauseRow {
	type key struct {
		cause parser.Cause
		fault parser.Fault
	}
	rows := map[key]*CauseRow{}
	of := func(r *reply) *CauseRow {
		k := key{r.Cause, r.Fault}
		if rows[k] == nil {
			rows[k] = &CauseRow{Cause: r.Cause, Fault: r.Fault}
		}
		return rows[k]
	}
	for i := range p.replies.rows {
		if r := &p.replies.rows[i]; r.attempts > 0 {
			row := of(r)
			row.Deferred += r.deferred
			row.Bounced += r.bounced
			row.Attempts += r.attempts
		}
	}
	for _, n := range p.hit() {
		if row := rows[key{n.cause, n.fault}]; row != nil {
			row.Recipients, row.Destinations = n.recipients, n.destinations
		}
	}
	// A wait is told by its last cause; the row with most attempts has it.
	spells := p.spellsBy(int(parser.NumCauses), func(s *spell) uint32 { return uint32(s.cause) })
	out := make([]CauseRow, 0, len(rows))
	for _, r := range rows {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(x, y CauseRow) int {
		return cmp.Or(cmp.Compare(y.Attempts, x.Attempts), cmp.Compare(x.Cause, y.Cause), cmp.Compare(x.Fault, y.Fault))
	})
	told := map[parser.Cause]bool{}
	for i := range out {
		if !told[out[i].Cause] {
			out[i].Recovery = p.recovery(spells[out[i].Cause])
			told[out[i].Cause] = true
		}
	}
	return out
}

// hits are who was hit by failures of one cause and fault.
type hits struct {
	cause        parser.Cause
	fault        parser.Fault
	recipients   int64
	destinations int
}

// hit counts who was hit by each cause.
func (p *picture) hit() []hits {
	type kind struct {
		cause parser.Cause
		fault parser.Fault
	}
	numbers, of := map[kind]uint32{}, make([]uint32, len(p.replies.rows)) // of kinds; by reply
	var all []hits
	for i := range of {
		k := kind{p.replies.rows[i].Cause, p.replies.rows[i].Fault}
		n, ok := numbers[k]
		if !ok {
			n = uint32(len(all))
			numbers[k] = n
			all = append(all, hits{cause: k.cause, fault: k.fault})
		}
		of[i] = n
	}
	people, places := make([][]uint64, len(all)), newPairSet()
	for i := range int32(p.attempts.n()) {
		if t := p.try(i); t.is(flagFailed) && !t.is(flagTrouble) {
			k := of[t.reply()]
			people[k] = append(people[k], t.key())
			all[k].destinations += b2i(places.add(pair{t.dest(), k}))
		}
	}
	for k := range people {
		all[k].recipients = int64(len(distinct(people[k])))
	}
	return all
}

func (p *picture) replyRows() []ReplyRow {
	type key struct {
		code     uint16
		enhanced parser.Enhanced
		cause    parser.Cause
		fault    parser.Fault
		origin   parser.Origin
		template string
	}
	at, of := map[key]int{}, make([]uint32, len(p.replies.rows)) // rows, by kind and by operator's kind
	rows := []ReplyRow{}
	for i := range p.replies.rows {
		r := &p.replies.rows[i]
		if r.attempts == 0 {
			continue
		}
		k := key{r.code, r.enhanced, r.Cause, r.Fault, r.origin, r.template}
		j, ok := at[k]
		if !ok {
			j = len(rows)
			at[k] = j
			rows = append(rows, ReplyRow{Code: int(r.code), Enhanced: enhancedText(r.enhanced), Cause: r.Cause, Fault: r.Fault,
				Origin: r.origin, Confidence: r.Confidence, Template: r.template, Sample: r.sample})
		}
		rows[j].Attempts += r.attempts
		of[i] = uint32(j)
	}
	gave := newPairSet() // destinations, and the rows of replies they gave
	for _, k := range p.replies.seen.all {
		if j := of[k.relay]; p.replies.rows[k.relay].attempts > 0 && gave.add(pair{k.dest, j}) {
			rows[j].Destinations++
		}
	}
	slices.SortStableFunc(rows, func(x, y ReplyRow) int {
		return cmp.Or(cmp.Compare(y.Attempts, x.Attempts), cmp.Compare(x.Template, y.Template))
	})
	return rows
}

func (p *picture) localFaults() []LocalFaultRow {
	rows := []LocalFaultRow{}
	for i := range p.troubles.kinds {
		if k := &p.troubles.kinds[i]; k.count > 0 {
			t := parser.LocalTrouble(i)
			rows = append(rows, LocalFaultRow{Trouble: t.String(), Cause: t.Cause(), Strength: k.strength.String(),
				Count: k.count, First: at(k.first), Last: at(k.last), Sample: k.sample})
		}
	}
	slices.SortStableFunc(rows, func(x, y LocalFaultRow) int { return cmp.Compare(y.Count, x.Count) })
	return rows
}

// like tells whether two rows look the same.
func (r *RefusedRow) like(x RefusedRow) bool {
	return r.Code == x.Code && r.Enhanced == x.Enhanced && r.Cause == x.Cause && r.Template == x.Template
}

func (p *picture) refused() []RefusedRow {
	rows := []RefusedRow{}
	for i := range p.refusals.rows {
		r := &p.refusals.rows[i]
		row := RefusedRow{Code: int(r.code), Enhanced: enhancedText(r.enhanced), Cause: r.Cause, Count: r.attempts, Template: r.template, Sample: r.sample}
		if same := slices.IndexFunc(rows, row.like); r.attempts > 0 && same >= 0 { // said at another command
			rows[same].Count += row.Count
		} else if r.attempts > 0 {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(x, y RefusedRow) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Template, y.Template))
	})
	return rows
}

// lifetimes are how long a message stays queued where the log does not show
// it: postconf(5), maximal_queue_lifetime; the Exim specification, chapter 32,
// the retry rule of the default configuration; smtpd.conf(5), queue ttl;
// qmail-send(8), queuelifetime; courier(8), queuetime; KumoMTA's max_age;
// PowerMTA's bounce-after; Exchange's MessageExpirationTimeout.
var lifetimes = map[string]time.Duration{
	"exim": 4 * day, "opensmtpd": 4 * day, "qmail": 7 * day, "courier": 7 * day,
	"kumomta": 7 * day, "powermta": 4*day + day/2, "exchange": 2 * day,
}

const (
	day             = 24 * time.Hour
	defaultLifetime = 5 * day // Postfix, Sendmail, dma
)

// queueLifetime is how long messages stay queued here, in milliseconds: as was
// seen, or else as is usual of the mail server that made most attempts.
func (p *picture) queueLifetime() int64 {
	if p.lifetime != 0 {
		return p.lifetime
	}
	most := MTARow{}
	for _, row := range p.mtaRows() {
		if row.Attempts > most.Attempts {
			most = row
		}
	}
	return cmp.Or(lifetimes[most.MTA], defaultLifetime).Milliseconds()
}

// expires is when a recipient's message runs out of queue lifetime.
func (p *picture) expires(r *recipient) int64 {
	if r.arrived == 0 {
		return 0
	}
	return r.arrived + p.stays
}

// domain is the destination's name, also where that has no row of its own.
func (r *recipient) domain(p *picture) string {
	if name := p.dests.all[r.dest]; r.dest != 0 && !strings.HasPrefix(name, otherName) {
		return name
	}
	var scratch []byte
	return string(domainOf(addressee(r.to, r.orig), &scratch))
}

func (p *picture) waitingRows() []WaitingRow {
	rows := make([]WaitingRow, 0, len(p.waiting))
	for _, h := range p.waiting {
		row := WaitingRow{
			QueueID: h.m.key.text(), Sender: string(h.m.from), Recipient: string(h.to), Destination: h.domain(p),
			Since: at(h.since), Last: at(h.last), Attempts: h.attempts, Cause: h.cause, LastReply: string(h.text),
		}
		if h.arrived != 0 {
			arrived, expires := at(h.arrived), at(p.expires(h.recipient))
			row.Arrived, row.Expires = &arrived, &expires
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(x, y WaitingRow) int { return x.Waits().Compare(y.Waits()) })
	return rows
}
