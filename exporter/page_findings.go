package exporter

import (
	"fmt"
	"slices"
	"strings"

	"tempfail/aggregate"
	"tempfail/parser"
)

// card is an open finding.
type card struct {
	Tone, Verdict, Whose string
	Title, Says          string
	When, Facts          string
	Evidence, Against    []string
	Advice, Samples      []string
	Sure                 string
}

// past is a finding that is over, and where its time lies in the log's.
type past struct {
	Tone, Verdict, Title, Says string
	When                       string
	X, Width                   string
}

// whose says who is to act, as the faults have it.
var whose = [parser.NumFaults]struct{ tone, text string }{
	parser.FaultUnknown:   {"nobody", "not known"},
	parser.FaultLocal:     {"us", "ours: this host"},
	parser.FaultSender:    {"us", "ours: what we send, or are known for"},
	parser.FaultPolicy:    {"nobody", "nobody's: a rule of theirs"},
	parser.FaultRate:      {"us", "ours: we send faster than they take"},
	parser.FaultRemote:    {"them", "theirs: their server"},
	parser.FaultRecipient: {"them", "theirs: that mailbox or domain"},
	parser.FaultNetwork:   {"path", "the network between"},
}

func tone(f parser.Fault) string { return whose[min(f, parser.NumFaults-1)].tone }

// title names a finding's scope.
func (d *drawing) title(f *aggregate.Finding) string {
	name := short(f.Scope.Name)
	switch f.Scope.Kind {
	case "host":
		return short(d.hostTitle(f.Scope))
	case "destination", "":
		return name
	}
	return clean(f.Scope.Kind, shortText) + " " + name
}

// hostTitle is what part of which host is meant: its transports and address
// families are told apart; its own name goes without saying where it is alone.
func (d *drawing) hostTitle(s aggregate.Scope) string {
	if !s.Named() {
		return s.Name
	}
	if len(d.Input.Hosts) <= 1 {
		if host, part, _ := strings.Cut(s.Name, " "); slices.Contains(d.Input.Hosts, host) {
			return strings.TrimSpace("this host " + part)
		}
	}
	return "host " + s.Name
}

func (d *drawing) open() []card {
	var all []card
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Ongoing && len(all) < maxCards {
			all = append(all, d.card(f))
		}
	}
	return all
}

func (d *drawing) card(f *aggregate.Finding) card {
	c := card{Tone: tone(f.Fault), Verdict: word(string(f.Verdict)), Whose: whose[min(f.Fault, parser.NumFaults-1)].text,
		Title: d.title(f), Says: long(f.Says),
		When:     fmt.Sprintf("since %s, for %s", d.when(f.Since), span(d.Now.Sub(f.Since))),
		Evidence: says(f.Evidence), Against: says(f.Against), Advice: lines(f.Advice), Samples: lines(f.Samples)}
	if f.Confidence > 0 {
		c.Sure = share(int64(f.Confidence*1000+0.5), 1000) + " sure"
	}
	var facts []string
	add := func(n int64, text string) {
		if n > 0 {
			facts = append(facts, text)
		}
	}
	add(f.Attempts, fmt.Sprintf("%s of %s failed", number(f.Failed), many(f.Attempts, "attempt")))
	add(f.Recipients, many(f.Recipients, "recipient")+" hit")
	add(f.Waiting, number(f.Waiting)+" still waiting")
	if f.Destinations > 1 {
		facts = append(facts, many(int64(f.Destinations), "destination"))
	}
	c.Facts = strings.Join(facts, " · ")
	return c
}

// over are the findings that have ended, the latest first.
func (d *drawing) over() []*aggregate.Finding {
	var all []*aggregate.Finding
	for i := range d.Findings {
		if f := &d.Findings[i]; !f.Ongoing && f.Until != nil {
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(x, y *aggregate.Finding) int { return y.Until.Compare(*x.Until) })
	return all
}

func (d *drawing) closed() []past {
	var all []past
	for _, f := range d.over() {
		if len(all) == maxClosed {
			break
		}
		p := past{Tone: tone(f.Fault), Verdict: word(string(f.Verdict)), Title: d.title(f), Says: long(f.Says),
			When: fmt.Sprintf("%s to %s, %s", d.when(f.Since), d.when(*f.Until), span(f.Until.Sub(f.Since)))}
		p.X, p.Width = within(&d.Timeline, f.Since, *f.Until, wide.width)
		all = append(all, p)
	}
	return all
}

func (d *drawing) closedMore() string {
	if n := len(d.over()) - maxClosed; n > 0 {
		return fmt.Sprintf("%s earlier ones are in /api/report.", number(int64(n)))
	}
	return ""
}

// word is a name of the vocabulary as one reads it.
func word(name string) string {
	return clean(strings.NewReplacer("_", " ", "-", " ").Replace(name), shortText)
}

func says(all []aggregate.Evidence) []string {
	var out []string
	for _, e := range all[:min(len(all), maxLines)] {
		out = append(out, long(e.Says))
	}
	return out
}

func lines(all []string) []string {
	var out []string
	for _, s := range all[:min(len(all), maxLines)] {
		out = append(out, long(s))
	}
	return out
}
