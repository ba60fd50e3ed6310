package aggregate

import "math"

// census is how all trials fared at some layers, ready to be counted for any
// time: every outage asks how the others did meanwhile.
//
// Note: trials that passed stay so whatever is found, so that their number is
// a difference of places, and an operator is counted at its first pass in a
// time. To walk all trials of the time for each outage took a third of the
// judging of a large log, and to look at no more than two numbers of each
// still a seventh: of what lies between two marks the sum is kept.
type census struct {
	fault  layers
	before []int32  // by place of a trial that passed: where its operator passed before; -1 for never
	after  []int32  // likewise, where it passes next; never for never
	rest   []int32  // the places of trials that did not, in order
	fails  []int32  // the trials that failed at these layers,
	ops    []uint32 // and who each was made at

	stride int       // between two marks, in places
	sums   [][]int32 // by mark: the operators that pass from there on until each mark, from itself to the last one asked for
}

const (
	never       = math.MaxInt32
	marks       = 32   // in all trials
	leastStride = 4096 // places
)

func (e *evidence) takeCensus(fault layers) census {
	n := len(e.firsts)
	c := census{fault: fault, before: make([]int32, n), after: make([]int32, n), stride: max(leastStride, n/marks)}
	c.sums = make([][]int32, n/c.stride+1)
	last := make([]int32, len(e.ops.all)) // the place after each operator's last pass
	for k, v := range e.votes(e.firsts, fault) {
		i := e.firsts[k]
		if v == passed {
			op := &last[e.opOf(i)]
			if c.before[k], c.after[k] = *op-1, never; *op > 0 {
				c.after[*op-1] = int32(k)
			}
			*op = int32(k + 1)
			continue
		}
		c.before[k], c.after[k], c.rest = never, -1, append(c.rest, int32(k))
		if v == failed {
			c.fails, c.ops = append(c.fails, i), append(c.ops, e.opOf(i))
		}
	}
	return c
}

// others counts the trials at other operators than one in a time, and how
// many of the operators passed some.
func (c *census) others(e *evidence, op uint32, since, until int64) (passedN, failedN, operators int) {
	begin, end := e.before(since), e.before(until+1)
	from, to := places(e.firsts, begin, end)
	passedN, operators = c.passed(from, to), c.operators(from, to)
	mine := 0
	for _, i := range within(e.opFirsts[op], begin, end) {
		mine += b2i(e.vote(i, c.fault) == passed)
	}
	if mine > 0 {
		passedN, operators = passedN-mine, operators-1
	}
	first, last := places(c.fails, begin, end)
	for k, i := range c.fails[first:last] {
		failedN += b2i(c.ops[first+k] != op && !e.explained[i])
	}
	return passedN, failedN, operators
}

// passed counts the trials that passed between two places.
func (c *census) passed(from, to int) int {
	return to - from - len(within(c.rest, int32(from), int32(to)))
}

// operators counts those that passed a trial between two places.
func (c *census) operators(from, to int) (n int) {
	first, last := (from+c.stride-1)/c.stride, to/c.stride // marks
	if first >= last {
		return begun(c.before[from:to], from)
	}
	begin, end := first*c.stride, last*c.stride
	n = int(c.sum(first, last)) + begun(c.before[end:to], begin)
	for _, after := range c.after[from:begin] {
		n += b2i(after >= int32(to)) // its operator's last pass in this time
	}
	return n
}

// sum is how many operators pass between two marks.
func (c *census) sum(from, to int) int32 {
	sums := c.sums[from]
	if len(sums) == 0 {
		sums = append(sums, 0)
	}
	begin := from * c.stride
	for mark := from + len(sums); mark <= to; mark++ {
		more := begun(c.before[(mark-1)*c.stride:mark*c.stride], begin)
		sums = append(sums, sums[len(sums)-1]+int32(more))
	}
	c.sums[from] = sums
	return sums[to-from]
}

// begun counts the trials that are their operator's first pass from a place on.
func begun(before []int32, from int) (n int) {
	for _, b := range before {
		n += int(uint32(b-int32(from)) >> 31)
	}
	return n
}
