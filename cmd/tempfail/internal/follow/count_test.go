package follow

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// numbered returns line n of a log. Its number stands within the first bytes,
// as time and queue ID do in a real one.
func numbered(n int) string {
	return fmt.Sprintf("Nov 17 00:00:00 mail postfix/smtp[1]: %010d: to=<someone@example.com>, relay=mx.example.net[192.0.2.7]:25, delay=1.0, dsn=2.0.0, status=sent (250 ok)\n", n)
}

// numberOf returns the number of a line, and false where it is torn.
func numberOf(line []byte) (int, bool) {
	rest, ok := bytes.CutPrefix(line, []byte("Nov 17 00:00:00 mail postfix/smtp[1]: "))
	if !ok || len(rest) < 10 || !bytes.HasSuffix(line, []byte("(250 ok)")) {
		return 0, false
	}
	n, err := strconv.Atoi(string(rest[:10]))
	return n, err == nil
}

// tally counts numbered lines.
type tally struct {
	Seen  []bool
	last  int // the highest number seen
	Got   int
	Torn  int
	Aside string   // a line that does not count
	First string   // torn line
	Bad   []string // what must not be
}

func (c *tally) add(line []byte) {
	if c.Aside != "" && string(line) == c.Aside {
		return
	}
	n, ok := numberOf(line)
	if !ok {
		if c.Torn++; c.Torn == 1 {
			c.First = string(line[:min(len(line), 200)])
		}
		return
	}
	for n >= len(c.Seen) {
		c.Seen = append(c.Seen, make([]bool, 4096)...)
	}
	if c.Seen[n] {
		c.bad("twice: %d", n)
		return
	}
	c.Seen[n] = true
	c.last = max(c.last, n)
	c.Got++
}

func (c *tally) bad(format string, args ...any) {
	if len(c.Bad) < 20 {
		c.Bad = append(c.Bad, fmt.Sprintf(format, args...))
	}
}

// missing returns the runs of numbers below end that never came.
func (c *tally) missing(end int) []string {
	var runs []string
	for n := 0; n < end; n++ {
		from := n
		for n < end && (n >= len(c.Seen) || !c.Seen[n]) {
			n++
		}
		if n > from {
			runs = append(runs, fmt.Sprintf("%d-%d", from, n-1))
		}
	}
	return runs
}

// check fails the test unless every line below end came once.
func (c *tally) check(t *testing.T, end int) {
	t.Helper()
	if runs := c.missing(end); len(runs) > 0 {
		t.Errorf("lost of %d lines: %s", end, strings.Join(runs[:min(len(runs), 20)], " "))
	}
	if c.Torn > 0 {
		t.Errorf("%d torn lines, the first %q", c.Torn, c.First)
	}
	for _, bad := range c.Bad {
		t.Error(bad)
	}
}
