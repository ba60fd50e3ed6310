package fleet

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Series are the values of a series at every step, as they were scraped; nil
// where it was not there.
type Series map[string][]*float64

// Scraped plays the case and returns the series of the metrics that keep names.
func (c *Case) Scraped(step time.Duration, keep map[string]bool) (Series, *Played, error) {
	all, n := Series{}, int(c.Length/step)+1
	played, err := c.Play(begin, Scrape{step, keep, func(s Sample) {
		if all[s.Series] == nil {
			all[s.Series] = make([]*float64, n)
		}
		all[s.Series][s.At/step] = &s.Value
	}})
	return all, played, err
}

// begin is the time of the logs; Prometheus' own clock begins at zero in the
// tests of its rules.
var begin = time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)

// Write writes the series as the input of promtool test rules.
func (s Series) Write(w io.Writer) {
	for _, name := range slices.Sorted(maps.Keys(s)) {
		fmt.Fprintf(w, "      - series: '%s'\n        values: '%s'\n", strings.ReplaceAll(name, "'", "''"), notation(s[name]))
	}
}

// notation writes values in promtool's notation: a+bxn is a, and n times b
// more; _ is no sample, and stale the end of a series.
func notation(values []*float64) string {
	var words []string
	for i := 0; i < len(values); {
		if values[i] == nil {
			word := "_"
			if i > 0 && values[i-1] != nil {
				word = "stale"
			}
			words = append(words, word)
			i++
			continue
		}
		n := 0
		for i+n+1 < len(values) && values[i+n+1] != nil && *values[i+n+1] == *values[i] {
			n++
		}
		words = append(words, fmt.Sprintf("%s+0x%d", strconv.FormatFloat(*values[i], 'g', -1, 64), n))
		i += n + 1
	}
	return strings.Join(words, " ")
}
