package report

import (
	"fmt"
	"strings"
	"time"

	"tempfail/aggregate"
)

// answer is the whole report in one sentence, and whether what it names is
// over: of a log it tells all that was.
func answer(p *page) []block {
	if p.s.Answer.Says == "" {
		return nil
	}
	b := p.side()
	n := &notes{level: 2, head: note{label: b.word, text: p.s.Answer.Says, style: b.style}}
	if s := p.standing(p.s.Answered()); s != "" {
		n.items = []note{{text: s}}
	}
	return []block{n}
}

func (p *page) side() badge {
	if b, ok := sideBadges[p.s.Answer.Side]; ok {
		return b
	}
	return badge{strings.ToUpper(string(p.s.Answer.Side)), bold}
}

// standing says whether findings are over at the end of the log.
func (p *page) standing(all []aggregate.Finding) string {
	lasting, last := aggregate.Lasting(all)
	switch {
	case len(all) == 0 || lasting == 0 && last.IsZero():
		return ""
	case lasting == 0 && len(all) == 1:
		return "It has been over since " + p.clock.at(last) + "."
	case lasting == 0:
		return "All of it has been over since " + p.clock.at(last) + "."
	case len(all) == 1:
		return "It goes on at the end of the log."
	case lasting == len(all):
		return "All of it goes on at the end of the log."
	}
	return fmt.Sprintf("%d of %d ongoing at the end of the log; the last that ended did so at %s.", lasting, len(all), p.clock.at(last))
}

// lastLine repeats the answer in short, where the eye lands after scrolling.
func lastLine(p *page) []block {
	b := p.side()
	var named []string
	var which []aggregate.Finding
	for _, f := range p.s.Findings {
		if !p.isBrief(f) && f.Verdict != aggregate.Thin {
			named, which = append(named, string(f.Verdict)+" "+p.scope(f.Scope)), append(which, f)
		}
	}
	says := []string{"no fault found"}
	if len(named) > 0 {
		says = []string{first(named, 2, "finding"), brieflyStanding(which)}
	} else if p.s.Answer.Side == aggregate.SideThin {
		says = []string{"not enough mail to tell"}
	}
	if n := p.s.Totals.Waiting; n > 0 {
		says = append(says, many(n, "recipient")+" waiting")
	} else {
		says = append(says, "nobody is waiting")
	}
	if n := p.s.Totals.BouncedRecipients + p.s.Totals.Expired; n > 0 {
		says = append(says, number(n)+" returned to their senders")
	}
	if t := p.firstExpiry(); t != "" {
		says = append(says, t)
	}
	return []block{&notes{head: note{label: b.word, text: strings.Join(says, "; "), style: b.style}}}
}

// firstExpiry tells when the first of those who wait runs out of time. A log
// may go on after that, and not say what became of the message.
func (p *page) firstExpiry() string {
	var first *time.Time
	for _, w := range p.s.Waiting {
		if w.Expires != nil && (first == nil || w.Expires.Before(*first)) {
			first = w.Expires
		}
	}
	switch until := p.s.Input.Until; {
	case first == nil:
		return ""
	case until != nil && first.Before(*until):
		return "the first was to expire " + p.clock.at(*first) + ", and its end is not in the log"
	}
	return "the first expires " + p.clock.at(*first)
}

// brieflyStanding is standing in a word or two.
func brieflyStanding(all []aggregate.Finding) string {
	switch n, _ := aggregate.Lasting(all); n {
	case 0:
		return "over"
	case len(all):
		return "ongoing"
	default:
		return fmt.Sprintf("%d of %d ongoing", n, len(all))
	}
}
