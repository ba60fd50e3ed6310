package aggregate

import (
	"net/netip"
	"slices"
	"strings"

	"tempfail/parser"
)

const (
	nextHopDests = 3   // destinations are sent by one name,
	nextHopOps   = 3   // that so many operators served before,
	nextHopAll   = 5   // or so many destinations,
	nextHopShare = 0.9 // which are so much of all mail
)

const nextHopAdvice = "Look for that name in {route}: correct it, or mend the zone that has lost it; then {again}, and have what bounced sent once more."

// nextHops is the test of names by which this host sends mail of many, and
// which do not exist: a relay host or a transport of its configuration. A host
// of one operator that is gone from the DNS, which the records of its customers
// still name, is theirs.
func (e *evidence) nextHops() {
	if e.fails.in(set(layerDomain)) < minimumFails {
		return
	}
	by := map[string][]int32{}
	for _, i := range e.all {
		if host := e.byName(i); host != "" && e.at[i] == layerDomain && !e.explained[i] {
			by[host] = append(by[host], i)
		}
	}
	for _, host := range sortedKeys(by) {
		e.nextHop(host, by[host])
	}
}

// unfound are the layers at which a name may not be found.
var unfound = set(layerResolve, layerDomain)

// byName is the host by whose name an attempt went, and which was not found; ""
// where the destination's own was looked up, or something else failed.
func (e *evidence) byName(i int32) string {
	if !unfound.has(e.at[i]) {
		return ""
	}
	t := e.try(i)
	r := e.relays.at(t.relay())
	if host := strings.ToLower(strings.TrimSuffix(r.host, ".")); r.ip == "" && host != e.dests.all[t.dest()] {
		return host
	}
	return ""
}

// nextHop files one such name, if it is this host's own; mine are the attempts
// that failed.
func (e *evidence) nextHop(host string, mine []int32) {
	dests := map[uint32]bool{}
	for _, i := range mine {
		dests[e.try(i).dest()] = true
	}
	if len(dests) < nextHopDests {
		return
	}
	fault := set(layerDomain)
	ep := episode{segment: segment{n: len(mine), fails: len(mine)}, since: e.time(mine[0]), until: e.time(mine[len(mine)-1])}
	var all []int32
	for dest := range dests {
		all = append(all, e.deAll(dest)...)
	}
	slices.Sort(all)
	why, ours := e.ownNextHop(host, &ep, all, dests)
	if !ours {
		return
	}
	e.extend(&ep, all, fault)
	d := e.cover(filter(all, func(i int32) bool { return e.byName(i) == host }), ep.since, ep.until, fault)
	f := Finding{Verdict: LocalFault, Fault: parser.FaultLocal, Cause: parser.LocalCause, Scope: Scope{"relay", host}, Confidence: 0.95,
		Evidence: []Evidence{
			{"destinations-by-name", float64(len(dests)), nextHopDests, sentence("mail for %d destinations is sent by this one name, which does not exist", len(dests))},
			why,
		},
		Advice: []string{e.words.in(nextHopAdvice)},
	}
	f.Says = sentence("This host sends mail for %d destinations by %s, and there is no such host, %s", len(dests), host, e.clock(ep.since, ep.until, ep.ongoing))
	e.report(f, d, ep.since, ep.until, ep.ongoing)
}

// ownNextHop tells why a name is this host's own: it is in its domain, and
// takes more than the mail of a few forgotten names, or it takes the mail of
// operators that have nothing else in common, or nearly all mail. all are the
// attempts at its destinations.
//
// Note: a rented host has a name in its landlord's domain, and so has the mail
// exchanger of that landlord's customers of old.
func (e *evidence) ownNextHop(host string, ep *episode, all []int32, dests map[uint32]bool) (why Evidence, ours bool) {
	firsts, sent := e.between(e.firsts, ep.since, ep.until), 0
	zone := operatorOf(host, netip.Addr{})
	for _, name := range e.hostNames() {
		if operatorOf(name, netip.Addr{}) == zone && ep.fails >= aliveLeast && knownShare*ep.fails >= len(firsts) {
			return Evidence{"own-domain", 1, 1, "it is a name of this host's own domain, " + zone}, true
		}
	}
	before := map[uint32]bool{}
	for _, i := range all {
		if t := e.time(i); e.at[i] == layerNone && (t < ep.since || t > ep.until) && !e.own[e.try(i).relay()] {
			before[e.opOf(i)] = true
		}
	}
	if len(before) >= nextHopOps {
		return Evidence{"operators", float64(len(before)), nextHopOps, sentence("%d unrelated operators took mail for them at other times", len(before))}, true
	}
	if len(dests) < nextHopAll || float64(ep.fails) < nextHopShare*float64(len(firsts)) {
		return why, false
	}
	for _, i := range firsts {
		sent += b2i(e.byName(i) == host)
	}
	share := float64(sent) / float64(max(len(firsts), 1))
	return Evidence{"relayhost", share, nextHopShare, sentence("%s of all mail is sent by it", percent(share))}, share >= nextHopShare
}
