package exporter

import (
	"fmt"
	"strings"

	"tempfail/aggregate"
	"tempfail/internal/bars"
)

// recovery is what became of those who were deferred.
type recovery struct {
	Says  string
	Parts []part
}

type part struct{ Label, Value, X, Width, Tone string }

func (d *drawing) recovery() *recovery {
	var sum aggregate.Recovery
	for i := range d.Destinations {
		r := &d.Destinations[i].Recovery
		sum.Deferred += r.Deferred
		sum.Delivered += r.Delivered
		sum.GivenUp += r.GivenUp
		sum.Waiting += r.Waiting
	}
	if sum.Deferred <= 0 {
		return nil
	}
	gone := max(0, sum.Deferred-sum.Delivered-sum.GivenUp-sum.Waiting)
	r := &recovery{Says: fmt.Sprintf("%s deferred; %s of them delivered on a later try.", many(sum.Deferred, "recipient"), share(sum.Delivered, sum.Deferred))}
	x := 0.0
	for _, p := range []struct {
		label string
		n     int64
	}{{"delivered later", sum.Delivered}, {"still waiting", sum.Waiting}, {"given up", sum.GivenUp}, {"removed from the queue", gone}} {
		if p.n <= 0 {
			continue
		}
		width := 100 * float64(p.n) / float64(sum.Deferred)
		name, _, _ := strings.Cut(p.label, " ")
		r.Parts = append(r.Parts, part{p.label, number(p.n), bars.Coord(x), bars.Coord(width), "part-" + name})
		x += width
	}
	if n := len(r.Parts); n == 0 {
		return nil
	}
	return r
}
