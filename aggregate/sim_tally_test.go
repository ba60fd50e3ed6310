package aggregate_test

import (
	"time"

	"tempfail/parser"
)

// tally is what a rule did: the truth about it, as far as anyone could see.
// Messages are those whose first try it met; several recipients of one
// message are one.
type tally struct {
	first, last time.Duration  // failed attempts, retries included
	failed      int            // messages
	spared      int            // messages
	operators   map[string]int // messages it failed, by operator
	domains     map[string]int // likewise

	lastFailed, lastSpared uint64 // message serials
}

// count adds a try that the rule decided.
func (y *tally) count(t *try, a *answer) {
	if y == nil || a.status == parser.Sent {
		return
	}
	if y.operators == nil {
		y.operators, y.domains = map[string]int{}, map[string]int{}
		y.first = t.at
	}
	y.first, y.last = min(y.first, t.at), max(y.last, t.at)
	if t.msg.tries == 1 && t.msg.serial != y.lastFailed {
		y.lastFailed = t.msg.serial
		y.failed++
		y.operators[t.mx.operator]++
		y.domains[t.to.to.name]++
	}
}

// spare adds a try that the rule met and let pass.
func (y *tally) spare(t *try) {
	if y != nil && t.msg.tries == 1 && t.msg.serial != y.lastSpared {
		y.lastSpared = t.msg.serial
		y.spared++
	}
}

// ratio is the share of the messages it met that it failed.
func (y *tally) ratio() float64 { return float64(y.failed) / float64(max(1, y.failed+y.spared)) }

// breadth counts the operators at which it failed at least n messages.
func (y *tally) breadth(n int) int {
	wide := 0
	for _, failed := range y.operators {
		if failed >= n {
			wide++
		}
	}
	return wide
}
