package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/alecthomas/kong"
)

// moment is a time as people write one: it means something only with a clock
// and a zone.
type moment struct{ text string }

// Decode takes the flag's value even where it begins with a dash: -2h.
func (m *moment) Decode(ctx *kong.DecodeContext) error {
	token := ctx.Scan.Pop()
	if token.IsEOL() {
		return fmt.Errorf("expects a time, such as %s", momentForms)
	}
	m.text = strings.TrimSpace(fmt.Sprint(token.Value))
	_, err := m.at(time.Unix(0, 0).UTC())
	return err
}

const momentForms = "2026-03-02, '2026-03-02 14:00', 2026-03-02T14:00:00Z, 14:00, today, yesterday, -2h or '3 d ago'"

// sureLayouts name one moment in any zone: with its offset, or the beginning
// of a day.
var sureLayouts = []string{time.RFC3339Nano, time.DateOnly}

var units = map[string]time.Duration{
	"s": time.Second, "sec": time.Second, "second": time.Second, "seconds": time.Second,
	"m": time.Minute, "min": time.Minute, "minute": time.Minute, "minutes": time.Minute,
	"h": time.Hour, "hour": time.Hour, "hours": time.Hour,
	"d": day, "day": day, "days": day,
	"w": 7 * day, "week": 7 * day, "weeks": 7 * day,
}

const day = 24 * time.Hour

var spanPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-?(\d{1,6})\s*([a-z]+)( ago)?$`) })

// at returns the moment as seen at now, in now's zone. The zero moment is the
// zero time.
func (m moment) at(now time.Time) (time.Time, error) {
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch text := strings.ToLower(m.text); text {
	case "":
		return time.Time{}, nil
	case "now":
		return now, nil
	case "today":
		return midnight, nil
	case "yesterday":
		return midnight.AddDate(0, 0, -1), nil
	default:
		if parts := spanPattern().FindStringSubmatch(text); parts != nil {
			return ago(now, parts[1], parts[2])
		}
	}
	for _, layout := range sureLayouts {
		if t, err := time.ParseInLocation(layout, m.text, now.Location()); err == nil {
			return t, nil
		}
	}
	if reading, ok := clockReading(m.text, now); ok {
		return m.first(reading, now.Location())
	}
	return time.Time{}, fmt.Errorf("%q is not a time; try %s", m.text, momentForms)
}

// ago goes back from now: whole days by the calendar, so that they keep the
// time of day when the clocks change.
func ago(now time.Time, number, unit string) (time.Time, error) {
	n, err := strconv.Atoi(number)
	size, ok := units[unit]
	switch {
	case err != nil || !ok:
		return time.Time{}, fmt.Errorf("%q is not a span of time; try 90m, 2h, 3d or 1w", number+unit)
	case size >= day:
		return now.AddDate(0, 0, -n*int(size/day)), nil
	}
	return now.Add(-time.Duration(n) * size), nil
}

// zone is a time zone by its name in the zone database.
type zone struct{ *time.Location }

// UnmarshalText takes Europe/Berlin, UTC, Local.
func (z *zone) UnmarshalText(text []byte) error {
	loc, err := time.LoadLocation(string(text))
	if err != nil {
		return fmt.Errorf("unknown time zone %q; try UTC, Europe/Berlin or America/New_York", text)
	}
	z.Location = loc
	return nil
}

// location returns the zone, the local one where none was asked for.
func (z zone) location() *time.Location {
	if z.Location == nil {
		return time.Local
	}
	return z.Location
}

// period is a stretch of time: from since on, before until. A zero end is
// open.
type period struct{ since, until time.Time }

func (p period) whole() bool { return p.since.IsZero() && p.until.IsZero() }

// holds says whether t lies within. What has no time lies in the whole only.
func (p period) holds(t time.Time) bool {
	switch {
	case p.whole():
		return true
	case t.IsZero():
		return false
	}
	return !t.Before(p.since) && (p.until.IsZero() || t.Before(p.until))
}

func (p period) String() string {
	switch {
	case p.until.IsZero():
		return "since " + p.since.Format(clockLayout)
	case p.since.IsZero():
		return "before " + p.until.Format(clockLayout)
	}
	return "from " + p.since.Format(clockLayout) + " to " + p.until.Format(clockLayout)
}

// span is the earliest and the latest of the times seen; zero before any.
type span struct{ from, until time.Time }

// add widens the span to at; a zero time says nothing.
func (s *span) add(at time.Time) {
	if at.IsZero() {
		return
	}
	if s.from.IsZero() || at.Before(s.from) {
		s.from = at
	}
	if at.After(s.until) {
		s.until = at
	}
}
