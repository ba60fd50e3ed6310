package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tempfail/aggregate"
)

const (
	maxBlocks   = 8 // findings that get a block of their own
	maxSamples  = 2 // verbatim replies of a finding
	maxEvidence = 6 // lines of evidence of a finding, for and against each
)

// isBrief tells the findings that take a line each, after the others: those
// that are nobody's fault or one mailbox's, and those that name none for want
// of evidence, unless that is all there is to say.
func (p *page) isBrief(f aggregate.Finding) bool {
	switch f.Verdict {
	case aggregate.Greylisting, aggregate.RecipientTrouble:
		return true
	case aggregate.Thin:
		return p.s.Answer.Side != aggregate.SideThin
	}
	return false
}

// findings are a list of them, where there are several, and a block for each.
func findings(p *page) []block {
	list := &table{title: "findings", columns: []column{
		{head: "no."}, {head: "whose"}, {head: "verdict", min: 8}, {head: "where", min: 12, code: true},
		{head: "since", drop: 2}, {head: "until", drop: 3}, {head: "hit", right: true, drop: 4}, {head: "waiting", right: true, drop: 1},
	}}
	var blocks []block
	for _, f := range p.s.Findings {
		if p.isBrief(f) {
			continue
		}
		n := strconv.Itoa(len(list.rows) + 1)
		if len(list.rows) < maxBlocks {
			blocks = append(blocks, p.finding(n, f))
		}
		b := faultBadge(f.Fault)
		list.rows = append(list.rows, []cell{{text: n}, {text: b.word, style: b.style}, {text: string(f.Verdict)}, {text: p.scope(f.Scope)},
			{text: p.clock.at(f.Since)}, {text: p.until(f)}, {text: count(f.Recipients)}, {text: count(f.Waiting)}})
	}
	if len(list.rows) < 2 {
		return blocks
	}
	list.keep(max(p.o.Top, 2*maxBlocks))
	return append([]block{list}, blocks...)
}

func (p *page) until(f aggregate.Finding) string {
	if f.Until == nil || f.Ongoing {
		return "ongoing"
	}
	return p.clock.at(*f.Until)
}

// scope names what a verdict is about; a destination needs no word before it.
func (p *page) scope(s aggregate.Scope) string {
	if s.Kind == "destination" || strings.HasPrefix(s.Name, "this ") { // host, or fleet, without a name
		return p.brief(s.Name)
	}
	return s.Kind + " " + p.brief(s.Name)
}

// finding is one block: what, when, how many and what to do, so that these are
// on the first screen; then why, what spoke against it, and the log's words.
func (p *page) finding(n string, f aggregate.Finding) *notes {
	b := faultBadge(f.Fault)
	items := []note{
		{label: "what", text: p.what(f)},
		{label: "when", text: p.when(f)},
		{label: "hit", text: hit(f)},
	}
	items = append(items, labelled("do", f.Advice, false)...)
	items = append(items, evidence("why", f.Evidence)...)
	items = append(items, evidence("but", f.Against)...)
	items = append(items, labelled("reply", p.samples(f), true)...)
	if s := recovery(f.Recovery); s != "" {
		items = append(items, note{label: "clears", text: s})
	}
	return &notes{level: 3, head: note{label: n + " " + b.word, text: f.Says, style: b.style}, items: items}
}

func (p *page) what(f aggregate.Finding) string {
	scope := p.brief(f.Scope.Name)
	if f.Scope.Named() {
		scope = f.Scope.Kind + " " + scope
	}
	s := fmt.Sprintf("%s: %s; cause %s", f.Verdict, scope, words(f.Cause))
	if f.Confidence > 0 && f.Verdict != aggregate.Unclear { // of what is not told, nobody is sure
		s += ", " + sureness(f.Confidence) + " sure"
	}
	return s
}

// sureness never says 100 %: no log proves that much.
func sureness(confidence float64) string {
	return fmt.Sprintf("%.0f %%", min(max(confidence*100, 0), 99))
}

func (p *page) when(f aggregate.Finding) string {
	if f.Until != nil && !f.Ongoing {
		if !f.Until.After(f.Since) {
			return "at " + p.clock.at(f.Since) + ", and not again"
		}
		return fmt.Sprintf("%s, over after %s", p.clock.span(f.Since, *f.Until, p.signs.dash), duration(f.Until.Sub(f.Since)))
	}
	if p.clock.end.Before(f.Since) {
		return "since " + p.clock.at(f.Since) + ", ongoing"
	}
	return fmt.Sprintf("since %s, ongoing at the end of the log (%s)", p.clock.at(f.Since), duration(p.clock.end.Sub(f.Since)))
}

