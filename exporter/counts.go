package exporter

import (
	"tempfail/aggregate"
	"tempfail/parser"
)

// counts are the attempts of a name by outcome, and, of those not sent, by
// reply code and by cause: in the order of statuses, codes and causes. New
// ones come last: what is saved is then still understood.
type counts [firstCause + int(parser.NumCauses)]int64

const (
	firstCode  = len(statuses)
	firstCause = firstCode + len(codes)
)

func countsOf(r *aggregate.Row) counts {
	c := counts{r.Sent, r.Deferred, r.Bounced,
		r.Codes.C421, r.Codes.C450, r.Codes.C451, r.Codes.C452, r.Codes.C4xx, r.Codes.C5xx, r.Codes.CNone}
	for _, n := range r.Causes {
		c[firstCause+int(n.Cause)] = n.Attempts
	}
	return c
}

func (c *counts) plus(d *counts) {
	for i, n := range d {
		c[i] += n
	}
}

// minus takes d away, down to nothing.
func (c *counts) minus(d *counts) {
	for i, n := range d {
		c[i] = max(0, c[i]-n)
	}
}

// raise makes c no less than d.
func (c *counts) raise(d *counts) {
	for i, n := range d {
		c[i] = max(c[i], n)
	}
}

// since returns what c has more than before.
func (c *counts) since(before *counts) counts {
	more := *c
	more.minus(before)
	return more
}
