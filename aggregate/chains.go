package aggregate

// chain is the attempts for one pair of sender and recipient, from the first
// that failed: greylisting knows them by that (RFC 6647 2.1). Pairs that never
// failed have none: most mail.
//
// Note: it is told by two places in the links: there are as many chains as
// recipients who were ever refused.
type chain struct{ from, to int32 }

// chains are all of them, until greylisting was looked for.
type chains struct {
	links        []int32 // attempts
	byDest, byOp [][]chain
}

// of is the attempts of a chain.
func (c *chains) of(ch chain) []int32 { return c.links[ch.from:ch.to] }

// first is the attempt that it begins with.
func (c *chains) first(ch chain) int32 { return c.links[ch.from] }

// follow follows all who failed, by the destination and by the operator of the
// first attempt.
func (e *evidence) follow() (c chains) {
	met := newTries(int(e.fails.in(^layers(0))) / 2) // the first attempt of each chain
	many := 3 * int(e.fails.in(^layers(0))) / 2
	links := make([]int32, 0, many) // the attempts in chains,
	of := make([]uint32, 0, many)   // and the chain of each, from 1
	for i := range int32(len(e.at)) {
		t := e.try(i)
		if !t.aimed() {
			continue
		}
		hash := pair{t.from, t.recipient}.hash()
		n := met.find(hash, func(j int32) bool {
			u := e.try(j)
			return u.from == t.from && u.recipient == t.recipient
		})
		if n < 0 {
			if !t.is(flagFailed) {
				continue
			}
			n = met.put(i, hash)
		}
		of, links = append(of, uint32(n+1)), append(links, i)
	}
	links, ends := gathered(len(met.all), links, of)
	all := make([]chain, len(met.all))
	for n := range all {
		all[n] = chain{ends[n], ends[n+1]}
	}
	first := func(ch chain) int32 { return links[ch.from] }
	return chains{links,
		groups(len(e.dests.rows), all, func(ch chain) uint32 { return e.try(first(ch)).dest() }),
		groups(len(e.ops.all), all, func(ch chain) uint32 { return e.opOf(first(ch)) })}
}
