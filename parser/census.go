package parser

import (
	"cmp"
	"slices"
)

// Census counts the lines of a log, or a sample of them, by who wrote them.
type Census struct {
	parser  *parser
	lines   int
	known   []int // by format
	foreign map[string]int
}

// Share is how many of the lines that a Census saw somebody wrote.
type Share struct {
	Name  string  // a mail server, one of MTAs, or another program's tag
	Known bool    // it is a mail server whose lines are read
	Part  float64 // of all lines, 0 to 1
}

// maxForeign bounds how many other programs are told apart.
const maxForeign = 64

// NewCensus returns one for logs that are read with these options.
func NewCensus(o Options) (*Census, error) {
	p, err := New(o)
	if err != nil {
		return nil, err
	}
	c := &Census{parser: p.(*parser), foreign: map[string]int{}}
	c.known = make([]int, len(c.parser.formats))
	return c, nil
}

// See takes the next line.
func (c *Census) See(raw []byte) {
	p := c.parser
	if len(raw) == 0 || !p.envelope.open(raw, &p.line) {
		return
	}
	c.lines++
	if f := p.formatOf(&p.line); f != nil {
		c.known[p.last]++
		return
	}
	tag := p.line.tag
	for i, b := range tag { // "dovecot/imap" is dovecot
		if b == '/' || b == '(' {
			tag = tag[:i]
			break
		}
	}
	if _, seen := c.foreign[string(tag)]; len(tag) > 0 && len(tag) <= 32 && (seen || len(c.foreign) < maxForeign) {
		c.foreign[string(tag)]++
	}
}

// Shares tells who wrote the lines: mail servers first, then other programs,
// each with the largest share first. Lines without a program's name, and of
// more programs than are told apart, are in none.
func (c *Census) Shares() (all []Share) {
	part := func(n int) float64 { return float64(n) / float64(c.lines) }
	for i, n := range c.known {
		if n > 0 {
			all = append(all, Share{c.parser.formats[i].name, true, part(n)})
		}
	}
	for tag, n := range c.foreign {
		all = append(all, Share{tag, false, part(n)})
	}
	slices.SortFunc(all, func(a, b Share) int {
		if a.Known != b.Known {
			if a.Known {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Part, a.Part), cmp.Compare(a.Name, b.Name))
	})
	return all
}
