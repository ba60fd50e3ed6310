package aggregate

import (
	"math/bits"
	"slices"

	"tempfail/parser"
)

// layer is how far an attempt came before it failed. A failure at one layer
// proves that the layers before it work.
type layer uint8

const (
	layerNone      layer = iota // it did not fail
	layerResolve                // no address was found
	layerConnect                // no connection was made
	layerSession                // the connection broke, or TLS failed
	layerServer                 // the server has a fault, or says no more than that it will not
	layerGreylist               // a deliberate delay
	layerRate                   // too fast for them
	layerStanding               // our reputation, identity or content
	layerHouse                  // a house rule
	layerRecipient              // one mailbox, or a domain that does not exist
	layerDomain                 // a domain that does not exist: nobody was connected to
	layerProtocol               // our bytes: line ends, sizes, too many recipients at once
	layerOwn                    // this host
	numLayers
)

var layerOf = [parser.NumCauses]layer{
	parser.CauseUnknown:       layerServer,
	parser.Greylist:           layerGreylist,
	parser.Policy:             layerHouse,
	parser.RateLimit:          layerRate,
	parser.Reputation:         layerStanding,
	parser.Authentication:     layerStanding,
	parser.Content:            layerStanding,
	parser.RemoteBusy:         layerServer,
	parser.RemoteStorage:      layerServer,
	parser.RemoteError:        layerServer,
	parser.MailboxFull:        layerRecipient,
	parser.MailboxUnavailable: layerRecipient,
	parser.RecipientUnknown:   layerRecipient,
	parser.DomainInvalid:      layerRecipient,
	parser.DNS:                layerResolve,
	parser.Connect:            layerConnect,
	parser.ConnLost:           layerSession,
	parser.TLS:                layerSession,
	parser.RelayAuth:          layerOwn,
	parser.LocalCause:         layerOwn,
	parser.Protocol:           layerProtocol,
}

// layer is where a reply says that an attempt failed. X.7.28, mail flood
// detected (IANA, SMTP enhanced status codes), is a rate limit whatever the
// words around it blame.
func (r *reply) layer() layer {
	if r.enhanced.Subject == 7 && r.enhanced.Detail == 28 {
		return layerRate
	}
	// Words that milters and servers say by default name no policy.
	if r.Cause == parser.Policy && r.code/100 == 4 && r.Confidence <= 0.65 {
		return layerServer
	}
	return layerOf[r.Cause]
}

// layers is a set of them.
type layers uint16

func set(all ...layer) (s layers) {
	for _, l := range all {
		s |= 1 << l
	}
	return s
}

func (s layers) has(l layer) bool { return s>>l&1 == 1 }

func (s layers) lowest() layer { return layer(bits.TrailingZeros16(uint16(s))) }

// evidence is what all tests look at: every attempt in the order of time,
// with the operator it was made at and the layer it failed at, and what has
// been explained by a finding so far. Attempts are named by their place in
// that order.
type evidence struct {
	*picture
	op       []uint32 // by attempt
	at       []layer
	by       []int16  // the finding that explains it, from 1; 0 for none
	when     []int64  // its time,
	relay    []uint32 // where it went,
	size     []uint8  // and classes, once more: they are asked for most, and so lie closer
	rcpts    []uint8
	ops      names
	all      []int32 // all attempts
	firsts   []int32 // those that are trials: a message's first at an operator
	opFirsts [][]int32
	opAll    [][]int32
	deFirsts [][]int32
	deAll    [][]int32
	opFails  []fails
	deFails  []fails
	opChains [][]chain // until greylisting was looked for
	deChains [][]chain
	findings []Finding
	hits     map[string]Verdict // of findings, by the destinations and providers that they explain
	end      int64              // now
	dead     []bool             // operators that no attempt of the log reached, while most were
	control  census             // for outages
	held     [][]held           // who waits, by destination
}

// fails counts failed attempts by layer, so that a test can pass by what has
// none.
type fails [numLayers]int32

func (f *fails) in(s layers) (n int32) {
	for l, m := range f {
		if s.has(layer(l)) {
			n += m
		}
	}
	return n
}

