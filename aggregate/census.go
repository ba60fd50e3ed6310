package aggregate

import "slices"

// census is how all trials fared at some layers, ready to be counted for any
// time: every outage asks how the others did meanwhile.
//
// Note: trials that passed stay so whatever is found, so that their number is
// a difference of places, and operators are counted by a look at one row of
// numbers. To walk all trials of the time for each outage took a third of the
// judging of a large log.
type census struct {
	fault  layers
	passes []int32 // the trials that passed
	before []int32 // by place in passes: where the operator passed before; -1 for never
	fails  []int32 // the trials that failed at these layers
}

func (e *evidence) takeCensus(fault layers) census {
	failing, n := tallyVotes(e.votes(e.firsts, fault))
	c := census{fault: fault, passes: make([]int32, 0, n-failing), before: make([]int32, 0, n-failing), fails: make([]int32, 0, failing)}
	last := make([]int32, len(e.ops.all)) // the place after each operator's last pass
	for k, i := range e.firsts {
		switch e.scratch[k] {
		case passed:
			op := &last[e.op[i]]
			c.before = append(c.before, *op-1)
			c.passes = append(c.passes, i)
			*op = int32(len(c.passes))
		case failed:
			c.fails = append(c.fails, i)
		}
	}
	return c
}

// others counts the trials at other operators than one in a time, and how
// many of the operators passed some.
func (c *census) others(e *evidence, op uint32, since, until int64) (passedN, failedN, operators int) {
	from, to := e.places(c.passes, since, until)
	operators = c.operators(e, from, to)
	passedN = to - from
	mine := 0
	for _, i := range e.between(e.opFirsts[op], since, until) {
		mine += b2i(e.vote(i, c.fault) == passed)
	}
	if mine > 0 {
		passedN, operators = passedN-mine, operators-1
	}
	for _, i := range e.between(c.fails, since, until) {
		failedN += b2i(e.op[i] != op && e.by[i] == 0)
	}
	return passedN, failedN, operators
}

// operators counts those that passed a trial between two places.
func (c *census) operators(e *evidence, from, to int) (n int) {
	const search = 64 // times as long as a look at one pass
	if to-from <= search*len(e.opFirsts) {
		for _, before := range c.before[from:to] {
			n += int(uint32(before-int32(from)) >> 31) // 1 for its first pass in this time
		}
		return n
	}
	first, last := c.passes[from], c.passes[to-1]
	for _, trials := range e.opFirsts {
		k, _ := slices.BinarySearch(trials, first)
		for k < len(trials) && trials[k] <= last && e.vote(trials[k], c.fault) != passed {
			k++
		}
		n += b2i(k < len(trials) && trials[k] <= last)
	}
	return n
}
