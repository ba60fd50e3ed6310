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
	// Who got so far as TLS had found the server: what could not be looked up is
	// what its certificate is checked by (TLSA, RFC 7672).
	// Limit: it votes as if a connection had been made, which comes after.
	if r.Cause == parser.DNS && r.phase == parser.PhaseStartTLS {
		return layerSession
	}
	if r.Cause == parser.DomainInvalid && r.origin != parser.Remote {
		return layerDomain
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

// trials tells the trials among the attempts from the rest. A trial is a message's
// first attempt at a destination: retries are of failed mail alone, and would
// vote for failure again and again; the recipients of one message share its
// fate.
func (e *evidence) trials() {
	is, n, all := make([]bool, len(e.at)), 0, 0
	repeated, many := e.repeated()
	met, trials := pairSetFor(many), make([]int32, 0, many) // of messages with several recipients at a destination, one of each
	for i := range int32(len(e.at)) {
		t := e.try(i)
		if !t.aimed() {
			continue
		}
		all++
		if !t.is(flagFirst) || e.own[t.relay()] {
			continue
		}
		letter := pair{t.message, t.dest()}
		if hash := letter.hash(); t.rcpts() != 1 && repeated.may(hash) {
			if place := met.find(letter, hash); place >= 0 {
				if trial := &trials[place]; e.speaks(i, *trial) {
					is[*trial], is[i], *trial = false, true, i
				}
				continue
			}
			met.put(letter, hash)
			trials = append(trials, i)
		}
		is[i] = true
		n++
	}
	e.firsts, e.rest, e.all = make([]int32, 0, n), make([]int32, 0, all-n), make([]int32, 0, all)
	for i, trial := range is {
		switch i := int32(i); {
		case trial:
			e.firsts = append(e.firsts, i)
		case e.try(i).aimed():
			e.rest = append(e.rest, i)
		default:
			continue
		}
		e.all = append(e.all, int32(i))
	}
	e.out = e.all
	if slices.Contains(e.own, true) {
		e.out = filter(e.all, func(i int32) bool { return !e.own[e.try(i).relay()] })
	}
}

// repeated lets pass the messages that have several recipients at one
// destination, and counts them.
func (e *evidence) repeated() (letters sieve, n int) {
	once := newSieve(e.many)
	letters = newSieve(e.many / 4)
	for i := range int32(len(e.at)) {
		t := e.try(i)
		if !t.is(flagFirst) || t.rcpts() == 1 || !t.aimed() || e.own[t.relay()] {
			continue
		}
		if hash := (pair{t.message, t.dest()}).hash(); once.add(hash) && !letters.add(hash) {
			n++
		}
	}
	return letters, n
}

// speaks tells whether one more recipient of a message speaks for its trial:
// one who was accepted proves that the message could be.
func (e *evidence) speaks(i, trial int32) bool {
	was := e.at[trial]
	return was != layerNone && (e.at[i] == layerNone || was == layerRecipient || was == layerDomain)
}

// is tells whether an attempt has a flag.
func (e *evidence) is(i int32, flag uint8) bool { return e.try(i).is(flag) }

// vote is what trial i says about a fault at some layers. What a finding has
// explained already says nothing, and neither does a trial that failed before
// it came to these layers.
func (e *evidence) vote(i int32, fault layers) vote {
	if e.explained[i] {
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

// votes are what some trials say; the next call writes over them.
func (e *evidence) votes(trials []int32, fault layers) []vote {
	e.scratch = slices.Grow(e.scratch[:0], len(trials))[:len(trials)]
	says := fault.says()
	for n, i := range trials {
		v := says[e.at[i]]
		if e.explained[i] {
			v = abstain
		}
		e.scratch[n] = v
	}
	return e.scratch
}

// says is the vote of each layer.
func (s layers) says() (votes [numLayers]vote) {
	for l := range votes {
		votes[l] = s.vote(layer(l))
	}
	return votes
}

// witness is vote, for faults of this host and traits that operators share:
// one that is dead has no vote.
func (e *evidence) witness(i int32, fault layers) vote {
	if e.dead[e.opOf(i)] {
		return abstain
	}
	return e.vote(i, fault)
}

// witnesses are the votes of some trials.
func (e *evidence) witnesses(trials []int32, fault layers) []vote {
	votes, says := make([]vote, len(trials)), fault.says()
	for n, i := range trials {
		if !e.explained[i] && !e.dead[e.opOf(i)] {
			votes[n] = says[e.at[i]]
		}
	}
	return votes
}
