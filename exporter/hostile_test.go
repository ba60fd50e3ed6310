package exporter

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tempfail/aggregate"
)

// evil are texts that a stranger may bring into a log.
var evil = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</style></title><svg onload=alert(1)>`, `javascript:alert(1)`,
	"\xff\xfe\x00\x1b[31m\r\nSet-Cookie: a=b", "\u202egnp.exe\u200b\ufeff", "{{.}}${x}`", strings.Repeat("e\u0301\u0301\u0301\u0301", 300),
	strings.Repeat("<b>", 20_000), strings.Repeat("\xf0\x9f", 30_000),
}

// poisoned is a state in which every text is evil, and every list long; which
// text is where, n decides.
func poisoned(n int) State {
	s := bothSides()
	poison(reflect.ValueOf(s.Snapshot).Elem(), &n)
	poison(reflect.ValueOf(&s.Sources).Elem(), &n)
	s.Snapshot.Delivery.Examples[0].QueueID = evil[4]
	s.Snapshot.Delivery.Examples[1].QueueID = evil[8]
	for len(s.Snapshot.Findings) < 300 {
		s.Snapshot.Findings = append(s.Snapshot.Findings, s.Snapshot.Findings...)
		s.Snapshot.Waiting = append(s.Snapshot.Waiting, s.Snapshot.Waiting...)
		s.Snapshot.Destinations = append(s.Snapshot.Destinations, s.Snapshot.Destinations...)
		s.Snapshot.Causes = append(s.Snapshot.Causes, s.Snapshot.Causes...)
		s.Snapshot.Limits = append(s.Snapshot.Limits, s.Snapshot.Limits...)
		s.Sources = append(s.Sources, s.Sources...)
	}
	return s
}

// poison puts an evil text into every string that can be reached.
func poison(v reflect.Value, n *int) {
	switch v.Kind() {
	case reflect.String:
		*n++
		v.SetString(evil[*n%len(evil)])
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			poison(v.Field(i), n)
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), n)
		}
	}
}

func TestHostilePage(t *testing.T) {
	for round := range len(evil) {
		_, body := get(t, fixed(t, poisoned(round), Options{ShowAddresses: round%2 == 0}), "/")
		if !utf8.ValidString(body) {
			t.Error("the page is not UTF-8")
		}
		if len(body) > 2<<20 {
			t.Errorf("the page has %d bytes", len(body))
		}
		for _, word := range []string{"<script>alert", "<img", "<b><b>", "onload=alert(1)>", "\x1b", "\u202e", "\x00", "\ufeff"} {
			if strings.Contains(body, word) {
				t.Errorf("the page holds %q", word)
			}
		}
	}
}

func TestHostileMetrics(t *testing.T) {
	for _, accept := range []string{"", "application/openmetrics-text; version=1.0.0"} {
		r, body := get(t, fixed(t, poisoned(0), Options{}), "/metrics", "Accept", accept)
		if r.StatusCode != 200 || !utf8.ValidString(body) || strings.Contains(body, "error") && strings.Contains(body, "collected metric") {
			t.Errorf("%s: %.500s", r.Status, body)
		}
		for line := range strings.Lines(body) {
			if len(line) > 1<<12 {
				t.Errorf("a line of %d bytes: %.80s", len(line), line)
			}
		}
	}
	for round := range len(evil) {
		gathered(t, fixed(t, poisoned(round), Options{}))
	}
}

// TestPseudonyms puts an address into every text and looks for it outside.
func TestPseudonyms(t *testing.T) {
	s := bothSides()
	const local = "jane.doe+tag"
	fill(reflect.ValueOf(s.Snapshot).Elem(), local+"@example.org")
	for i := range s.Snapshot.Destinations { // names of domains and verdicts are no addresses
		s.Snapshot.Destinations[i] = aggregate.Row{Name: "example.org"}
	}
	s.Snapshot.Providers, s.Snapshot.Senders, s.Snapshot.LocalFaults[0].Trouble = nil, nil, "dns"
	s.Snapshot.LocalFaults[0].Strength, s.Snapshot.Input.Hosts = "sure", nil
	for i := range s.Snapshot.Findings {
		f := &s.Snapshot.Findings[i]
		f.Verdict, f.Scope.Kind = aggregate.Blocked, "recipient"
		for j := range f.Evidence {
			f.Evidence[j].Name = ""
		}
		for j := range f.Against {
			f.Against[j].Name = ""
		}
	}
	for i := range s.Snapshot.Waiting {
		s.Snapshot.Waiting[i].QueueID, s.Snapshot.Waiting[i].Destination = "", ""
	}
	s.Snapshot.Answer.Side = aggregate.SideUs
	s.Snapshot.Limits, s.Snapshot.MTAs = nil, nil
	e := fixed(t, s, Options{Report: asJSON})
	for _, path := range []string{"/", "/api/report", "/metrics"} {
		_, body := get(t, e, path)
		if strings.Contains(body, local) || strings.Contains(body, "jane") {
			t.Errorf("%s tells an address", path)
		}
		if !strings.Contains(body, e.pseudonym(local+"@example.org")) {
			t.Errorf("%s has no pseudonym", path)
		}
	}
	open := fixed(t, s, Options{Report: asJSON, ShowAddresses: true})
	for _, path := range []string{"/", "/api/report", "/metrics"} {
		if _, body := get(t, open, path); !strings.Contains(body, "jane") {
			t.Errorf("%s hides an address that may be shown", path)
		}
	}
}

func (e *Exporter) pseudonym(s string) string { return e.names.Text(s) }

// fill puts a text into every string that can be reached.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), text)
		}
	}
}

// TestHostileNumbers: a snapshot from a broken clock or with impossible counts.
func TestHostileNumbers(t *testing.T) {
	s := bothSides()
	s.Snapshot.Timeline.Step = -1
	s.Snapshot.Destinations[0].Timeline = []aggregate.Bucket{{Attempts: -5, Deferred: 1 << 62}, {}}
	s.Snapshot.Destinations[1].Counts.Attempts = -1
	s.Snapshot.Findings[0].Since = time.Time{}
	s.Snapshot.Findings[3].Until = ptr(time.Unix(1<<40, 0))
	s.Snapshot.Causes[0].Cause = 250
	s.Snapshot.Causes = s.Snapshot.Causes[1:]
	r, body := get(t, fixed(t, s, Options{}), "/")
	if r.StatusCode != 200 || strings.Contains(body, "NaN") || strings.Contains(body, "Inf") {
		t.Errorf("%s: %s", r.Status, fmt.Sprint(strings.Contains(body, "NaN"), strings.Contains(body, "Inf")))
	}
}
