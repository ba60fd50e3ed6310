package aggregate

import (
	"cmp"
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
	layerRecipient              // one mailbox or a domain that does not exist
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
// been explained by a finding so far.
type evidence struct {
	*picture
	op       []uint32 // by attempt
	at       []layer
	by       []int16 // the finding that explains it, from 1; 0 for none
	ops      names
	firsts   []int32 // the attempts that are trials: a message's first at an operator
	opFirsts [][]int32
	opAll    [][]int32
	deFirsts [][]int32
	deAll    [][]int32
	findings []Finding
	end      int64  // now
	dead     []bool // operators that no attempt of the log reached, while most were
}

// gatherEvidence makes the trials. A trial is a message's first attempt at a
// destination: retries are of failed mail alone, and would vote for failure
// again and again; the recipients of one message share its fate.
func gatherEvidence(p *picture) *evidence {
	n := len(p.trials)
	e := &evidence{picture: p, op: make([]uint32, n), at: make([]layer, n), by: make([]int16, n), ops: newNames(1 << 30), end: p.now}
	type place struct{ dest, relay uint32 }
	opOf := map[place]uint32{}
	seen := map[[2]uint32]int32{}
	for i := range p.trials {
		t := &p.trials[i]
		if t.is(flagTrouble) {
			continue
		}
		pl := place{t.dest, t.relay}
		id, ok := opOf[pl]
		if !ok {
			id = e.ops.id([]byte(e.operatorOf(t.dest, t.relay)))
			opOf[pl] = id
		}
		e.op[i] = id
		if t.is(flagFailed) {
			e.at[i] = p.replies.rows[t.reply].layer()
			if p.relays.at(t.relay).own && t.relay != 0 && e.at[i] != layerRecipient {
				e.at[i] = layerOwn
			}
		}
		if !t.is(flagFirst) || p.relays.at(t.relay).own && t.relay != 0 {
			continue
		}
		if t.rcpts != 1 {
			k := [2]uint32{t.message, t.dest}
			if j, ok := seen[k]; ok {
				e.join(j, int32(i))
				continue
			}
			seen[k] = int32(i)
		}
		e.firsts = append(e.firsts, int32(i))
	}
	// join may have moved a trial's place to a later attempt.
	slices.SortFunc(e.firsts, func(x, y int32) int { return cmp.Compare(x, y) })
	e.index()
	e.dead = e.unreached()
	return e
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

// join lets one more recipient of a message speak for its trial: one who was
// accepted proves that the message could be.
func (e *evidence) join(trial, i int32) {
	if e.at[i] == layerNone || e.at[trial] == layerRecipient {
		if e.at[trial] == layerNone {
			return
		}
		for j := len(e.firsts) - 1; j >= 0; j-- {
			if e.firsts[j] == trial {
				e.firsts[j] = i
				return
			}
		}
	}
}

func (e *evidence) index() {
	nd := len(e.dests.rows)
	e.opFirsts, e.opAll = make([][]int32, len(e.ops.all)), make([][]int32, len(e.ops.all))
	e.deFirsts, e.deAll = make([][]int32, nd), make([][]int32, nd)
	for _, i := range e.firsts {
		e.opFirsts[e.op[i]] = append(e.opFirsts[e.op[i]], i)
		d := e.trials[i].dest
		e.deFirsts[d] = append(e.deFirsts[d], i)
	}
	for i := range e.trials {
		if t := &e.trials[i]; !t.is(flagTrouble) {
			e.opAll[e.op[i]] = append(e.opAll[e.op[i]], int32(i))
			e.deAll[t.dest] = append(e.deAll[t.dest], int32(i))
		}
	}
}

// vote is what trial i says about a fault at some layers. What a finding has
// explained already says nothing, and neither does a trial that failed before
// it came to these layers.
func (e *evidence) vote(i int32, fault layers) vote {
	l := e.at[i]
	switch {
	case e.by[i] != 0 || l == layerOwn && !fault.has(l):
		return abstain
	case fault.has(l):
		return failed
	case l != layerNone && l <= layerServer && l < fault.lowest():
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
