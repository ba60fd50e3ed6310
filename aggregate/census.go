package aggregate

import (
	"math"
	"slices"
)

// census is how all trials fared at some layers, ready to be counted for any
// time: every outage asks how the others did meanwhile.
//
// Note: trials that passed stay so whatever is found, so that their number is
// a difference of places, and operators are counted by a look at one row of
// numbers. To walk all trials of the time for each outage took a third of the
// judging of a large log.
type census struct {
	fault  layers
	before []int32 // by place of a trial that passed: the place where its operator passed before; -1 for never
	rest   []int32 // the places of trials that did not, in order
	fails  []int32 // the trials that failed at these layers
}

// notPassed is before for a trial that did not: no time begins after it.
const notPassed = math.MaxInt32

func (e *evidence) takeCensus(fault layers) census {
	c := census{fault: fault, before: make([]int32, len(e.firsts))}
	last := make([]int32, len(e.ops.all)) // the place after each operator's last pass
	for k, v := range e.votes(e.firsts, fault) {
		i := e.firsts[k]
		if v == passed {
			op := &last[e.opOf(i)]
			c.before[k], *op = *op-1, int32(k+1)
			continue
		}
		c.before[k], c.rest = notPassed, append(c.rest, int32(k))
		if v == failed {
			c.fails = append(c.fails, i)
		}
	}
	return c
}

// others counts the trials at other operators than one in a time, and how
// many of the operators passed some.
func (c *census) others(e *evidence, op uint32, since, until int64) (passedN, failedN, operators int) {
	begin, end := e.before(since), e.before(until+1)
	from, to := places(e.firsts, begin, end)
	passedN, operators = c.passed(from, to), c.operators(e, from, to)
	mine := 0
	for _, i := range within(e.opFirsts[op], begin, end) {
		mine += b2i(e.vote(i, c.fault) == passed)
	}
	if mine > 0 {
		passedN, operators = passedN-mine, operators-1
	}
	for _, i := range within(c.fails, begin, end) {
		failedN += b2i(e.opOf(i) != op && e.by[i] == 0)
	}
	return passedN, failedN, operators
}

// passed counts the trials that passed between two places.
func (c *census) passed(from, to int) int {
	return to - from - len(within(c.rest, int32(from), int32(to)))
}

// operators counts those that passed a trial between two places.
func (c *census) operators(e *evidence, from, to int) (n int) {
	const search = 64 // times as long as a look at one trial
	if to-from <= search*len(e.opFirsts) {
		for _, before := range c.before[from:to] {
			n += int(uint32(before-int32(from)) >> 31) // 1 for its first pass in this time
		}
		return n
	}
	first, last := e.firsts[from], e.firsts[to-1]
	for _, trials := range e.opFirsts {
		k, _ := slices.BinarySearch(trials, first)
		for k < len(trials) && trials[k] <= last && e.vote(trials[k], c.fault) != passed {
			k++
		}
		n += b2i(k < len(trials) && trials[k] <= last)
	}
	return n
}
