package exporter

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tempfail/aggregate"
	"tempfail/internal/printable"
)

// The lengths to which texts of the log are cut on the page, in runes.
const (
	longText  = 400
	shortText = 80
)

// clean makes a text of the log harmless to a reader, and cuts what is beyond
// limit runes. That it is no markup is html/template's work.
func clean(s string, limit int) string {
	var b strings.Builder
	n := 0
	for letter := range printable.Letters(s) {
		if n >= limit {
			b.WriteString("…")
			break
		}
		b.WriteString(letter)
		n += utf8.RuneCountInString(letter)
	}
	return b.String()
}

func long(s string) string  { return clean(s, longText) }
func short(s string) string { return clean(s, shortText) }

// number groups thousands: 12,345.
func number(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// many is a number with its noun: 1 recipient, 12 recipients.
func many(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return number(n) + " " + noun + "s"
}

// share is part of whole in percent; "" where there is no whole. What is not
// nothing is never shown as 0 %, what is not all never as 100 %.
func share(part, whole int64) string {
	p := 100 * float64(part) / float64(whole)
	switch {
	case whole <= 0:
		return ""
	case part > 0 && p < 0.1:
		return "<0.1%"
	case part < whole && p > 99.9:
		return ">99.9%"
	case p < 10 && p != 0, part < whole && p >= 99.5:
		return strconv.FormatFloat(p, 'f', 1, 64) + "%"
	}
	return strconv.FormatFloat(math.Min(p, 100), 'f', 0, 64) + "%"
}

// span is a length of time, as findings have it.
func span(d time.Duration) string { return aggregate.Span(max(0, d.Round(time.Second))) }

// seconds is a quantile as a span; "" where there is none.
func seconds(v *float64) string {
	if v == nil {
		return ""
	}
	return span(time.Duration(min(*v, 1e9) * float64(time.Second)))
}

// size is a number of bytes in a unit of powers of 1024.
func size(n int64) string {
	v, unit := float64(n), 0
	for v >= 1024 && unit < 4 {
		v, unit = v/1024, unit+1
	}
	if unit == 0 {
		return number(n) + " B"
	}
	return strconv.FormatFloat(v, 'f', 1, 64) + " " + [...]string{"", "KiB", "MiB", "GiB", "TiB"}[unit]
}
