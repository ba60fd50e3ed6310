package main

import (
	"fmt"
	"strings"

	"github.com/grafana-tools/sdk"
)

// object is a part of a dashboard's model.
type object = map[string]any

// panel is a panel under construction. Every method returns it.
type panel struct {
	kind, title, says string
	w, h              int
	targets           []object
	options           object
	defaults, custom  object
	overrides         []object
	transformations   []object
}

func newPanel(kind, title, says string, w, h int, options object) *panel {
	return &panel{kind: kind, title: title, says: says, w: w, h: h, options: options, custom: object{},
		defaults: object{"color": object{"mode": "palette-classic"}}}
}

// headline divides a dashboard.
func headline(title string) *panel {
	p := newPanel("row", title, "", 24, 1, nil)
	p.defaults = nil
	return p
}

// stat is one number, with its course behind it.
func stat(title, says string, w int, expr string) *panel {
	p := newPanel("stat", title, says, w, 4, object{
		"graphMode": "area", "colorMode": "value", "textMode": "auto", "justifyMode": "auto", "orientation": "auto",
		"reduceOptions": object{"calcs": []string{"lastNotNull"}, "fields": "", "values": false}})
	return p.query(expr, title)
}

// lines is a course over time.
func lines(title, says string, w, h int) *panel {
	p := newPanel("timeseries", title, says, w, h, object{
		"legend":  object{"displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": []string{}},
		"tooltip": object{"mode": "multi", "sort": "desc"}})
	p.custom = object{"drawStyle": "line", "lineWidth": 1, "fillOpacity": 8, "showPoints": "never", "spanNulls": false, "lineInterpolation": "linear"}
	p.defaults["min"] = 0
	return p
}

// bars compare numbers of now.
func bars(title, says string, w, h int, expr, legend string) *panel {
	p := newPanel("bargauge", title, says, w, h, object{
		"displayMode": "gradient", "orientation": "horizontal", "showUnfilled": true, "valueMode": "color", "namePlacement": "auto", "sizing": "auto",
		"minVizWidth": 8, "minVizHeight": 16, "maxVizHeight": 300,
		"reduceOptions": object{"calcs": []string{"lastNotNull"}, "fields": "", "values": false}})
	p.defaults["min"] = 0
	return p.query(expr, legend).instant()
}

// table has a row for each series of its queries, joined by their labels.
func table(title, says string, w, h int) *panel {
	p := newPanel("table", title, says, w, h, object{"showHeader": true, "cellHeight": "sm"})
	p.custom = object{"align": "auto", "cellOptions": object{"type": "auto"}, "inspect": false}
	p.defaults["color"] = object{"mode": "thresholds"}
	return p.override("byType", "number", property{"noValue", "–"}) // of a cell; the default is the table's
}

func (p *panel) query(expr, legend string) *panel {
	p.targets = append(p.targets, object{"refId": string(rune('A' + len(p.targets))), "datasource": source,
		"expr": expr, "legendFormat": legend, "range": true, "instant": false, "editorMode": "code"})
	return p
}

// instant makes the last query one about the end of the time range.
func (p *panel) instant() *panel {
	t := p.targets[len(p.targets)-1]
	t["instant"], t["range"] = true, false
	return p
}

// cell adds a query as a column of a table.
func (p *panel) cell(expr string) *panel {
	p.query(expr, "").instant()
	p.targets[len(p.targets)-1]["format"] = "table"
	return p
}

// every sets the least step of the last query.
func (p *panel) every(interval string) *panel {
	p.targets[len(p.targets)-1]["interval"] = interval
	return p
}

func (p *panel) unit(unit string) *panel { p.defaults["unit"] = unit; return p }

func (p *panel) decimals(n int) *panel { p.defaults["decimals"] = n; return p }

func (p *panel) most(n float64) *panel { p.defaults["max"] = n; return p }

// empty is what is shown where there is no data.
func (p *panel) empty(text string) *panel { p.defaults["noValue"] = text; return p }

// step is a threshold: from a value on, a colour.
type step struct {
	from  float64
	color string
}

func thresholds(first string, steps ...step) object {
	all := []object{{"color": first, "value": nil}}
	for _, s := range steps {
		all = append(all, object{"color": s.color, "value": s.from})
	}
	return object{"mode": "absolute", "steps": all}
}

// steps colours the panel by value.
func (p *panel) steps(first string, steps ...step) *panel {
	p.defaults["thresholds"] = thresholds(first, steps...)
	p.defaults["color"] = object{"mode": "thresholds"}
	return p
}

// limit draws a line where a value begins to be bad.
func (p *panel) limit(from float64) *panel {
	p.defaults["thresholds"] = thresholds("transparent", step{from, "red"})
	p.custom["thresholdsStyle"] = object{"mode": "dashed"}
	return p
}

func (p *panel) shade(mode string) *panel { p.defaults["color"] = object{"mode": mode}; return p }

func (p *panel) stacked() *panel {
	p.custom["stacking"] = object{"mode": "normal", "group": "A"}
	p.custom["fillOpacity"] = 60
	p.custom["lineWidth"] = 0
	return p
}

