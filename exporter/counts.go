package exporter

import "tempfail/aggregate"

// counts are the attempts of a name by outcome, and, of those not sent, by
// reply code: in the order of statuses and codes.
type counts [len(statuses) + len(codes)]int64

func countsOf(c *aggregate.Counts) counts {
	return counts{c.Sent, c.Deferred, c.Bounced,
		c.Codes.C421, c.Codes.C450, c.Codes.C451, c.Codes.C452, c.Codes.C4xx, c.Codes.C5xx, c.Codes.CNone}
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
