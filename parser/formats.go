package parser

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Auto stands for the formats of all known MTAs: every line is read by the one
// that claims it, so a log may mix them.
const Auto = "auto"

// Options tell what a log does not say of itself.
type Options struct {
	// MTA is the name of the one format to read, or Auto or "" for all.
	MTA string
	// Location is the zone of stamps that name none; nil is time.Local.
	Location *time.Location
	// Date is the date of the first line, for stamps without a year (see
	// Years). Without it such lines have no time.
	Date Date
	// Maps are read beside the formats known here. One with the name of such
	// a format takes its place.
	Maps []*Map
}

// format is a row of the table of formats.
type format struct {
	name string
	// claims tells whether a line is this MTA's. The tag may be missing, then
	// the message alone tells; it may also be cut at its "/" (RFC 5424 senders).
	// No line may be claimed by two formats: which is asked first depends on
	// the lines before.
	claims func(tag, msg []byte) bool
	// varies tells whether a line with this tag is claimed by its message, too;
	// nil for never.
	varies func(tag []byte) bool
	// idle tells by its beginning whether a message is one of the many that say
	// nothing: all of them are Silent. nil for never.
	idle func(msg []byte) bool
	// parse reads a line that was claimed. Time, Host and Count of ev are
	// filled by the caller.
	parse func(ln *line, ev *Event) Result
	// remember gives a parse for one log, where lines are told by lines before
	// them; nil for others.
	remember func() func(ln *line, ev *Event) Result
	// mapped reads lines by a map, in place of the functions.
	mapped *mapped
}

// formats has a row for every MTA.
var formats = [...]format{
	{name: "postfix", claims: claimsPostfix, varies: variesPostfix, idle: idlePostfix, parse: parsePostfix},
	{name: "exim", claims: claimsExim, parse: parseExim},
	{name: "sendmail", claims: claimsSendmail, remember: rememberSendmail},
	{name: "opensmtpd", claims: claimsOpenSMTPD, varies: isOpenSMTPDProcess, remember: rememberOpenSMTPD},
	{name: "qmail", claims: claimsQmail, remember: rememberQmail},
	{name: "courier", claims: claimsCourier, remember: rememberCourier},
	{name: "dma", claims: claimsDMA, remember: rememberDMA},
	{name: "nullmailer", claims: claimsNullmailer, remember: rememberNullmailer},
}

// New gives a parser for one log, or for a part of it. Its memory is bounded:
// the longest line's JSON text, 64 KiB for each of the two streams of a
// container whose records were split, as much for a row of CSV in several
// lines, and at most 4,096 facts for each format whose lines need earlier ones
// (see joins).
func New(o Options) (Parser, error) {
	p := &parser{envelope: newEnvelope(o.Location, o.Date)}
	wanted := func(name string) bool { return o.MTA == "" || o.MTA == Auto || o.MTA == name }
	for _, f := range formats {
		if !wanted(f.name) || mapNamed(o.Maps, f.name) != nil {
			continue
		}
		if f.remember != nil {
			f.parse = f.remember()
		}
		p.formats = append(p.formats, f)
	}
	p.plain = len(p.formats)
	for _, m := range allMaps(o.Maps) {
		p.mapped.add(&m.tags)
		if wanted(m.name) {
			reader := newMapped(m, p.envelope)
			p.formats = append(p.formats, format{name: m.name, mapped: reader, parse: reader.parse})
		}
	}
	if len(p.formats) == 0 {
		return nil, fmt.Errorf("unknown MTA %q: use one of %s", o.MTA, strings.Join(MTAs(o.Maps...), ", "))
	}
	return p, nil
}

// MTAs lists the values of Options.MTA, with these maps.
func MTAs(maps ...*Map) []string {
	names := []string{Auto}
	for _, f := range formats {
		names = append(names, f.name)
	}
	for _, m := range allMaps(maps) {
		if !slices.Contains(names, m.name) {
			names = append(names, m.name)
		}
	}
	return names
}

