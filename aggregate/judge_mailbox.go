package aggregate

import (
	"cmp"
	"slices"

	"tempfail/parser"
)

// mailboxes is the test of single recipients: a mailbox that is full, locked
// or not there, however much mail it gets, is no outage of its domain.
func (e *evidence) mailboxes() {
	fault := set(layerRecipient, layerDomain, layerServer, layerHouse)
	found := look(e, len(e.deFirsts), func(e *evidence, d int) bool {
		return d != 0 && e.deFails[d].in(fault) >= minimumFails && e.oftenOne(e.deFirsts[d], e.deRest[d], fault)
	})
	for d, some := range found {
		if !some {
			continue
		}
		all := e.deAll(uint32(d))
		boxes, others := e.boxes(all, fault)
		slices.SortFunc(boxes, func(x, y *box) int {
			return cmp.Or(cmp.Compare(len(y.messages), len(x.messages)), cmp.Compare(x.first, y.first))
		})
		wanted := map[uint32]*box{}
		for _, b := range boxes {
			if len(b.messages) < minimumFails || b.passed > len(b.messages)/4 {
				continue
			}
			b.alone = others-len(b.messages) <= len(b.messages)/4 && b.spared >= minimumFails
			if 2*b.worded >= len(b.messages) || b.alone { // words about the mailbox are enough
				wanted[b.recipient] = b
			}
		}
		if len(wanted) == 0 {
			continue
		}
		e.sortByBox(uint32(d), all, wanted)
		for _, b := range boxes {
			if wanted[b.recipient] != nil {
				e.mailbox(uint32(d), b, fault)
			}
		}
	}
}

// sortByBox gives the wanted boxes of a destination their attempts, of all, and
// their waits: to look for them anew for each box would be quadratic.
func (e *evidence) sortByBox(dest uint32, all []int32, wanted map[uint32]*box) {
	for _, i := range all {
		if b := wanted[e.try(i).recipient]; b != nil {
			b.all = append(b.all, i)
		}
	}
	for _, h := range e.held[dest] {
		if b := wanted[uint32(h.key())]; b != nil {
			b.reach.held = append(b.reach.held, h)
		}
	}
	for _, i := range e.byDest[dest] {
		if b := wanted[uint32(e.spells[i].who)]; b != nil {
			b.reach.spells = append(b.reach.spells, i)
		}
	}
}

// oftenOne tells whether several messages to one recipient failed.
func (e *evidence) oftenOne(firsts, rest []int32, fault layers) bool {
	var failed []uint64 // recipients, with messages
	for _, some := range [...][]int32{firsts, rest} {
		for _, i := range some {
			if fault.has(e.at[i]) && !e.explained[i] {
				t := e.try(i)
				failed = append(failed, uint64(t.recipient)<<32|uint64(t.message))
			}
		}
	}
	failed = distinct(failed)
	for n := minimumFails - 1; n < len(failed); n++ {
		if failed[n]>>32 == failed[n-(minimumFails-1)]>>32 {
			return true
		}
	}
	return false
}

// box is one recipient at a destination.
type box struct {
	recipient   uint32
	first, last int64
	messages    map[uint32]bool // that failed
	worded      int             // failed with words about the mailbox
	passed      int             // messages accepted while it failed
	spared      int             // messages accepted for others meanwhile
	alone       bool            // and hardly one of theirs failed
	all         []int32         // the attempts for it
	reach       reach           // and its waits
}

// boxes gathers the recipients for whom first attempts failed; others counts
// the failed messages of all of them.
func (e *evidence) boxes(all []int32, fault layers) (out []*box, others int) {
	at := map[uint32]*box{}
	for _, i := range all {
		t := e.try(i)
		if !fault.has(e.at[i]) || e.explained[i] {
			continue
		}
		b := at[t.recipient]
		if b == nil {
			b = &box{recipient: t.recipient, first: t.at(), messages: map[uint32]bool{}}
			at[t.recipient] = b
			out = append(out, b)
		}
		b.last = t.at()
		if !b.messages[t.message] {
			b.messages[t.message] = true
			others++
			if l := e.at[i]; l == layerRecipient || l == layerDomain {
				b.worded++
			}
		}
	}
	passes := filter(all, func(i int32) bool { return e.at[i] == layerNone })
	for _, i := range passes {
		t := e.try(i)
		if b := at[t.recipient]; b != nil && b.first <= t.at() && t.at() <= b.last {
			b.passed++
		}
	}
	for _, b := range out {
		b.spared = len(e.between(passes, b.first, b.last)) - b.passed
	}
	return out, others
}

// mailbox files one recipient.
func (e *evidence) mailbox(dest uint32, b *box, fault layers) {
	person := e.people.name(b.recipient)
	name := cmp.Or(person, "a recipient at "+e.dests.all[dest])
	d := e.cover(b.all, b.first, b.last, fault)
	f := Finding{Verdict: RecipientTrouble, Fault: parser.FaultRecipient, Scope: Scope{"recipient", name}, Person: person, Confidence: 0.9,
		Evidence: []Evidence{
			{"messages", float64(d.messages), minimumFails, sentence("%d messages to this one recipient failed", d.messages)},
			{"spared", float64(b.spared), 0, sentence("%s to others at %s passed meanwhile", plural(b.spared, "message"), e.dests.all[dest])},
		},
	}
	d.reach = []reach{b.reach}
	f.Cause = e.topCause(d.causes)
	f.Says = sentence("%s: %d messages failed (%s)", name, d.messages, words(f.Cause))
	if b.alone {
		f.Says += "; others at its domain are not hit"
	}
	e.report(f, d, b.first, b.last, false)
}
