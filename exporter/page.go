package exporter

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

//go:embed page.html
var pageSource string

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Parse(pageSource))
})

// policy is the Content-Security-Policy: this style, this script, and no
// other; no host but this one.
var policy = sync.OnceValue(func() string {
	return strings.Join([]string{
		"default-src 'none'", "style-src " + digest(pageStyle), "script-src " + digest(pageScript), "connect-src 'self'", "img-src data:",
		"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
	}, "; ")
})

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// page is what the template shows: texts that are ready.
type page struct {
	Style   template.CSS
	Script  template.JS
	Icon    template.URL
	Refresh int // seconds, where there is no script

	Report            bool // there is /api/report
	Hosts, Read, AsOf string
	Side, Badge, Says string
	Figures           []figure
	Chart             *chart
	Open              []card
	Recovery          *recovery
	Tables            []*table // what is wrong, and with whom
	Closed            []past
	Below             []*table // who waits, and what is read
	Notes             []string
	ClosedMore        string
}

// figure is a number with its name.
type figure struct{ Label, Value, Note, Tone string }

// The lengths of the page's lists.
const (
	maxCards  = 20
	maxClosed = 20
	maxRows   = 50
	maxLines  = 8 // of evidence, of advice
)

// badge is how a side is called, and its colour.
type badge struct{ text, colour string }

var badges = map[aggregate.Side]badge{
	aggregate.SideUs:    {"It is us", "#c2410c"},
	aggregate.SideThem:  {"It is them", "#1d4ed8"},
	aggregate.SideBoth:  {"Both: us and them", "#7e22ce"},
	aggregate.SideClear: {"All clear", "#15803d"},
	aggregate.SideThin:  {"Too little mail to tell", "#64748b"},
}

// drawing is a page in the making.
type drawing struct {
	*State
	opt Options
	*aggregate.Snapshot
}

func newPage(s *State, o Options) *page {
	d := &drawing{s, o, s.Snapshot}
	mark, side := d.badge()
	return &page{
		Style: template.CSS(pageStyle), Script: template.JS(pageScript), Icon: icon(mark.colour), Refresh: 30, Report: o.Report != nil,
		Hosts: d.hosts(), Read: d.read(), AsOf: d.clock(d.Now),
		Side: side, Badge: mark.text, Says: d.says(),
		Figures: d.figures(), Chart: d.chart(),
		Open: d.open(), Closed: d.closed(), ClosedMore: d.closedMore(), Recovery: d.recovery(),
		Tables: some(d.destinations(), d.providers(), d.causes(), d.ownTroubles()),
		Below:  some(d.waiting(), d.sources()), Notes: d.notes(),
	}
}

// says is the answer. That of a log which was read whole is about all of it:
// what was wrong may be over.
func (d *drawing) says() string {
	a := d.State.Answer()
	if a.Says == "" {
		return "No mail has been seen yet. What is being read stands below."
	}
	lasting, ended := aggregate.Lasting(d.Answered())
	if lasting > 0 || ended.IsZero() || a.Side == aggregate.SideClear || a.Side == aggregate.SideThin {
		return long(a.Says)
	}
	return long(a.Says) + " It has been over since " + d.when(ended) + "."
}

// badge is the answer's word, and the class of its colour.
func (d *drawing) badge() (badge, string) {
	side := d.State.Answer().Side
	unread, _ := d.unread()
	mark, known := badges[side]
	switch {
	case side == aggregate.SideThin && unread > 0:
		return badge{"A log cannot be read", "#805b00"}, "path"
	case !known:
		return badge{"Nothing read yet", "#64748b"}, "thin"
	case side == aggregate.SideThin && d.silent():
		return badge{"No news from the log", "#805b00"}, "path"
	}
	return mark, string(side)
}

// icon is a dot in the colour of the answer, for the browser's tab.
func icon(colour string) template.URL {
	return template.URL("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%23" + colour[1:] + "'/%3E%3C/svg%3E")
}

func (d *drawing) clock(t time.Time) string {
	return t.In(d.opt.Location).Format("2006-01-02 15:04 MST")
}

// when is a time without the date where that is today's.
func (d *drawing) when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	local := t.In(d.opt.Location)
	if local.Format(time.DateOnly) == d.Now.In(d.opt.Location).Format(time.DateOnly) {
		return local.Format("15:04")
	}
	return local.Format("2 Jan 15:04")
}

func (d *drawing) hosts() string {
	names := slices.Clone(d.Input.Hosts)
	for i := range names {
		names[i] = short(names[i])
	}
	return strings.Join(names[:min(len(names), 8)], ", ")
}

func (d *drawing) read() string {
	in := &d.Input
	if in.From == nil || in.Until == nil {
		return many(in.Lines, "line") + " read"
	}
	says := fmt.Sprintf("%s read, from %s to %s", many(in.Lines, "line"), d.when(*in.From), d.when(*in.Until))
	if age := d.age(); age >= time.Minute {
		says += ", " + span(age) + " ago"
	}
	return says
}

func (d *drawing) figures() []figure {
	t := &d.Totals
	figures := []figure{
		{"attempts", number(t.Attempts), "", ""},
		{"sent", number(t.Sent), share(t.Sent, t.Attempts), ""},
		{"deferred", number(t.Deferred), share(t.Deferred, t.Attempts), ""},
		{"bounced", number(t.Bounced), share(t.Bounced, t.Attempts), ""},
		{"waiting", number(t.Waiting), "recipients", ""},
	}
	if longest := longestWait(d.Snapshot, d.Now); longest > 0 {
		figures = append(figures, figure{"longest wait", span(longest), "", ""})
	}
	if n := d.Input.Malformed; n > 0 {
		figures = append(figures, figure{"not understood", number(n), share(n, d.Input.Lines), ""})
	}
	return figures
}

// chart is the timeline of all attempts, with the times of the findings.
func (d *drawing) chart() *chart {
	t := &d.Timeline
	c := wide.draw(t.Buckets)
	if c == nil {
		return nil
	}
	end := t.Start.Add(time.Duration(min(t.Step, 1e9) * float64(len(t.Buckets)) * float64(time.Second)))
	c.From, c.Until = d.when(t.Start), d.when(end)
	for i := range d.Findings[:min(len(d.Findings), maxCards)] {
		f := &d.Findings[i]
		if f.Fault == parser.FaultPolicy {
			continue
		}
		until := end
		if f.Until != nil {
			until = *f.Until
		}
		x, width := within(t, f.Since, until, c.Width)
		c.Bands = append(c.Bands, band{x, width, tone(f.Fault), d.title(f)})
	}
	return c
}

// notes say what the page cannot show.
func (d *drawing) notes() (all []string) {
	for _, l := range d.Limits[:min(len(d.Limits), maxLines)] {
		all = append(all, long(l.Says))
	}
	if d.Misread {
		all = append(all, "the configuration was read again and cannot be used: what is in force is older than the file; the program's own log says why")
	}
	if d.Unsaved {
		all = append(all, "the state cannot be saved: a restart would go on from an older one; the program's own log says why")
	}
	for i := range d.Sources {
		if s := &d.Sources[i]; s.LostBytes > 0 {
			all = append(all, fmt.Sprintf("%s of %s were gone before they could be read: what stood there is in no number here", size(s.LostBytes), short(s.Name)))
		}
	}
	return all
}
