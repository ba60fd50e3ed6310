package aggregate

import (
	"math"

	"tempfail/parser"
)

// Whom this host does not trust, cannot agree with on TLS, or cannot look up
// the certificate of, says so in this host's own words: that of one operator
// breaks now and then, but not those of three on one day.
const (
	distrustLeast  = 3
	distrustRate   = 0.001
	distrustChance = 1e-4
)

// distrust is a reason for which this host itself gives up at TLS.
type distrust struct {
	cause  parser.Cause
	common bool   // there are always some for whom it is true: they count where they began at one time
	theirs string // where it is one operator
	says   string // where it is several
	advice []string
}

var distrusts = []distrust{
	{
		cause: parser.TLS, common: true, theirs: "fails at TLS",
		says: "TLS with %d unrelated operators fails at the same time, in this host's own words, %s",
		advice: []string{
			"Look at this host's own CA bundle, TLS policy and clock, and at what was upgraded then.",
			"Compare `openssl s_client -starttls smtp -connect HOST:25` from here and from elsewhere: it tells whose certificate or protocol it is.",
		},
	},
	{
		cause: parser.DNS, theirs: "has TLS records (TLSA) that cannot be looked up",
		says: "This host cannot look up the TLS records (TLSA) of %d unrelated operators, whose addresses it finds, %s",
		advice: []string{
			"Test this host's resolver: `dig +dnssec TLSA _25._tcp.HOST` against the address in /etc/resolv.conf, and against another resolver; only where both fail it is theirs.",
			"Restart or replace the resolver if it cannot validate (DNSSEC: its trust anchor, its clock, long answers over TCP): without it DANE stops all mail to who publishes such records.",
		},
	},
}

// relayDistrust is advice where it is the relay that all mail leaves through.
const relayDistrust = "Look at the relay's certificate (`openssl s_client -starttls smtp -connect HOST:587`, with the name and port of {relay}): whether it has expired and is for that name; then at this host's own CA bundle, TLS policy and clock, and at what was upgraded then."

// distrust is why this host itself gave up at TLS in an attempt; nil where it
// did not.
func (e *evidence) distrust(i int32) *distrust {
	r := &e.replies.rows[e.try(i).reply()]
	if e.at[i] != layerSession || r.origin == parser.Remote {
		return nil
	}
	for k := range distrusts {
		if distrusts[k].cause == r.Cause {
			return &distrusts[k]
		}
	}
	return nil
}

// distrustIn is that of most trials of an episode.
func (e *evidence) distrustIn(ep *episode) *distrust {
	n := map[*distrust]int{}
	for _, i := range ep.trials[ep.from : ep.to+1] {
		n[e.distrust(i)]++
	}
	for k := range distrusts {
		if d := &distrusts[k]; 2*n[d] > ep.n {
			return d
		}
	}
	return nil
}

// alike are the attempts at operators that fail together; where this host
// distrusts them, also those at single destinations of others.
func (e *evidence) alike(ops map[uint32]bool, since, until int64, ours *distrust) (all []int32) {
	dests := map[uint32]bool{}
	for _, i := range e.during(since, until) {
		if ours != nil && e.distrust(i) == ours {
			dests[e.try(i).dest()] = true
		}
	}
	return filter(e.all, func(i int32) bool { return ops[e.opOf(i)] || dests[e.try(i).dest()] })
}

// changedAtOnce tells whether the episodes of a group can have begun at one
// time: the last mail that passed before each came before the first failure of
// all. Of those that took nothing before, nobody knows when they began.
func (e *evidence) changedAtOnce(all []opinion, group []int) bool {
	last, known, first := int64(0), 0, int64(math.MaxInt64)
	for _, m := range group {
		o := &all[m]
		first = min(first, o.since)
		mine := e.between(e.opAll(o.op), 0, o.since-1)
		for k := len(mine) - 1; k >= 0; k-- {
			if e.at[mine[k]] == layerNone {
				last, known = max(last, e.time(mine[k])), known+1
				break
			}
		}
	}
	return 2*known >= len(group) && last <= first
}
