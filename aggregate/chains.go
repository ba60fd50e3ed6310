package aggregate

// chain is the attempts for one pair of sender and recipient, from the first
// that failed: greylisting knows them by that (RFC 6647 2.1). Pairs that never
// failed have none: most mail.
//
// Note: it is a number: there are as many chains as recipients who were ever
// refused.
type chain int32

// chains are all of them, until greylisting was looked for.
type chains struct {
	links        []int32 // attempts, chain after chain
	ends         []int32 // where each chain begins, and ends
	byDest, byOp [][]chain
}

// of is the attempts of a chain.
func (c *chains) of(ch chain) []int32 { return c.links[c.ends[ch]:c.ends[ch+1]] }

// first is the attempt that it begins with.
func (c *chains) first(ch chain) int32 { return c.links[c.ends[ch]] }

// follow follows all who failed, by the destination and by the operator of the
// first attempt.
//
// Note: what is asked of an attempt is asked while all are gone through in
// order. To come back to one is to wait for it, where they fill no cache.
func (e *evidence) follow() (c chains) {
	fails := int(e.fails.in(^layers(0)))
	met := pairSetFor(fails / 2)
	links := make([]int32, 0, 3*fails/2) // the attempts in chains,
	of := make([]uint32, 0, 3*fails/2)   // and the chain of each, from 1
	var dests, ops []uint32              // of each chain
	for i := range int32(len(e.at)) {
		t := e.try(i)
		if !t.aimed() {
			continue
		}
		who := pair{t.from, t.recipient}
		hash := who.hash()
		if !e.failed.may(hash) {
			continue
		}
		n := met.find(who, hash)
		if n < 0 {
			if !t.is(flagFailed) {
				continue
			}
			n = len(met.all)
			met.put(who, hash)
			dests, ops = append(dests, t.dest()), append(ops, e.opOf(i))
		}
		of, links = append(of, uint32(n+1)), append(links, i)
	}
	e.failed = sieve{}
	all := make([]chain, len(met.all))
	for n := range all {
		all[n] = chain(n)
	}
	c.links, c.ends = gathered(len(all), links, func(k int) uint32 { return of[k] })
	c.byDest = groups(len(e.dests.rows), all, func(ch chain) uint32 { return dests[ch] })
	c.byOp = groups(len(e.ops.all), all, func(ch chain) uint32 { return ops[ch] })
	return c
}
