package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tempfail/internal/printable"
	"tempfail/parser"
)

type eventsCmd struct {
	inputFlags  `embed:""`
	outputFlags `embed:""`
	Format      string `enum:"ndjson,json,csv" default:"ndjson" help:"ndjson (or json), one object a line without its empty fields, or csv with a header."`
}

// eventRow is an event with what it means.
type eventRow struct {
	*parser.Event
	parser.Diagnosis
	ln *line
}

// failed says whether the event tells of a failure, which has a cause.
func (r *eventRow) failed() bool {
	switch r.Kind {
	case parser.Attempt, parser.Probe:
		return r.Status == parser.Deferred || r.Status == parser.Bounced
	case parser.Trouble, parser.Refused:
		return true
	}
	return false
}

// Run prints every event.
func (c *eventsCmd) Run(env *environment) error {
	r, err := c.open(env)
	if err != nil {
		return err
	}
	var printed int64
	var useless error
	written := c.write(env, func(w io.Writer, _ screen) error {
		put, flush := eventWriter(c.Format, w)
		classifier := parser.NewClassifier()
		for ln := range r.lines(env.ctx) {
			for ev := range ln.events {
				row := eventRow{Event: ev, ln: ln}
				if row.failed() {
					row.Diagnosis = classifier.Classify(&row.Reply, row.DSN)
				}
				printed++
				if err := put(&row); err != nil {
					return err
				}
			}
		}
		if useless = r.useless(printed, "event"); useless != nil {
			return useless
		}
		return flush()
	})
	if useless != nil {
		return useless
	}
	return r.end(written)
}

// column is a field of an event as other programs see it: its name is a
// promise.
type column struct {
	name  string
	bare  bool                               // a number or a truth, which JSON does not quote
	value func(b []byte, r *eventRow) []byte // appends nothing where there is none
}

var eventColumns = []column{
	{"time", false, func(b []byte, r *eventRow) []byte { return appendTime(b, r.Time) }},
	{"host", false, func(b []byte, r *eventRow) []byte { return append(b, r.Host...) }},
	{"instance", false, func(b []byte, r *eventRow) []byte { return append(b, r.Instance...) }},
	{"agent", false, func(b []byte, r *eventRow) []byte { return append(b, r.Agent...) }},
	{"kind", false, func(b []byte, r *eventRow) []byte { return append(b, r.Kind.String()...) }},
	{"status", false, func(b []byte, r *eventRow) []byte { return append(b, r.Status.String()...) }},
	{"attempted", true, appendAttempted},
	{"count", true, func(b []byte, r *eventRow) []byte { return appendInt(b, r.Count) }},
	{"queue_id", false, func(b []byte, r *eventRow) []byte { return append(b, r.QueueID...) }},
	{"old_queue_id", false, func(b []byte, r *eventRow) []byte { return append(b, r.OldQueueID...) }},
	{"child_id", false, func(b []byte, r *eventRow) []byte { return append(b, r.ChildID...) }},
	{"message_id", false, func(b []byte, r *eventRow) []byte { return append(b, r.MessageID...) }},
	{"sender", false, func(b []byte, r *eventRow) []byte { return append(b, r.Sender...) }},
	{"account", false, func(b []byte, r *eventRow) []byte { return append(b, r.Account...) }},
	{"recipient", false, func(b []byte, r *eventRow) []byte { return append(b, r.Recipient...) }},
	{"orig_to", false, func(b []byte, r *eventRow) []byte { return append(b, r.OrigTo...) }},
	{"relay", false, func(b []byte, r *eventRow) []byte { return append(b, r.Relay.Host...) }},
	{"relay_ip", false, func(b []byte, r *eventRow) []byte { return append(b, r.Relay.IP...) }},
	{"relay_port", true, func(b []byte, r *eventRow) []byte { return appendInt(b, r.Relay.Port) }},
	{"code", true, func(b []byte, r *eventRow) []byte { return appendInt(b, r.Reply.Code) }},
	{"enhanced", false, func(b []byte, r *eventRow) []byte { return appendEnhanced(b, r.Reply.Enhanced) }},
	{"dsn", false, func(b []byte, r *eventRow) []byte { return appendEnhanced(b, r.DSN) }},
	{"origin", false, whenFailed(func(r *eventRow) string { return r.Reply.Origin.String() })},
	{"phase", false, whenFailed(func(r *eventRow) string { return r.Reply.Phase.String() })},
	{"cause", false, whenFailed(func(r *eventRow) string { return r.Cause.String() })},
	{"fault", false, whenFailed(func(r *eventRow) string { return r.Fault.String() })},
	{"provider", false, whenFailed(func(r *eventRow) string { return r.Provider })},
	{"delay", true, func(b []byte, r *eventRow) []byte { return appendSeconds(b, r.Delays.Total) }},
	{"delay_queue", true, func(b []byte, r *eventRow) []byte { return appendSeconds(b, r.Delays.Queue) }},
	{"delay_active", true, func(b []byte, r *eventRow) []byte { return appendSeconds(b, r.Delays.Active) }},
	{"delay_connect", true, func(b []byte, r *eventRow) []byte { return appendSeconds(b, r.Delays.Connect) }},
	{"delay_transmit", true, func(b []byte, r *eventRow) []byte { return appendSeconds(b, r.Delays.Transmit) }},
	{"tls", false, func(b []byte, r *eventRow) []byte { return append(b, r.TLS...) }},
	{"size", true, func(b []byte, r *eventRow) []byte { return appendInt(b, r.Size) }},
	{"recipients", true, func(b []byte, r *eventRow) []byte { return appendInt(b, r.Rcpts) }},
	{"trouble", false, appendTrouble},
	{"text", false, appendText},
	{"file", false, func(b []byte, r *eventRow) []byte { return append(b, r.ln.file.Name...) }},
	{"line", true, func(b []byte, r *eventRow) []byte { return appendInt(b, r.ln.number) }},
}

