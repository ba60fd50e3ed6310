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

// memory is how long before Case.At scraping begins: the rules look back for
// a quarter of an hour, and alerts wait for as much.
const memory = 45 * time.Minute

// Scraping says when the case is scraped for its rules to be tested: until
// Case.At. What is played for more than a day needs yesterday, too.
func (c *Case) Scraping() Scrape {
	if c.Length > 24*time.Hour {
		return Scrape{Until: c.At, Step: 4 * time.Minute}
	}
	return Scrape{From: max(0, c.At-memory), Until: c.At, Step: time.Minute}
}

// Scraped plays the case and returns the series of the metrics that keep names.
func (c *Case) Scraped(keep map[string]bool) (Series, *Played, error) {
	s := c.Scraping()
	all, n := Series{}, int((s.Until-s.From)/s.Step)+1
	s.Keep, s.Take = keep, func(x Sample) {
		if all[x.Series] == nil {
			all[x.Series] = make([]*float64, n)
		}
		all[x.Series][(x.At-s.From)/s.Step] = &x.Value
	}
	played, err := c.Play(begin, s)
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
