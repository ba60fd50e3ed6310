// Package replay writes a captured log again as if it happened now, faster if
// wanted: for demonstrations and for tests of what follows a log.
package replay

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"time"
)

// Line is a line of a log without its stamp.
type Line struct {
	After time.Duration // since the first line
	Text  string        // what follows the stamp: host, program, message
}

// stampLength is that of a stamp as RFC 3164 has it.
const stampLength = len(time.Stamp)

// Read reads a log whose lines begin with stamps as of RFC 3164 (4.1.2). They
// are put in the order of time, since several writers share a log.
func Read(r io.Reader) ([]Line, error) {
	var all []Line
	var first time.Time
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for n := 1; scanner.Scan(); n++ {
		text := scanner.Text()
		if len(text) <= stampLength {
			return nil, fmt.Errorf("line %d is too short for a stamp and a message", n)
		}
		at, err := time.Parse(time.Stamp, text[:stampLength])
		if err != nil {
			return nil, fmt.Errorf("line %d begins with no stamp such as %q", n, time.Stamp)
		}
		if first.IsZero() {
			first = at
		}
		all = append(all, Line{at.Sub(first), text[stampLength+1:]})
	}
	slices.SortStableFunc(all, func(x, y Line) int { return int(x.After - y.After) })
	return spread(all), scanner.Err()
}

// spread gives the lines of one second times within it: the stamps have no
// fractions, and all at once is not how they were written.
func spread(all []Line) []Line {
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].After == all[from].After {
			to++
		}
		second := all[from].After
		for i := from; i < to; i++ {
			all[i].After = second + time.Second*time.Duration(i-from)/time.Duration(to-from)
		}
		from = to
	}
	return all
}

// Play writes the lines with stamps of now, as of RFC 3339, each when it is
// due: speed times faster than they were written. It returns when all are
// written or ctx ends.
func Play(ctx context.Context, w io.Writer, all []Line, speed float64) error {
	begin := time.Now()
	for _, l := range all {
		at := begin.Add(time.Duration(float64(l.After) / speed))
		if wait := time.Until(at); wait > 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(wait):
			}
		}
		if _, err := fmt.Fprintf(w, "%s %s\n", at.Format("2006-01-02T15:04:05.000000Z07:00"), l.Text); err != nil {
			return err
		}
	}
	return nil
}
