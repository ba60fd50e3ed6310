package aggregate

// chain is the attempts for one pair of sender and recipient, from the first
// that failed: greylisting knows them by that (RFC 6647 2.1). Pairs that never
// failed have none: most mail.
type chain []int32

// chains follows all who failed, by the destination and by the operator of
// the first attempt.
func (e *evidence) chains() (byDest, byOp [][]chain) {
	met := newPairSet() // senders with recipients: a chain each
	many := 3 * int(e.fails.in(^layers(0))) / 2
	links := make([]int32, 0, many) // the attempts in chains,
	of := make([]uint32, 0, many)   // and the chain of each, from 1
	for _, i := range e.all {
		t := e.try(i)
		k := pair{t.from, t.recipient}
		hash := k.hash()
		c := met.find(k, hash)
		if c < 0 {
			if !t.is(flagFailed) {
				continue
			}
			c = len(met.all)
			met.put(k, hash)
		}
		of, links = append(of, uint32(c+1)), append(links, i)
	}
	all := make([]chain, len(met.all))
	for c, mine := range gathered(len(all), links, of) {
		all[c] = mine
	}
	byDest = groups(len(e.dests.rows), all, func(c chain) uint32 { return e.try(c[0]).dest() })
	byOp = groups(len(e.ops.all), all, func(c chain) uint32 { return e.op[c[0]] })
	return byDest, byOp
}
