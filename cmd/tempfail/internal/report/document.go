package report

import "tempfail/aggregate"

// A document is what Text, Markdown and HTML draw: blocks, in order.
type document []block

// A block is *notes or *table.
type block interface{ isBlock() }

// notes are a head and the lines that belong to it, each under a label.
type notes struct {
	head  note
	level int // of the Markdown heading that head becomes; 0 for a paragraph
	items []note
}

// note is a text beside its label. Where the label is empty it goes on with
// the note above.
type note struct {
	label  string
	text   string
	style  style
	single bool // cut to one line of Text
	code   bool // a command, or words of the log: Markdown sets it as code
	whole  bool // a command: Text leaves it on one line, however long, for broken in two it is no command any more
}

func (*notes) isBlock() {}
func (*table) isBlock() {}

// page is what a section is drawn from.
type page struct {
	s     *aggregate.Snapshot
	o     Options
	clock clock
	signs signs
}

// sections are the report from top to bottom. One that has nothing to say
// returns no block.
var sections = []func(*page) []block{
	headline,
	answer,
	overview,
	findings,
	briefFindings,
	destinations,
	providers,
	causes,
	replies,
	localFaults,
	refused,
	waiting,
	beside,
	limits,
	notUnderstood,
	nextSteps,
	lastLine,
}

func build(s *aggregate.Snapshot, o Options) document {
	p := &page{s: s, o: o, clock: newClock(s, o), signs: asciiSigns}
	if o.Unicode {
		p.signs = unicodeSigns
	}
	var d document
	for _, section := range sections {
		d = append(d, section(p)...)
	}
	return d
}

// top is how many rows a table may have.
func (p *page) top() int {
	switch {
	case p.o.Top > 0:
		return p.o.Top
	case p.s.Answer.Side == aggregate.SideClear:
		return clearTop
	}
	return defaultTop
}

// signs are the marks that differ with the character set.
type signs struct {
	dot, dash, ellipsis string
	ramp                []string // of a sparkline, from nothing to most
}

var (
	asciiSigns   = signs{dot: " | ", dash: " - ", ellipsis: "...", ramp: []string{".", "_", "-", "=", "*", "#"}}
	unicodeSigns = signs{dot: " · ", dash: " – ", ellipsis: "…", ramp: []string{"·", "▁", "▂", "▃", "▅", "▇"}}
)
