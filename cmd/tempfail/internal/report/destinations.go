package report

import (
	"tempfail/aggregate"
)

// detailWidth is where the other reply codes get columns of their own.
const detailWidth = 120

// destinations are those with trouble; the others are counted.
func destinations(p *page) []block {
	t := p.rows("destinations", "destination", p.s.Destinations)
	if len(t.rows) == 0 {
		return nil
	}
	return []block{t}
}

// providers say something new only where one serves several destinations.
func providers(p *page) []block {
	serves := func(r aggregate.Row) bool { return r.Destinations > 1 }
	if !anyOf(p.s.Providers, serves) {
		return nil
	}
	t := p.rows("providers", "provider", p.s.Providers)
	if len(t.rows) == 0 {
		return nil
	}
	return []block{t}
}

func anyOf[T any](list []T, is func(T) bool) bool {
	for _, v := range list {
		if is(v) {
			return true
		}
	}
	return false
}

// rowColumns are the columns of a Row, in the order of rowCells. Where width is
// short, those go last that say how mail fares; how long it takes, and with
// which codes, is told of causes and replies, too.
func rowColumns(name string) []column {
	return []column{
		{head: name, min: 16, code: true},
		{head: "dests", right: true, drop: 5},
		{head: "attempts", right: true},
		{head: "sent", right: true, drop: 3},
		{head: "deferred", right: true},
		{head: "bounced", right: true, drop: 2},
		{head: "451", right: true, drop: 4},
		{head: "421", right: true, drop: 11},
		{head: "450", right: true, drop: 10},
		{head: "452", right: true, drop: 9},
		{head: "4xx", right: true, drop: 8},
		{head: "waiting", right: true, drop: 1},
		{head: "p50", right: true, drop: 6},
		{head: "p90", right: true, drop: 7},
		{head: "verdict", min: len(aggregate.RemoteOutage)},
		{head: "deferrals", drop: 12},
	}
}

func (p *page) rowCells(r aggregate.Row) []cell {
	c := r.Codes
	c421, c450, c452, c4xx := count(c.C421), count(c.C450), count(c.C452), count(c.C4xx)
	if p.o.Width < detailWidth {
		c421, c450, c452, c4xx = "", "", "", count(c.C421+c.C450+c.C452+c.C4xx)
	}
	dests := ""
	if r.Destinations > 0 {
		dests = number(int64(r.Destinations))
	}
	return []cell{
		{text: r.Name}, {text: dests},
		{text: count(r.Attempts)}, {text: count(r.Sent)}, {text: count(r.Deferred)}, {text: count(r.Bounced)},
		{text: count(c.C451)}, {text: c421}, {text: c450}, {text: c452}, {text: c4xx},
		{text: count(r.Waiting)}, {text: quantile(r.Recovery.P50)}, {text: quantile(r.Recovery.P90)},
		{text: string(r.Verdict), style: verdictStyles[r.Verdict]},
		{text: p.spark(r.Timeline, rowSparkCells), bars: resample(r.Timeline, sparkBars)},
	}
}

// rowSparkCells is as long as the head of its column.
const rowSparkCells = len("deferrals")

func (p *page) rows(title, name string, rows []aggregate.Row) *table {
	t := &table{title: title, columns: rowColumns(name)}
	fine := 0
	for _, r := range rows {
		if isFine(r) {
			fine++
			continue
		}
		t.rows = append(t.rows, p.rowCells(r))
	}
	t.keep(p.top())
	if fine > 0 {
		took := many(int64(fine), "other "+name) + " took every message at the first attempt"
		if t.rest != "" {
			took = t.rest + "; " + took
		}
		t.rest = took
	}
	return t
}

// isFine tells a row that is not worth a line.
func isFine(r aggregate.Row) bool {
	return r.Deferred+r.Bounced+r.Expired+r.NotAttempted+r.Waiting == 0 && (r.Verdict == aggregate.Healthy || r.Verdict == aggregate.Thin || r.Verdict == "")
}
