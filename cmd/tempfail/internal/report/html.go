package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"sync"
	"time"

	"tempfail/aggregate"
)

//go:embed report.html
var htmlSource string

var htmlTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report").Funcs(template.FuncMap{
		"text":  func(s string) string { return visible(s, false) },
		"class": func(s style) string { return htmlClasses[s] },
	}).Parse(htmlSource))
})

var htmlClasses = [...]string{normal: "", bold: "bold", dim: "dim", good: "good", warn: "warn", bad: "bad"}

// HTML writes the report as one file that needs nothing else: no script, no
// font, nothing from the network; light or dark as the reader's system is.
// Width, Color and Unicode do not matter to it.
func HTML(w io.Writer, s *aggregate.Snapshot, o Options) error {
	o = o.withDefaults()
	o.Width, o.Unicode = wideEnough, true
	var b bytes.Buffer
	if err := htmlTemplate().Execute(&b, newHTMLPage(s, o)); err != nil {
		return fmt.Errorf("drawing the report as HTML: %w", err)
	}
	return write(w, b.Bytes())
}

type htmlPage struct {
	Title  string
	Blocks []htmlBlock
	Chart  *chart
}

// htmlBlock is a head with its notes, or a table. At level 0 the head is the
// first of the notes.
type htmlBlock struct {
	Level int
	Head  htmlNote
	Items []htmlNote
	Table *htmlTable
}

type htmlNote struct {
	Label, Text string
	Style       style
	Code        bool
}

type htmlTable struct {
	Title, Lead, Rest string
	Heads             []htmlCell
	Rows              [][]htmlCell
}

type htmlCell struct {
	Text        string
	Style       style
	Right, Code bool
	Bars        string // a path instead of the text; empty for none
}

func newHTMLPage(s *aggregate.Snapshot, o Options) *htmlPage {
	page := &htmlPage{Title: "tempfail: " + s.Answer.Says, Chart: newChart(s, o)}
	for _, b := range build(s, o) {
		switch b := b.(type) {
		case *notes:
			h, items := htmlBlock{Level: b.level, Head: newHTMLNote(b.head)}, b.items
			if b.level == 0 {
				items = append([]note{b.head}, items...)
			}
			for _, item := range items {
				h.Items = append(h.Items, newHTMLNote(item))
			}
			page.Blocks = append(page.Blocks, h)
		case *table:
			page.Blocks = append(page.Blocks, htmlBlock{Table: newHTMLTable(b)})
		}
	}
	return page
}

func newHTMLNote(n note) htmlNote { return htmlNote{n.label, n.text, n.style, n.code} }

func newHTMLTable(t *table) *htmlTable {
	h := &htmlTable{Title: t.title, Lead: t.lead, Rest: t.rest}
	shown := t.shown()
	for _, c := range shown {
		h.Heads = append(h.Heads, htmlCell{Text: t.columns[c].head, Right: t.columns[c].right})
	}
	for _, row := range t.rows {
		var cells []htmlCell
		for _, c := range shown {
			cells = append(cells, htmlCell{row[c].text, row[c].style, t.columns[c].right, t.columns[c].code, sparkPath(row[c].bars)})
		}
		h.Rows = append(h.Rows, cells)
	}
	return h
}

// chart is the timeline as bars: what failed, within all attempts.
type chart struct {
	Width, Height float64
	Bars          []bar
	From, Until   string
}

type bar struct {
	X, Width        float64
	All, Failed     float64 // heights
	AllTop, FailTop float64 // from above
	Says            string
}

func tenths(v float64) float64 { return math.Round(v*10) / 10 }

const (
	chartWidth  = 960.0
	chartHeight = 96.0
)

func newChart(s *aggregate.Snapshot, o Options) *chart {
	buckets := s.Timeline.Buckets
	var most float64
	for _, b := range buckets {
		most = max(most, float64(b.Attempts), float64(b.Deferred)+float64(b.Bounced))
	}
	if most == 0 || s.Timeline.Step <= 0 || s.Totals.Deferred < worthDrawing {
		return nil
	}
	clock := newClock(s, o)
	step := time.Duration(min(s.Timeline.Step, 1e9) * float64(time.Second))
	at := func(i int) string { return clock.at(s.Timeline.Start.Add(time.Duration(i) * step)) }
	c := &chart{Width: chartWidth, Height: chartHeight, From: at(0), Until: at(len(buckets))}
	each := chartWidth / float64(len(buckets))
	for i, b := range buckets {
		failed := b.Deferred + b.Bounced
		all, fell := chartHeight*float64(b.Attempts)/most, chartHeight*float64(failed)/most
		c.Bars = append(c.Bars, bar{X: tenths(float64(i) * each), Width: tenths(each * 0.85),
			All: tenths(all), AllTop: tenths(chartHeight - all), Failed: tenths(fell), FailTop: tenths(chartHeight - fell),
			Says: fmt.Sprintf("%s: %s, %s failed", at(i), many(b.Attempts, "attempt"), number(failed))})
	}
	return c
}
