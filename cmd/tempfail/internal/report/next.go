package report

import (
	"strings"
	"time"

	"tempfail/internal/printable"
)

// nextSteps are commands that answer the next question. Of the log they hold
// words that no shell takes for its own, and one reply between single quotes,
// without what could end or cross these.
func nextSteps(p *page) []block {
	var steps []note
	add := func(label, command string) {
		if command != "" {
			steps = append(steps, note{label: label, text: command, code: true, whole: true})
		}
	}
	if p.o.Fetch != "" {
		add("log", p.o.Fetch+" >"+fetched)
	}
	add("why", p.explainStep())
	add("who", p.traceStep())
	add("when", p.sinceStep())
	if p.s.Input.Malformed > 0 {
		add("lines", "tempfail lines"+p.readAs()+p.fileArgs())
	}
	if len(steps) == 0 {
		add("trace", "tempfail trace"+p.readAs()+" ADDRESS"+p.fileArgs())
	}
	return []block{&notes{level: 3, head: note{label: "NEXT", text: "to look closer", style: bold}, items: steps}}
}

// traceStep follows the mail that has waited longest.
func (p *page) traceStep() string {
	for _, w := range p.s.Waiting {
		names := []string{w.Recipient, w.QueueID}
		if p.o.Hidden {
			names = names[1:]
		}
		for _, name := range names {
			if printable.IsArgument(name) {
				return "tempfail trace" + p.readAs() + " " + name + p.fileArgs()
			}
		}
	}
	return ""
}

// sinceStep looks at the first finding, and at what came of it. Where the log
// were cut at its end, all that was mended later would look as if it went on.
func (p *page) sinceStep() string {
	for _, f := range p.s.Findings {
		if p.isBrief(f) || f.Since.IsZero() {
			continue
		}
		return "tempfail analyze" + p.readAs() + p.bound("since", f.Since.Truncate(time.Second)) + p.bound("until", p.o.Until) + p.fileArgs()
	}
	return ""
}

// bound is a flag that bounds the events read; none for the zero time.
func (p *page) bound(flag string, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return " --" + flag + " " + at.In(p.clock.loc).Format(time.RFC3339)
}

// readAs are the flags without which the same log would be read otherwise.
func (p *page) readAs() string {
	var args string
	for _, f := range p.o.ReadAs {
		args += " --" + f.Name + " " + printable.Argument(f.Value, strings.ToUpper(f.Name))
	}
	return args
}

// fetched is where Options.Fetch puts the log.
const fetched = " mail.log"

// fileArgs names the files as they were given, where that is short and safe.
func (p *page) fileArgs() string {
	const most = 2
	if p.o.Fetch != "" {
		return fetched
	}
	var args string
	for _, f := range p.s.Input.Files {
		if !printable.IsArgument(f.Name) || len(p.s.Input.Files) > most {
			return " FILE..."
		}
		args += " " + f.Name
	}
	return args
}