func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return b
	}
	return t.AppendFormat(b, time.RFC3339Nano)
}

func appendInt[T int | int64 | uint16](b []byte, n T) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(b, int64(n), 10)
}

func appendSeconds(b []byte, s float64) []byte {
	if s == 0 {
		return b
	}
	return strconv.AppendFloat(b, s, 'f', -1, 64)
}

func appendEnhanced(b []byte, e parser.Enhanced) []byte {
	if e == (parser.Enhanced{}) {
		return b
	}
	return fmt.Appendf(b, "%d.%d.%d", e.Class, e.Subject, e.Detail)
}

func appendAttempted(b []byte, r *eventRow) []byte {
	if r.Kind != parser.Attempt {
		return b
	}
	return strconv.AppendBool(b, r.Attempted)
}

// appendTrouble tells what of this host is broken, also where the line is
// first of all about an attempt, or a refusal.
func appendTrouble(b []byte, r *eventRow) []byte {
	if r.Kind != parser.LocalFault && r.Local.Trouble == parser.TroubleUnknown {
		return b
	}
	return append(b, r.Local.Trouble.String()...)
}

func appendText(b []byte, r *eventRow) []byte {
	if r.Kind == parser.LocalFault {
		return append(b, r.Local.Text...)
	}
	return append(b, r.Reply.Text...)
}

func whenFailed(name func(*eventRow) string) func([]byte, *eventRow) []byte {
	return func(b []byte, r *eventRow) []byte {
		if !r.failed() {
			return b
		}
		return append(b, name(r)...)
	}
}

func eventWriter(format string, w io.Writer) (put func(*eventRow) error, flush func() error) {
	if format == "csv" {
		return csvWriter(w)
	}
	var buf, value []byte
	out := printable.JSON(w)
	return func(r *eventRow) error {
		buf = append(buf[:0], '{')
		for i := range eventColumns {
			c := &eventColumns[i]
			if value = c.value(value[:0], r); len(value) == 0 {
				continue
			}
			if len(buf) > 1 {
				buf = append(buf, ',')
			}
			buf = append(append(append(buf, '"'), c.name...), `":`...)
			if c.bare {
				buf = append(buf, value...)
			} else {
				buf = appendQuoted(buf, value)
			}
		}
		buf = append(buf, "}\n"...)
		_, err := out.Write(buf)
		return err
	}, func() error { return nil }
}

func csvWriter(w io.Writer) (put func(*eventRow) error, flush func() error) {
	out := csv.NewWriter(w)
	header, record := make([]string, len(eventColumns)), make([]string, len(eventColumns))
	for i, c := range eventColumns {
		header[i] = c.name
	}
	var value []byte
	return func(r *eventRow) error {
			if header != nil { // with the first event: without one there is nothing to print
				out.Write(header) // an error stays, and comes with the next
				header = nil
			}
			for i := range eventColumns {
				value = eventColumns[i].value(value[:0], r)
				record[i] = cell(value, eventColumns[i].bare)
			}
			return out.Write(record)
		}, func() error {
			out.Flush()
			return out.Error()
		}
}

// cell is a value for a spreadsheet. Text of the log that a spreadsheet would
// take for a formula has an apostrophe before it, which it does not show
// (OWASP, CSV injection).
func cell(value []byte, bare bool) string {
	text := printable.String(value)
	if !bare && len(text) > 0 && strings.IndexByte("=+-@\t\r", text[0]) >= 0 {
		return "'" + text
	}
	return text
}

// appendQuoted appends s as a JSON string (RFC 8259, 7); what is no UTF-8 in
// it becomes U+FFFD.
func appendQuoted(b, s []byte) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ' || r == 0x7f:
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&0xf])
		default:
			b = utf8.AppendRune(b, r)
		}
		s = s[n:]
	}
	return append(b, '"')
}
