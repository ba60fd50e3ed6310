package report

import (
	"fmt"
	"slices"
	"strings"

	"tempfail/aggregate"
	"tempfail/parser"
)

// headline says what was read, and what of it was not understood.
func headline(p *page) []block {
	in := p.s.Input
	words := []string{}
	if len(in.Hosts) > 0 {
		words = append(words, first(in.Hosts, 2, "host"))
	}
	if mtas := p.mtas(); mtas != "" {
		words = append(words, mtas)
	}
	if in.From != nil && in.Until != nil {
		words = append(words, p.whole())
	}
	n := &notes{level: 1, head: note{label: "tempfail", text: strings.Join(words, p.signs.dot), style: bold}}
	n.items = append(n.items, note{text: p.files() + "; " + p.understood()})
	for _, f := range in.Files {
		if f.Error != "" {
			n.items = append(n.items, note{label: "UNREAD", style: bad, text: p.unread(f)})
		}
	}
	for _, says := range p.o.Twice {
		n.items = append(n.items, note{label: "TWICE", style: warn, text: says})
	}
	return []block{n}
}

// unread says why a file was not read to its end, and how much of it counts.
func (p *page) unread(f aggregate.InputFile) string {
	counts := "nothing of it counts here"
	if f.Lines > 0 {
		counts = "of its lines the first " + number(f.Lines) + " count here"
	}
	return f.Name + ": " + p.verbatim(strings.TrimPrefix(f.Error, f.Name+": ")) + "; " + counts
}

// leastShare is how much of the lines somebody must have written to be named.
const leastShare = 0.01

// mtas names the mail servers, and how much of the lines each of them and of
// the others in the log wrote, where it is not all one mail server's.
func (p *page) mtas() string {
	var names, shares []string
	for _, f := range p.s.Input.Files {
		if name := parser.Title(f.MTA); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, s := range p.s.Input.Programs {
		if s.Share >= leastShare {
			shares = append(shares, fmt.Sprintf("%s %.0f %%", parser.Title(s.Name), 100*s.Share))
		}
	}
	if len(shares) < 2 {
		return first(names, 3, "MTA")
	}
	return first(shares, 3, "program")
}

// whole is the time the log covers, with the year and the time zone.
func (p *page) whole() string {
	from, until := p.s.Input.From.In(p.clock.loc), p.s.Input.Until.In(p.clock.loc)
	day, year := "2 Jan ", "2 Jan 2006 "
	left, right := year+p.clock.layout, year+p.clock.layout+" MST"
	switch {
	case sameDay(from, until):
		right = p.clock.layout + " MST"
	case from.Year() == until.Year():
		left = day + p.clock.layout
	}
	return from.Format(left) + p.signs.dash + until.Format(right)
}

func (p *page) files() string {
	in := p.s.Input
	name := many(int64(len(in.Files)), "file")
	if len(in.Files) == 1 {
		name = in.Files[0].Name
		if name == "-" {
			name = "stdin"
		}
	}
	return name + ", " + size(in.Bytes) + ", " + many(in.Lines, "line")
}

func (p *page) understood() string {
	in := p.s.Input
	switch ours := in.Found + in.Silent + in.Malformed; {
	case ours == 0:
		return "no mail line among them"
	case in.Malformed == 0:
		return "every mail line understood"
	default:
		return fmt.Sprintf("%s not understood (%s)", share(in.Malformed, ours), number(in.Malformed))
	}
}

// overview gives the totals, and the shape of the day.
func overview(p *page) []block {
	t := p.s.Totals
	if t.Attempts == 0 {
		return []block{&notes{head: note{label: "mail", text: "no attempt to deliver is in this log"}}}
	}
	n := &notes{head: note{label: "mail", text: list(
		number(t.Delivered)+" of "+many(t.Recipients, "recipient")+" delivered", some(t.Waiting, "waiting"), some(t.BouncedRecipients, "bounced"), some(t.Expired, "expired"), some(t.Removed, "gone without an outcome"))}}
	attempts := many(t.Attempts, "attempt") + ": " + list(
		some(t.Sent, "sent"), ratio(t.Deferred, t.Attempts, "deferred"), some(t.Bounced, "bounced"))
	n.items = append(n.items, note{text: attempts})
	if s := list(p.trend(), counted(t.Replies451, "attempt", "got 451")); s != "" {
		n.items = append(n.items, note{text: s})
	}
	return []block{n}
}

// worthDrawing is how many deferrals make a picture.
const worthDrawing = 10

// trend draws the deferrals of the whole log.
func (p *page) trend() string {
	const most = 24
	t := p.s.Timeline
	if p.s.Totals.Deferred < worthDrawing {
		return ""
	}
	drawn := p.spark(t.Buckets, most)
	if drawn == "" {
		return ""
	}
	step := t.Step * float64(len(t.Buckets)) / float64(min(len(t.Buckets), most))
	return drawn + " deferrals per " + quantile(&step)
}

// beside is what the totals leave out.
func beside(p *page) []block {
	t := p.s.Totals
	s := joined("; ",
		counted(t.Outside, "message", "began before what was read"),
		counted(t.NotAttempted, "delivery", "put off without an attempt"),
		counted(p.s.Input.Foreign, "line", "of other programs"))
	if s == "" {
		return nil
	}
	return []block{&notes{level: 3, head: note{label: "LEFT OUT", style: bold, text: "what the numbers above do not hold"}, items: []note{{text: s}}}}
}

func some(n int64, what string) string {
	if n == 0 {
		return ""
	}
	return number(n) + " " + what
}

// counted is some with the thing named: "2 messages began before".
func counted(n int64, one, what string) string {
	if n == 0 {
		return ""
	}
	return strings.TrimSpace(many(n, one) + " " + what)
}

func ratio(n, of int64, what string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s %s (%s)", number(n), what, share(n, of))
}

// list joins those of the parts that say something.
func list(parts ...string) string { return joined(", ", parts...) }

func joined(between string, parts ...string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(parts, between)
}

// first names up to n, and counts the rest.
func first(names []string, n int, what string) string {
	if len(names) <= n {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:n], ", ") + " and " + many(int64(len(names)-n), "more "+what)
}