// gatherEvidence makes the trials. A trial is a message's first attempt at a
// destination: retries are of failed mail alone, and would vote for failure
// again and again; the recipients of one message share its fate.
func gatherEvidence(p *picture) *evidence {
	n := p.attempts.n()
	e := &evidence{picture: p, op: make([]uint32, n), at: make([]layer, n), by: make([]int16, n), when: make([]int64, n), relay: make([]uint32, n), size: make([]uint8, n), rcpts: make([]uint8, n), ops: newNames(1 << 30), end: p.now, hits: map[string]Verdict{}}
	e.all = make([]int32, 0, n)
	opOf := make([]uint32, len(p.pairs.all))
	seen := map[[2]uint32]int32{} // messages of several recipients, by destination: the place in firsts
	var last pair
	var lastOp uint32
	for i := range int32(n) {
		t := p.try(i)
		e.when[i], e.relay[i], e.size[i], e.rcpts[i] = t.at, t.relay, t.size, t.rcpts
		if t.is(flagTrouble) || t.dest == 0 { // of many destinations at once nothing can be said
			continue
		}
		e.all = append(e.all, i)
		if at := (pair{t.dest, t.relay}); at != last || lastOp == 0 {
			last, lastOp = at, e.opAt(at, opOf)
		}
		e.op[i] = lastOp
		own := t.relay != 0 && p.relays.at(t.relay).own
		if t.is(flagFailed) {
			e.at[i] = p.replies.rows[t.reply].layer()
			switch {
			case e.at[i] != layerRecipient:
				if own {
					e.at[i] = layerOwn
				}
			case t.relay == 0:
				e.at[i] = layerDomain
			}
		}
		if !t.is(flagFirst) || own {
			continue
		}
		if t.rcpts != 1 {
			k := [2]uint32{t.message, t.dest}
			if j, ok := seen[k]; ok {
				e.join(j, i)
				continue
			}
			seen[k] = int32(len(e.firsts))
		}
		e.firsts = append(e.firsts, i)
	}
	// join may have moved a trial's place to a later attempt.
	slices.Sort(e.firsts)
	e.index()
	e.dead = e.unreached()
	e.held = make([][]held, len(p.dests.rows))
	for _, h := range p.waiting {
		e.held[h.dest] = append(e.held[h.dest], h)
	}
	return e
}

// opAt is the operator that serves a pair; known are those told before, by the
// place of their pair.
func (e *evidence) opAt(at pair, known []uint32) uint32 {
	place := e.Aggregator.pairs.find(at, at.hash())
	if place >= 0 && known[place] != 0 {
		return known[place]
	}
	op := e.ops.id([]byte(e.operatorOf(at.dest, at.relay)))
	if place >= 0 { // it may have found no place, or have lost it
		known[place] = op
	}
	return op
}

// join lets one more recipient of a message speak for its trial: one who was
// accepted proves that the message could be.
func (e *evidence) join(trial, i int32) {
	if was := e.at[e.firsts[trial]]; was != layerNone && (e.at[i] == layerNone || was == layerRecipient || was == layerDomain) {
		e.firsts[trial] = i
	}
}

// index sorts the attempts by operator and by destination.
func (e *evidence) index() {
	ops, dests := len(e.ops.all), len(e.dests.rows)
	op := func(i int32) uint32 { return e.op[i] }
	dest := func(i int32) uint32 { return e.try(i).dest }
	e.opt.Beside(
		func() { e.opFirsts, e.opAll = groups(ops, e.firsts, op), groups(ops, e.all, op) },
		func() { e.deFirsts, e.deAll = groups(dests, e.firsts, dest), groups(dests, e.all, dest) },
		func() { e.deChains, e.opChains = e.chains() },
		e.countFails,
	)
}

func (e *evidence) countFails() {
	e.opFails, e.deFails = make([]fails, len(e.ops.all)), make([]fails, len(e.dests.rows))
	for _, i := range e.all {
		if l := e.at[i]; l != layerNone {
			e.opFails[e.op[i]][l]++
			e.deFails[e.try(i).dest][l]++
		}
	}
}

// groups sorts items into n groups, in one piece of memory.
func groups(n int, items []int32, group func(int32) uint32) [][]int32 {
	ends := make([]int, n+1)
	for _, i := range items {
		ends[group(i)+1]++
	}
	for g := range n {
		ends[g+1] += ends[g]
	}
	all := make([]int32, len(items))
	next := slices.Clone(ends[:n])
	for _, i := range items {
		g := group(i)
		all[next[g]] = i
		next[g]++
	}
	out := make([][]int32, n)
	for g := range n {
		out[g] = all[ends[g]:ends[g+1]:ends[g+1]]
	}
	return out
}

// unreached finds the operators that no attempt ever reached. Domains that are
// typos or long gone fail at any time, and are no witness against this host;
// unless it reached hardly anybody, which is its own doing.
func (e *evidence) unreached() []bool {
	dead := make([]bool, len(e.opAll))
	n := 0
	for op, all := range e.opAll {
		if len(all) > 0 && !e.everReached(all) {
			dead[op] = true
			n += len(e.opFirsts[op])
		}
	}
	if 2*n > len(e.firsts) {
		clear(dead)
	}
	return dead
}

// vote is what trial i says about a fault at some layers. What a finding has
// explained already says nothing, and neither does a trial that failed before
// it came to these layers.
func (e *evidence) vote(i int32, fault layers) vote {
	if e.by[i] != 0 {
		return abstain
	}
	return fault.vote(e.at[i])
}

// vote is what a trial that failed at layer l, or at none, says about a fault
// at the layers s.
func (s layers) vote(l layer) vote {
	switch {
	case s.has(l):
		return failed
	case l == layerNone:
		return passed
	case l == layerOwn, l <= layerServer && l < s.lowest(), l == layerDomain && s.lowest() > layerResolve:
		return abstain
	}
	return passed
}

// witness is vote, for faults of this host and traits that operators share:
// one that is dead has no vote.
func (e *evidence) witness(i int32, fault layers) vote {
	if e.dead[e.op[i]] {
		return abstain
	}
	return e.vote(i, fault)
}
