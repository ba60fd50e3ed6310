package report

import (
	"fmt"
	"strconv"
	"strings"

	"tempfail/aggregate"
)

// causes say what the failed attempts were about, and whether such pass.
func causes(p *page) []block {
	t := &table{title: "causes", columns: []column{
		{head: "cause"}, {head: "whose", drop: 4}, {head: "attempts", right: true}, {head: "recipients", right: true, drop: 2},
		{head: "dests", right: true, drop: 1}, {head: "cleared", right: true}, {head: "p50", right: true}, {head: "p90", right: true, drop: 3},
	}}
	for _, c := range p.s.Causes {
		if c.Attempts == 0 {
			continue
		}
		b := faultBadge(c.Fault)
		t.rows = append(t.rows, []cell{{text: words(c.Cause)}, {text: b.word, style: b.style}, {text: count(c.Attempts)}, {text: count(c.Recipients)},
			{text: count(int64(c.Destinations))}, {text: share(c.Recovery.Delivered, c.Recovery.Deferred)},
			{text: quantile(c.Recovery.P50)}, {text: quantile(c.Recovery.P90)}})
	}
	return p.shown(t)
}

// replies are the wordings behind the causes.
func replies(p *page) []block {
	t := &table{title: "replies", columns: []column{
		{head: "reply"}, {head: "attempts", right: true}, {head: "dests", right: true, drop: 2}, {head: "whose", drop: 1},
		{head: "cause", drop: 3}, {head: "wording", min: 32, code: true},
	}}
	for _, r := range p.s.Replies {
		b := faultBadge(r.Fault)
		t.rows = append(t.rows, []cell{{text: codes(r.Code, r.Enhanced)}, {text: count(r.Attempts)}, {text: count(int64(r.Destinations))},
			{text: b.word, style: b.style}, {text: words(r.Cause)}, {text: p.wording(r)}})
	}
	return p.shown(t)
}

// wording is the template without the codes, which have their own column.
func (p *page) wording(r aggregate.ReplyRow) string {
	return p.verbatim(strings.TrimPrefix(spoken(r.Template), codes(r.Code, r.Enhanced)+" "))
}

// spoken is what a relay said, without the words Postfix puts before it.
func spoken(reply string) string {
	if _, said, ok := strings.Cut(reply, " said: "); ok {
		return said
	}
	return reply
}

func codes(code int, enhanced string) string {
	switch {
	case code == 0 && enhanced == "":
		return "no code"
	case code == 0:
		return enhanced
	case enhanced == "":
		return strconv.Itoa(code)
	}
	return strconv.Itoa(code) + " " + enhanced
}

// localFaults are what this host says of itself.
func localFaults(p *page) []block {
	t := &table{title: "this host says", columns: []column{
		{head: "trouble"}, {head: "proof", drop: 2}, {head: "times", right: true}, {head: "first", drop: 3}, {head: "last", drop: 1},
		{head: "line", min: 32, code: true},
	}}
	for _, l := range p.s.LocalFaults {
		t.rows = append(t.rows, []cell{{text: l.Trouble, style: bad}, {text: l.Strength}, {text: count(l.Count)},
			{text: p.clock.at(l.First)}, {text: p.clock.at(l.Last)}, {text: p.verbatim(l.Sample)}})
	}
	return p.shown(t)
}

// refused is the other direction, which must never be taken for ours.
func refused(p *page) []block {
	t := &table{title: "refused by us", lead: "The other direction, not counted above: what this host answered to its clients.",
		columns: []column{{head: "reply"}, {head: "times", right: true}, {head: "wording", min: 16, code: true}}}
	for _, r := range p.s.Refused {
		t.rows = append(t.rows, []cell{{text: codes(r.Code, r.Enhanced)}, {text: count(r.Count)}, {text: p.verbatim(r.Template)}})
	}
	return p.shown(t)
}

// waiting are the people to tell, the oldest first.
func waiting(p *page) []block {
	t := &table{title: "waiting", columns: []column{
		{head: "recipient", min: 18, code: true}, {head: "since", drop: 6}, {head: "for", right: true}, {head: "attempts", right: true, drop: 5}, {head: "last try", drop: 7},
		{head: "expires", drop: 2}, {head: "queue ID", drop: 3, code: true}, {head: "from", min: 8, drop: 8, code: true}, {head: "last reply", min: 16, drop: 1, code: true},
	}}
	for _, w := range p.s.Waiting {
		expires := ""
		if w.Expires != nil {
			expires = p.clock.at(*w.Expires)
		}
		t.rows = append(t.rows, []cell{{text: w.Recipient}, {text: p.clock.at(w.Waits())}, {text: p.age(w.Waits())}, {text: count(w.Attempts)},
			{text: p.clock.at(w.Last)}, {text: expires}, {text: w.QueueID}, {text: p.sender(w)}, {text: p.verbatim(w.LastReply)}})
	}
	return p.shown(t)
}

func (p *page) sender(w aggregate.WaitingRow) string {
	if p.o.Width < detailWidth {
		return ""
	}
	if w.Sender == "" {
		return "<>"
	}
	return w.Sender
}

// limits are the bounds that were reached, and what that cost.
func limits(p *page) []block {
	n := &notes{level: 3, head: note{label: "LIMITS", text: "bounds that were reached; the report is less exact there", style: warn}}
	for _, l := range p.s.Limits {
		n.items = append(n.items, note{text: fmt.Sprintf("%s: %s (limit %s, lost %s)", l.Name, l.Says, number(l.Limit), number(l.Lost))})
	}
	if len(n.items) == 0 {
		return nil
	}
	return []block{n}
}

// notUnderstood shows lines that looked like mail events and could not be read.
func notUnderstood(p *page) []block {
	in := p.s.Input
	if in.Malformed == 0 || len(in.Samples) == 0 {
		return nil
	}
	const shown = 3
	n := &notes{level: 3, head: note{label: "UNREAD", style: bold,
		text: many(in.Malformed, "line") + " of the mail server that could not be read"}}
	for _, s := range in.Samples[:min(len(in.Samples), shown)] {
		n.items = append(n.items, note{text: fmt.Sprintf("%s:%d: %s", s.File, s.Line, p.verbatim(s.Text)), single: true, code: true})
	}
	return []block{n}
}

// shown is the table cut to what the options allow, or nothing.
func (p *page) shown(t *table) []block {
	if len(t.rows) == 0 {
		return nil
	}
	t.keep(p.top())
	return []block{t}
}
