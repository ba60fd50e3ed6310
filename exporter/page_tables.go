package exporter

import (
	"fmt"
	"slices"

	"tempfail/aggregate"
)

// table is one of the page's; its first column names the row.
type table struct {
	ID, Title, Lead string
	Heads           []cell
	Rows            [][]cell
	Rest            string
}

// cell is a cell or a head. Spare ones are left out on narrow screens.
type cell struct {
	Text          string
	Number, Spare bool
	Tone          string
	Chart         *chart
}

func (t *table) row(texts ...any) {
	row := make([]cell, len(t.Heads))
	for i, text := range texts {
		c := t.Heads[i]
		c.Text = ""
		switch text := text.(type) {
		case string:
			c.Text = text
		case *chart:
			c.Chart = text
		case cell:
			c.Text, c.Tone = text.Text, text.Tone
		}
		row[i] = c
	}
	t.Rows = append(t.Rows, row)
}

// some are the tables that have rows.
func some(all ...*table) []*table {
	return slices.DeleteFunc(all, func(t *table) bool { return len(t.Rows) == 0 })
}

// rest says how many rows are not shown.
func (t *table) rest(all int, where string) *table {
	if n := all - len(t.Rows); n > 0 {
		t.Rest = fmt.Sprintf("%s more %s", number(int64(n)), where)
	}
	return t
}

var (
	attemptsHead = cell{Text: "attempts", Number: true}
	deferredHead = cell{Text: "deferred", Number: true}
	waitingHead  = cell{Text: "waiting", Number: true}
	laterHead    = cell{Text: "delivered later", Number: true, Spare: true}
	halfHead     = cell{Text: "half within", Number: true, Spare: true}
)

func (d *drawing) destinations() *table {
	t := &table{ID: "destinations", Title: "Destinations", Lead: "Recipient domains with most deferrals first.",
		Heads: []cell{{Text: "destination"}, deferredHead, {Text: "verdict"}, waitingHead, attemptsHead, {Text: "over time"},
			{Text: "mostly about", Spare: true}, laterHead, halfHead, {Text: "provider", Spare: true}}}
	for i := range d.Destinations[:min(len(d.Destinations), maxRows)] {
		r := &d.Destinations[i]
		t.row(short(r.Name), share(r.Deferred, r.Attempts), verdictCell(r), unlessNone(r.Waiting), number(r.Attempts), spark.draw(r.Timeline),
			word(r.TopCause), share(r.Recovery.Delivered, r.Recovery.Deferred), seconds(r.Recovery.P50), provider(r))
	}
	return t.rest(len(d.Destinations), "are in /api/report.")
}

// provider is left out where it is the destination itself.
func provider(r *aggregate.Row) string {
	if r.Provider == r.Name {
		return ""
	}
	return short(r.Provider)
}

func (d *drawing) providers() *table {
	t := &table{ID: "providers", Title: "Providers", Lead: "Who runs the mail exchangers that the destinations share.",
		Heads: []cell{{Text: "provider"}, deferredHead, {Text: "verdict"}, waitingHead, attemptsHead, {Text: "over time"},
			{Text: "mostly about", Spare: true}, laterHead, halfHead, {Text: "destinations", Number: true, Spare: true}}}
	for i := range d.Providers[:min(len(d.Providers), maxRows)] {
		r := &d.Providers[i]
		t.row(short(r.Name), share(r.Deferred, r.Attempts), verdictCell(r), unlessNone(r.Waiting), number(r.Attempts), spark.draw(r.Timeline),
			word(r.TopCause), share(r.Recovery.Delivered, r.Recovery.Deferred), seconds(r.Recovery.P50), number(int64(r.Destinations)))
	}
	return t.rest(len(d.Providers), "are in /api/report.")
}