func (p *panel) columns() *panel {
	p.custom["drawStyle"], p.custom["fillOpacity"], p.custom["barAlignment"] = "bars", 70, -1
	return p
}

// legend puts a table with sums beside the lines.
func (p *panel) legend(calcs ...string) *panel {
	p.options["legend"] = object{"displayMode": "table", "placement": "right", "showLegend": true, "calcs": calcs}
	return p
}

// mapping gives values words.
type mapping struct{ value, text, color string }

func mappings(all ...mapping) []object {
	options := object{}
	for i, m := range all {
		o := object{"text": m.text, "index": i}
		if m.color != "" {
			o["color"] = m.color
		}
		options[m.value] = o
	}
	return []object{{"type": "value", "options": options}}
}

func (p *panel) words(all ...mapping) *panel { p.defaults["mappings"] = mappings(all...); return p }

// property is what an override changes in a field.
type property struct {
	id    string
	value any
}

func (p *panel) override(matcher, name string, all ...property) *panel {
	properties := []object{}
	for _, q := range all {
		properties = append(properties, object{"id": q.id, "value": q.value})
	}
	p.overrides = append(p.overrides, object{"matcher": object{"id": matcher, "options": name}, "properties": properties})
	return p
}

// field changes the field of a name.
func (p *panel) field(name string, all ...property) *panel { return p.override("byName", name, all...) }

// color gives the series of a name a colour of its own.
func (p *panel) color(name, color string) *panel {
	return p.field(name, property{"color", object{"mode": "fixed", "fixedColor": color}})
}

// columnsOf joins the queries of a table and names its columns, in their
// order. A name is "label=Title" or, for the value of a query, "#A=Title".
// hidden is a column that is not shown.
func (p *panel) columnsOf(hidden string, names ...string) *panel {
	exclude, order, rename := object{"Time": true, "__name__": true}, object{}, object{}
	if hidden != "" {
		exclude[hidden] = true
	}
	for i, n := range names {
		from, to, _ := strings.Cut(n, "=")
		if query, ok := strings.CutPrefix(from, "#"); ok {
			from = "Value #" + query
			if len(p.targets) == 1 {
				from = "Value"
				rename["Value #"+query], order["Value #"+query] = to, i
			}
		}
		order[from], rename[from] = i, to
	}
	p.transformations = append(p.transformations, object{"id": "merge", "options": object{}},
		object{"id": "organize", "options": object{"excludeByName": exclude, "indexByName": order, "renameByName": rename}})
	return p
}

func (p *panel) sort(column string) *panel {
	p.options["sortBy"] = []object{{"displayName": column, "desc": true}}
	return p
}

// link leads from a value to another dashboard, or to a status page.
type link struct{ title, url string }

// Variables that go along with every link.
const along = "&${datasource:queryparam}&${job:queryparam}&${instance:queryparam}&${__url_time_range}"

func toDestination(value string) link {
	return link{"What happens there", "/d/tempfail-destination?var-destination=" + value + along}
}

func toProvider(value string) link {
	return link{"What happens there", "/d/tempfail-destination?var-provider=" + value + along}
}

func toStatusPage(value string) link {
	return link{"Status page of the host: findings, evidence, what to do", "http://" + value + "/"}
}

func links(all ...link) []object {
	var out []object
	for _, l := range all {
		out = append(out, object{"title": l.title, "url": l.url, "targetBlank": strings.HasPrefix(l.url, "http")})
	}
	return out
}

func (p *panel) links(all ...link) *panel { p.defaults["links"] = links(all...); return p }

// sdk places the panel.
func (p *panel) sdk(id uint, x, y int) *sdk.Panel {
	common := sdk.CommonPanel{ID: id, OfType: sdk.CustomType, Type: p.kind, Title: p.title, Editable: true}
	common.GridPos.X, common.GridPos.Y, common.GridPos.W, common.GridPos.H = &x, &y, &p.w, &p.h
	if p.says != "" {
		common.Description = &p.says
	}
	custom := sdk.CustomPanel{}
	if p.kind == "row" {
		custom["collapsed"], custom["panels"] = false, []object{}
		return &sdk.Panel{CommonPanel: common, CustomPanel: &custom}
	}
	custom["options"] = p.options
	if p.defaults != nil {
		if len(p.custom) > 0 {
			p.defaults["custom"] = p.custom
		}
		overrides := p.overrides
		if overrides == nil {
			overrides = []object{}
		}
		custom["fieldConfig"] = object{"defaults": p.defaults, "overrides": overrides}
		common.Datasource = source
		custom["targets"] = p.targets
	}
	if len(p.transformations) > 0 {
		custom["transformations"] = p.transformations
	}
	return &sdk.Panel{CommonPanel: common, CustomPanel: &custom}
}

// ratio is the share of two sums of increases, over the same labels.
func ratio(by, part, whole string) string {
	return fmt.Sprintf("sum by (%s) (increase(%s)) / (sum by (%s) (increase(%s)) > 0)", by, part, by, whole)
}