// Joined tells whether lines of an MTA refer to lines before them, so that one
// Parser should read its log from the beginning.
func Joined(mta string, maps ...*Map) bool {
	for _, m := range allMaps(maps) {
		if m.name == mta {
			return m.joined()
		}
	}
	for i := range formats {
		if formats[i].name == mta {
			return formats[i].remember != nil
		}
	}
	return false
}

// parser finds the format of each line.
type parser struct {
	envelope *envelope
	line     line
	formats  []format
	last     int // the format of the line before
	plain    int // how many formats come before those of maps
	mapped   mappedTags
}

// Parse implements Parser. A piece of a record that ends with a later line is
// Silent.
func (p *parser) Parse(raw []byte, ev *Event) Result {
	f := &p.formats[p.last]
	p.envelope.header.dismiss = f.mapped == nil // else it may be a part of a record, or for the map to read
	switch {
	case f.mapped != nil && f.mapped.isRecord(raw, &p.line):
	case !p.envelope.open(raw, &p.line):
		if p.line.idle {
			p.last = p.line.program.owner - 1
		}
		return Silent
	default:
		if f = p.formatOf(&p.line); f == nil {
			return Foreign
		}
	}
	result := f.parse(&p.line, ev)
	if result == Found {
		ev.MTA, ev.Count = f.name, p.line.count
		if f.mapped == nil {
			ev.Time, ev.Host = p.line.at, p.line.host
		}
	}
	return result
}

// Next implements Parser. Of the formats here those with a map alone have lines
// with several events.
func (p *parser) Next(ev *Event) bool {
	f := &p.formats[p.last]
	if f.mapped == nil || !f.mapped.next(&p.line, ev) {
		return false
	}
	ev.MTA, ev.Count = f.name, p.line.count
	return true
}

// owner tells which format's a line is by its tag alone, or by the kind of its
// header where that has none.
func (p *parser) owner(ln *line) int {
	known := ln.program
	if known == nil {
		return ownerVaries
	}
	if known.owner == ownerUnknown {
		if known.owner = p.ownerOf(ln); known.owner > 0 {
			known.idle = p.formats[known.owner-1].idle
		}
	}
	return known.owner
}

func (p *parser) ownerOf(ln *line) int {
	owner, tag, msg := ownerNone, ln.tag, []byte(nil)
	if len(tag) == 0 {
		msg = ln.msg
	}
	for i := range p.formats[:p.plain] {
		f := &p.formats[i]
		if f.varies != nil && f.varies(tag) {
			return ownerVaries
		}
		if owner == ownerNone && f.claims(tag, msg) {
			owner = 1 + i
		}
	}
	return owner
}

// formatOf goes by the tag where that tells, else it asks the format of the
// line before first, then the table. Maps are asked last, but for one that
// read the line before, and only of lines that may be theirs.
func (p *parser) formatOf(ln *line) *format {
	last, owner := &p.formats[p.last], p.owner(ln)
	switch {
	case owner == 1+p.last:
		return last
	case last.mapped != nil && last.mapped.claims(ln):
		return last
	case owner > 0:
		p.last = owner - 1
		return &p.formats[p.last]
	case owner == ownerVaries:
		if last.mapped == nil && last.claims(ln.tag, ln.msg) {
			return last
		}
		if f := p.plainOf(ln); f != nil {
			return f
		}
	}
	return p.mapOf(ln)
}

// plainOf finds the format of a line, by its message, that is not that of the
// line before.
func (p *parser) plainOf(ln *line) *format {
	for i := range p.formats[:p.plain] {
		if f := &p.formats[i]; i != p.last && f.claims(ln.tag, ln.msg) {
			p.last = i
			return f
		}
	}
	return nil
}

// mapOf finds the map of a line that is not that of the line before.
func (p *parser) mapOf(ln *line) *format {
	if !p.mapped.may(ln) {
		return nil
	}
	for i := p.plain; i < len(p.formats); i++ {
		if f := &p.formats[i]; i != p.last && f.mapped.claims(ln) {
			p.last = i
			return f
		}
	}
	return nil
}