func (d *drawing) causes() *table {
	t := &table{ID: "causes", Title: "Causes", Lead: "What the failed attempts were about, and whether waiting helped.",
		Heads: []cell{{Text: "cause"}, {Text: "whose"}, attemptsHead, {Text: "recipients", Number: true, Spare: true},
			{Text: "delivered later", Number: true}, {Text: "half within", Number: true}, {Text: "9 of 10 within", Number: true, Spare: true}, waitingHead}}
	for i := range d.Causes[:min(len(d.Causes), maxRows)] {
		c := &d.Causes[i]
		t.row(word(c.Cause.String()), cell{Text: word(c.Fault.String()), Tone: tone(c.Fault)}, number(c.Attempts), number(c.Recipients),
			share(c.Recovery.Delivered, c.Recovery.Deferred), seconds(c.Recovery.P50), seconds(c.Recovery.P90), unlessNone(c.Recovery.Waiting))
	}
	return t.rest(len(d.Causes), "are in /api/report.")
}

func (d *drawing) ownTroubles() *table {
	t := &table{ID: "own", Title: "What this host says of itself", Lead: "Its own lines about something of its own that is broken.",
		Heads: []cell{{Text: "trouble"}, {Text: "lines", Number: true}, {Text: "last"}, {Text: "in its words"}}}
	for i := range d.LocalFaults[:min(len(d.LocalFaults), maxRows)] {
		f := &d.LocalFaults[i]
		t.row(word(f.Trouble), number(f.Count), d.when(f.Last), clean(f.Sample, 2*shortText))
	}
	return t
}

func (d *drawing) waiting() *table {
	t := &table{ID: "waiting", Title: "Who is waiting", Lead: "Recipients whose last attempt was deferred, the longest wait first.",
		Heads: []cell{{Text: "recipient"}, {Text: "for", Number: true}, {Text: "tries", Number: true}, {Text: "cause"},
			{Text: "given up", Spare: true}, {Text: "last reply", Spare: true}, {Text: "sender", Spare: true}, {Text: "queue ID", Spare: true}}}
	if !d.opt.ShowAddresses {
		t.Lead += " Addresses have pseudonyms here; the log on the host, read by tempfail trace, has the queue IDs."
	}
	for i := range d.Waiting[:min(len(d.Waiting), maxRows)] {
		w := &d.Waiting[i]
		var waits, expires, sender string
		if since := w.Waits(); !since.IsZero() {
			waits = span(d.Now.Sub(since))
		}
		if w.Expires != nil {
			expires = d.when(*w.Expires)
		}
		if sender = short(w.Sender); sender == "" {
			sender = "<>"
		}
		t.row(short(w.Recipient), waits, number(w.Attempts), word(w.Cause.String()), expires, clean(w.LastReply, 2*shortText), sender, short(w.QueueID))
	}
	return t.rest(int(max(d.Totals.Waiting, int64(len(d.Waiting)))), "wait.")
}

func (d *drawing) sources() *table {
	t := &table{ID: "sources", Title: "What is read",
		Heads: []cell{{Text: "source"}, {Text: "state"}, {Text: "behind", Number: true}, {Text: "lost", Number: true}, {Text: "reason"}}}
	for i := range d.Sources[:min(len(d.Sources), maxRows)] {
		s := &d.Sources[i]
		t.row(short(s.Name), s.state(), span(s.Lag), size(s.LostBytes), long(s.Error))
	}
	return t.rest(len(d.Sources), "are in /metrics.")
}

func (s *Source) state() cell {
	switch {
	case !s.Up && s.Error == "":
		return cell{Text: "ended", Tone: "nobody"}
	case !s.Up:
		return cell{Text: "cannot be read", Tone: "us"}
	case !s.CaughtUp:
		return cell{Text: "catching up", Tone: "path"}
	}
	return cell{Text: "followed", Tone: "good"}
}

// verdictCell has the colour of who is to act.
func verdictCell(r *aggregate.Row) cell {
	return cell{Text: word(string(r.Verdict)), Tone: verdictTones[r.Verdict]}
}

var verdictTones = map[aggregate.Verdict]string{
	aggregate.Healthy: "good", aggregate.Greylisting: "nobody", aggregate.Throttled: "us", aggregate.Blocked: "us",
	aggregate.RemoteOutage: "them", aggregate.RecipientTrouble: "them", aggregate.LocalFault: "us", aggregate.Unclear: "path",
}

// unlessNone is a number, and nothing for none.
func unlessNone(n int64) string {
	if n == 0 {
		return ""
	}
	return number(n)
}
