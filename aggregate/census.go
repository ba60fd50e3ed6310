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
	passes []int32   // the trials that passed
	before []int32   // by place in passes: where the operator passed before; -1 for never
	fails  []int32   // the trials that failed at these layers
	byOp   [][]int32 // the places in passes, by operator
}

func (e *evidence) takeCensus(fault layers) census {
	c := census{fault: fault}
	last := make([]int32, len(e.ops.all)) // the place after each operator's last pass
	for _, i := range e.firsts {
		switch e.vote(i, fault) {
		case passed:
			op := e.op[i]
			c.before = append(c.before, last[op]-1)
			c.passes = append(c.passes, i)
			last[op] = int32(len(c.passes))
		case failed:
			c.fails = append(c.fails, i)
		}
	}
	places := make([]int32, len(c.passes))
	for i := range places {
		places[i] = int32(i)
	}
	c.byOp = groups(len(e.ops.all), places, func(i int32) uint32 { return e.op[c.passes[i]] })
	return c
}

// others counts the trials at other operators than one in a time, and how
// many of the operators passed some.
func (c *census) others(e *evidence, op uint32, since, until int64) (passedN, failedN, operators int) {
	from, to := e.places(c.passes, since, until)
	operators = c.operators(from, to)
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
func (c *census) operators(from, to int) (n int) {
	const steps = 8 // of a search, about
	if to-from > steps*len(c.byOp) {
		for _, places := range c.byOp {
			i, _ := slices.BinarySearch(places, int32(from))
			n += b2i(i < len(places) && int(places[i]) < to)
		}
		return n
	}
	for _, before := range c.before[from:to] {
		n += b2i(int(before) < from) // its first pass in this time
	}
	return n
}
