package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"

	"tempfail/aggregate"
	"tempfail/internal/printable"
)

// JSON writes s for other programs, as the contract of its fields has it: a
// blank for each level, a newline at the end, an empty list as []. With o.Top
// above 0 the lists of names, replies and waiting recipients are cut to as
// many; findings never are.
func JSON(w io.Writer, s *aggregate.Snapshot, o Options) error {
	d := jsonText{w: w}
	d.e = printable.NewEncoder(&d.buf)
	d.report(complete(*s, o.Top))
	if d.err != nil {
		return fmt.Errorf("writing the report as JSON: %w", d.err)
	}
	return nil
}

// jsonText is JSON that is written bit by bit: as one text, the report on
// 10,000 destinations would take as much memory as all that was counted.
type jsonText struct {
	w   io.Writer
	e   *json.Encoder // into buf
	buf bytes.Buffer
	err error // the first one; nothing is written after it
}

// report writes s: one field after the other, and of a list one row.
func (d *jsonText) report(s *aggregate.Snapshot) {
	v := reflect.ValueOf(s).Elem()
	before := "{\n "
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("json")
		if name == "-" {
			continue
		}
		d.text(before, `"`, name, `": `)
		if f := v.Field(i); f.Kind() == reflect.Slice {
			d.list(f)
		} else {
			d.value(f.Interface(), " ")
		}
		before = ",\n "
	}
	d.text("\n}\n")
}

func (d *jsonText) list(v reflect.Value) {
	if v.Len() == 0 {
		d.text("[]")
		return
	}
	before := "[\n  "
	for i := range v.Len() {
		d.text(before)
		d.value(v.Index(i).Addr().Interface(), "  ")
		before = ",\n  "
	}
	d.text("\n ]")
}

// value writes what stands so far from the margin.
func (d *jsonText) value(v any, margin string) {
	d.buf.Reset()
	d.e.SetIndent(margin, " ")
	if err := d.e.Encode(v); err != nil && d.err == nil {
		d.err = err
	}
	d.text(strings.TrimSuffix(d.buf.String(), "\n"))
}

func (d *jsonText) text(pieces ...string) {
	for _, s := range pieces {
		if d.err == nil {
			_, d.err = io.WriteString(d.w, s)
		}
	}
}

// complete is s with its lists cut to top, and none of them nil.
func complete(s aggregate.Snapshot, top int) *aggregate.Snapshot {
	s.Input.Files = listed(s.Input.Files, 0)
	s.Destinations = listed(s.Destinations, top)
	s.Providers = listed(s.Providers, top)
	s.Senders = listed(s.Senders, top)
	s.Causes = listed(s.Causes, 0)
	s.Replies = listed(s.Replies, top)
	s.LocalFaults = listed(s.LocalFaults, 0)
	s.Refused = listed(s.Refused, top)
	s.Waiting = listed(s.Waiting, top)
	s.Timeline.Buckets = listed(s.Timeline.Buckets, 0)
	s.Limits = listed(s.Limits, 0)
	findings := make([]aggregate.Finding, len(s.Findings))
	for i, f := range s.Findings {
		f.Evidence = listed(f.Evidence, 0)
		f.Against = listed(f.Against, 0)
		f.Advice = listed(f.Advice, 0)
		f.Samples = listed(f.Samples, 0)
		findings[i] = f
	}
	s.Findings = findings
	return &s
}

// listed is list without what is beyond top, and never nil.
func listed[T any](list []T, top int) []T {
	if list == nil {
		return []T{}
	}
	if top > 0 && len(list) > top {
		return list[:top]
	}
	return list
}
