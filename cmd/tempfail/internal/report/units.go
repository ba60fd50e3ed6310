package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"tempfail/aggregate"
)

// number groups digits by thin blanks: 12 345.
func number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return sign + s
}

// count is number, and nothing for none: a column of nothing is left out.
func count(n int64) string {
	if n == 0 {
		return ""
	}
	return number(n)
}

// many names what is counted: "1 message", "12 messages".
func many(n int64, one string) string {
	if n == 1 {
		return "1 " + one
	}
	if strings.HasSuffix(one, "y") {
		return number(n) + " " + one[:len(one)-1] + "ies"
	}
	return number(n) + " " + one + "s"
}

// share is part of whole in percent. It says 0 % and 100 % of nothing less.
func share(part, whole int64) string {
	if whole <= 0 {
		return ""
	}
	switch p := 100 * float64(part) / float64(whole); {
	case part == 0:
		return "0 %"
	case part == whole:
		return "100 %"
	case p < 0.01:
		return "under 0.01 %"
	case p < 0.995:
		return fmt.Sprintf("%.2g %%", p)
	case p < 9.95:
		return fmt.Sprintf("%.1f %%", p)
	case p > 99.5:
		return "over 99 %"
	default:
		return fmt.Sprintf("%.0f %%", p)
	}
}

// figure is a number of an evidence.
func figure(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return number(int64(v))
	}
	return strconv.FormatFloat(v, 'g', 2, 64)
}

func size(bytes int64) string {
	units := []string{"bytes", "kB", "MB", "GB", "TB", "PB", "EB"}
	v, u := float64(bytes), 0
	for ; v >= 999.5 && u < len(units)-1; u++ {
		v /= 1000
	}
	if u > 0 && v < 9.95 {
		return fmt.Sprintf("%.1f %s", v, units[u])
	}
	return fmt.Sprintf("%.0f %s", v, units[u])
}

func duration(d time.Duration) string { return aggregate.Span(d) }

// quantile is a time of recovery; nothing where it is not known.
func quantile(seconds *float64) string {
	if seconds == nil {
		return ""
	}
	const longest = math.MaxInt64 / float64(time.Second)
	return duration(time.Duration(min(max(*seconds, 0), longest-1) * float64(time.Second)))
}

// clock writes times as short as the log allows: a date only beyond the one
// day it covers, seconds only where it covers minutes, the year only where it
// is not the present one.
type clock struct {
	loc    *time.Location
	day    time.Time // the log's only day; zero where it has several
	year   int
	layout string
	end    time.Time // of the log; zero where it tells no time
}

// shortLog is how long a log may be for its times to show seconds.
const shortLog = 10 * time.Minute

func newClock(s *aggregate.Snapshot, o Options) clock {
	c := clock{loc: o.Location, year: o.Now.In(o.Location).Year(), layout: "15:04"}
	if s.Input.From == nil || s.Input.Until == nil {
		return c
	}
	from, until := s.Input.From.In(c.loc), s.Input.Until.In(c.loc)
	c.end = until
	if o.Now.IsZero() {
		c.year = until.Year()
	}
	if until.Sub(from) < shortLog {
		c.layout = "15:04:05"
	}
	if sameDay(from, until) {
		c.day = until
	}
	return c
}

// at is empty for the zero time.
func (c clock) at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(c.loc)
	switch {
	case sameDay(t, c.day):
		return t.Format(c.layout)
	case t.Year() == c.year:
		return t.Format("2 Jan 15:04")
	}
	return t.Format("2 Jan 2006 15:04")
}

// span is a time and a later one, the day not said twice.
func (c clock) span(from, until time.Time, dash string) string {
	from, until = from.In(c.loc), until.In(c.loc)
	if sameDay(from, until) {
		return c.at(from) + dash + until.Format(c.layout)
	}
	return c.at(from) + dash + c.at(until)
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}
