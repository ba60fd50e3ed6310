package report

import (
	"tempfail/aggregate"
	"tempfail/parser"
)

// style is how Text colours a word. Markdown leaves it out.
type style uint8

const (
	normal style = iota
	bold
	dim
	good
	warn
	bad
)

// sgr are the ANSI sequences of the styles (ECMA-48, SGR): 16 colours, which
// follow the reader's own theme.
var sgr = [...]string{normal: "", bold: "\x1b[1m", dim: "\x1b[2m", good: "\x1b[1;32m", warn: "\x1b[1;33m", bad: "\x1b[1;31m"}

const sgrReset = "\x1b[0m"

func (s style) on(text string, color bool) string {
	if !color || s == normal || text == "" {
		return text
	}
	return sgr[s] + text + sgrReset
}

// badge is a word in capitals with its colour.
type badge struct {
	word  string
	style style
}

var sideBadges = map[aggregate.Side]badge{
	aggregate.SideUs:    {"US", bad},
	aggregate.SideThem:  {"THEM", warn},
	aggregate.SideBoth:  {"BOTH", bad},
	aggregate.SideClear: {"CLEAR", good},
	aggregate.SideThin:  {"THIN", dim},
}

// faultBadges say whose a fault is, and so who has to move.
var faultBadges = [parser.NumFaults]badge{
	parser.FaultUnknown:   {"UNCLEAR", dim},
	parser.FaultLocal:     {"OURS", bad},
	parser.FaultSender:    {"OURS", bad},
	parser.FaultPolicy:    {"NOBODY", good},
	parser.FaultRate:      {"OURS", bad},
	parser.FaultRemote:    {"THEIRS", warn},
	parser.FaultRecipient: {"MAILBOX", normal},
	parser.FaultNetwork:   {"PATH", warn},
}

var verdictStyles = map[aggregate.Verdict]style{
	aggregate.Healthy:      good,
	aggregate.Thin:         dim,
	aggregate.Greylisting:  normal,
	aggregate.Throttled:    warn,
	aggregate.Blocked:      bad,
	aggregate.RemoteOutage: warn,
	aggregate.LocalFault:   bad,
}

func faultBadge(f parser.Fault) badge {
	if f >= parser.NumFaults {
		return faultBadges[parser.FaultUnknown]
	}
	return faultBadges[f]
}
