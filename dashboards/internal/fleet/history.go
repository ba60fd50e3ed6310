package fleet

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"
)

// History plays the case so that it ends at a time, and writes all series as
// OpenMetrics with times: what promtool tsdb create-blocks-from openmetrics
// reads. Histograms go as their series, each a family of its own.
func (c *Case) History(w io.Writer, end time.Time, step time.Duration) error {
	begin := end.Add(-c.Length)
	series := map[string][]Sample{}
	_, err := c.Play(begin, Scrape{Until: c.Length, Step: step, Take: func(s Sample) {
		series[s.Series] = append(series[s.Series], s)
	}})
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(series)) {
		for _, s := range series[name] {
			fmt.Fprintf(out, "%s %s %d\n", name, strconv.FormatFloat(s.Value, 'g', -1, 64), begin.Add(s.At).Unix())
		}
	}
	fmt.Fprintln(out, "# EOF")
	return out.Flush()
}