func hit(f aggregate.Finding) string {
	if f.Failed == 0 {
		return "no delivery failed for it"
	}
	failed := fmt.Sprintf("%s of %s failed", number(f.Failed), many(f.Attempts, "attempt"))
	whom := list(counted(f.Recipients, "recipient", ""), counted(f.Messages, "message", ""))
	if f.Destinations > 1 {
		whom += " at " + many(int64(f.Destinations), "destination")
	}
	waiting := "nobody is waiting any more"
	if f.Waiting > 0 {
		waiting = number(f.Waiting) + " still waiting"
	}
	return joined("; ", failed, whom, some(f.Returned, "returned to their senders"), waiting)
}

// evidence is a line for each number, with the number against its threshold.
func evidence(label string, list []aggregate.Evidence) []note {
	var lines []string
	for i, e := range list {
		if i == maxEvidence {
			lines = append(lines, fmt.Sprintf("%d more (--format json)", len(list)-i))
			break
		}
		line := e.Says
		if e.Threshold != 0 {
			line += fmt.Sprintf(" [%s %s %s]", figure(e.Value), relation(e.Value, e.Threshold), figure(e.Threshold))
		}
		lines = append(lines, line)
	}
	return labelled(label, lines, false)
}

func relation(a, b float64) string {
	switch cmp.Compare(a, b) {
	case -1:
		return "<"
	case 1:
		return ">"
	}
	return "="
}

func (p *page) samples(f aggregate.Finding) []string {
	var samples []string
	for _, s := range f.Samples[:min(len(f.Samples), maxSamples)] {
		samples = append(samples, p.verbatim(s))
	}
	return samples
}

func labelled(label string, lines []string, code bool) []note {
	var items []note
	for _, line := range lines {
		items = append(items, note{label: label, text: line, code: code})
		label = ""
	}
	return items
}

// recovery says how long it takes until such deferrals are delivered.
func recovery(r aggregate.Recovery) string {
	if r.Deferred == 0 || r.Delivered == 0 {
		return ""
	}
	s := fmt.Sprintf("%s of %s delivered later", number(r.Delivered), many(r.Deferred, "deferred recipient"))
	if r.P50 != nil {
		s += ", half within " + quantile(r.P50)
	}
	if r.P90 != nil {
		s += ", 9 of 10 within " + quantile(r.P90)
	}
	if r.GivenUp > 0 {
		s += "; " + number(r.GivenUp) + " given up"
	}
	return s
}

// briefs are the heads under which findings take one line each.
var briefs = []struct {
	head   note
	labels map[aggregate.Verdict]string
}{
	{note{label: "EXPECTED", text: "no outage, and nobody's alarm", style: bold},
		map[aggregate.Verdict]string{aggregate.Greylisting: "passes", aggregate.RecipientTrouble: "address"}},
	{note{label: "TOO FEW", text: "attempts to name a fault", style: bold},
		map[aggregate.Verdict]string{aggregate.Thin: "thin"}},
}

func briefFindings(p *page) []block {
	var blocks []block
	for _, kind := range briefs {
		n := &notes{level: 3, head: kind.head}
		left := 0
		for _, f := range p.s.Findings {
			label, ok := kind.labels[f.Verdict]
			switch {
			case !ok || !p.isBrief(f):
			case len(n.items) == p.top():
				left++
			default:
				n.items = append(n.items, note{label: label, text: f.Says, single: true})
			}
		}
		if left > 0 {
			n.items = append(n.items, note{text: fmt.Sprintf("%d more (--top %d)", left, left+p.top())})
		}
		if len(n.items) > 0 {
			blocks = append(blocks, n)
		}
	}
	return blocks
}

// words is a name of the vocabulary as a reader's words.
func words(name fmt.Stringer) string { return strings.ReplaceAll(name.String(), "_", " ") }

// age is how long ago t was when the log ended.
func (p *page) age(t time.Time) string {
	if t.IsZero() || p.clock.end.Before(t) {
		return ""
	}
	return duration(p.clock.end.Sub(t))
}
