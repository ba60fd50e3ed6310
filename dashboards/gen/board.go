package main

import (
	"fmt"

	"github.com/grafana-tools/sdk"
)

// schemaVersion is Grafana 11's; 12 and 13 migrate from it.
const schemaVersion = 39

// source is the data source that the variable of that name chooses.
var source = map[string]string{"type": "prometheus", "uid": "${datasource}"}

// host limits a query to the jobs and hosts that are chosen.
const host = `job=~"$job", instance=~"$instance"`

// board is a dashboard under construction.
type board struct {
	uid, title string
	variables  []variable
	rows       []row
}

// row is a headline and the panels below it, from left to right; they wrap at
// 24 columns.
type row struct {
	title  string
	panels []*panel
}

// variable is a choice above the dashboard: the values of a label.
type variable struct {
	label, name, query string
}

var (
	jobs  = variable{"Job", "job", "label_values(tempfail_build_info, job)"}
	hosts = variable{"Host", "instance", `label_values(tempfail_build_info{job=~"$job"}, instance)`}
)

// sdk builds the model with the library: its board is the skeleton, every
// panel is a custom one, for its own types know neither overrides nor
// transformations, and write enums that are empty.
func (b *board) sdk() *sdk.Board {
	s := sdk.NewBoard(b.title)
	s.ID, s.UID, s.SchemaVersion, s.Editable = 0, b.uid, schemaVersion, true
	s.Tags = []string{"tempfail", "mail"}
	s.Time = sdk.Time{From: "now-24h", To: "now"}
	s.Refresh = &sdk.BoolString{Value: "1m"}
	s.GraphTooltip = 1 // one crosshair for all panels
	s.Templating.List = append(s.Templating.List, sdk.TemplateVar{Name: "datasource", Label: "Data source", Type: "datasource", Query: "prometheus", Refresh: refresh(1)})
	for _, v := range append([]variable{jobs, hosts}, b.variables...) {
		s.Templating.List = append(s.Templating.List, v.sdk())
	}
	yes := true
	s.Links = []sdk.Link{{Title: "tempfail", Type: "dashboards", Tags: []string{"tempfail"}, AsDropdown: &yes, IncludeVars: true, KeepTime: &yes}}
	s.Annotations.List = b.annotations()
	s.Panels = b.layout()
	return s
}

func refresh(n int64) sdk.BoolInt { return sdk.BoolInt{Value: &n} }

func (v variable) sdk() sdk.TemplateVar {
	return sdk.TemplateVar{Name: v.name, Label: v.label, Type: "query", Datasource: source, Refresh: refresh(2), Sort: 1,
		IncludeAll: true, Multi: true, AllValue: ".*",
		Query:   map[string]string{"query": v.query, "refId": "Values"},
		Current: sdk.Current{Text: &sdk.StringSliceString{Value: []string{"All"}, Valid: true}, Value: []string{"$__all"}}}
}

// annotations mark the time in which a finding lasts: Grafana joins points
// that follow each other to a region, which opens and closes with it.
func (b *board) annotations() []sdk.Annotation {
	mark := func(name, color, verdicts string) sdk.Annotation {
		return sdk.Annotation{Name: name, Datasource: source, Enable: true, IconColor: color, Step: "60s",
			Expr:        fmt.Sprintf(`max by (instance, verdict, cause, scope) (tempfail_finding{%s, verdict=~"%s"})`, host, verdicts),
			TitleFormat: "{{verdict}}: {{scope}}", TextFormat: "{{cause}}, seen by {{instance}}", TagKeys: "verdict,instance"}
	}
	return []sdk.Annotation{
		mark("Us: local faults, blocks, throttling", "purple", "local-fault|blocked|throttled"),
		mark("Them: outages", "orange", "remote-outage"),
	}
}

// layout gives all panels their numbers and places.
func (b *board) layout() []*sdk.Panel {
	var all []*sdk.Panel
	id, y := uint(0), 0
	for _, r := range b.rows {
		if r.title != "" {
			id++
			all = append(all, headline(r.title).sdk(id, 0, y))
			y++
		}
		x, tall := 0, 0
		for _, p := range r.panels {
			if x+p.w > 24 {
				x, y, tall = 0, y+tall, 0
			}
			id++
			all = append(all, p.sdk(id, x, y))
			x, tall = x+p.w, max(tall, p.h)
		}
		y += tall
	}
	return all
}
