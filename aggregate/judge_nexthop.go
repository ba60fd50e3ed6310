package aggregate

import (
	"net/netip"
	"slices"
	"strings"

	"tempfail/parser"
)

const (
	nextHopDests = 3    // destinations are sent by one name,
	nextHopOps   = 3    // that so many operators served before,
	nextHopAll   = 5    // or so many destinations,
	nextHopShare = 0.9  // which are so much of all mail
	nextHopMain  = 0.25 // of what fails by a name at its destinations fails by it: a table names one or two, records may name many
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
	takers := e.takersOf(by)
	for _, host := range sortedKeys(by) {
		e.nextHop(host, by[host], takers)
	}
}

// takers are the deliveries to a destination, in order, how many attempts there
// failed by some name, and when each operator took the first and the last mail.
type takers struct {
	sent  []int32
	named int
	by    map[uint32]term
}

// term is a time from its first to its last moment.
type term struct{ since, until int64 }

// takersOf tells who took mail of the destinations of some failures.
//
// Note: once for all names. The records of three domains can name as many as
// they get messages, and to go through the mail of the three for each took a
// minute where there were 20,000.
func (e *evidence) takersOf(failures map[string][]int32) map[uint32]*takers {
	all := map[uint32]*takers{}
	for _, mine := range failures {
		if len(mine) < nextHopDests {
			continue
		}
		for _, i := range mine {
			if dest := e.try(i).dest(); all[dest] == nil {
				all[dest] = &takers{by: map[uint32]term{}}
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	for _, i := range e.all {
		t := e.try(i)
		of := all[t.dest()]
		if of == nil {
			continue
		}
		if e.byName(i) != "" {
			of.named++
		}
		if e.at[i] != layerNone || e.own[t.relay()] {
			continue
		}
		took, ok := of.by[e.opOf(i)]
		if !ok {
			took.since = t.at()
		}
		took.until = t.at()
		of.by[e.opOf(i)], of.sent = took, append(of.sent, i)
	}
	return all
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
func (e *evidence) nextHop(host string, mine []int32, takers map[uint32]*takers) {
	dests := map[uint32]term{} // when they failed so
	for _, i := range mine {
		dest := e.try(i).dest()
		when, ok := dests[dest]
		if !ok {
			when.since = e.time(i)
		}
		when.until = e.time(i)
		dests[dest] = when
	}
	if len(dests) < nextHopDests {
		return
	}
	fault := set(layerDomain)
	ep := episode{segment: segment{n: len(mine), fails: len(mine)}, since: e.time(mine[0]), until: e.time(mine[len(mine)-1])}
	why, ours := e.ownNextHop(host, &ep, dests, takers)
	if !ours {
		return
	}
	var all []int32
	for dest := range dests {
		all = append(all, e.between(e.deAll(dest), ep.since, latestTime)...)
	}
	slices.Sort(all)
	e.extend(&ep, all, fault)
	d := e.cover(filter(all, func(i int32) bool { return e.byName(i) == host }), ep.since, ep.until, fault)
	f := Finding{Verdict: LocalFault, Fault: parser.FaultLocal, Cause: parser.LocalCause, Scope: Scope{"relay", host}, Confidence: 0.95,
		Evidence: []Evidence{
			{"destinations-by-name", float64(len(dests)), nextHopDests, sentence("mail for %d destinations is sent by this one name, which does not exist", len(dests))},
			why,
		},
		Advice: []string{nextHopAdvice},
	}
	f.Says = sentence("This host sends mail for %d destinations by %s, and there is no such host, %s", len(dests), host, e.clock(ep.since, ep.until, ep.ongoing))
	e.report(f, d, ep.since, ep.until, ep.ongoing)
}

// ownNextHop tells why a name is this host's own: it is in its domain, and
// takes more than the mail of a few forgotten names, or it takes the mail of
// operators that have nothing else in common, or nearly all mail. dests are its
// destinations, and when they failed so.
//
// Note: a rented host has a name in its landlord's domain, and so has the mail
// exchanger of that landlord's customers of old.
func (e *evidence) ownNextHop(host string, ep *episode, dests map[uint32]term, takers map[uint32]*takers) (why Evidence, ours bool) {
	firsts, sent := e.between(e.firsts, ep.since, ep.until), 0
	zone := operatorOf(host, netip.Addr{})
	for _, name := range e.hostNames() {
		if operatorOf(name, netip.Addr{}) == zone && ep.fails >= aliveLeast && knownShare*ep.fails >= len(firsts) {
			return Evidence{"own-domain", 1, 1, "it is a name of this host's own domain, " + zone}, true
		}
	}
	before, named := map[uint32]bool{}, 0
	for dest, when := range dests {
		of := takers[dest]
		named += of.named
		moved := e.moved(of, when, ep)
		for op, took := range of.by {
			if took.since < ep.since || took.until > ep.until && !moved {
				before[op] = true
			}
		}
	}
	if len(before) >= nextHopOps && float64(ep.fails) >= nextHopMain*float64(named) {
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

// moved tells whether a destination went to another operator while mail for
// others still failed by the name that it had: then its owner has corrected its
// records, and not this host its configuration.
func (e *evidence) moved(of *takers, when term, ep *episode) bool {
	return len(e.between(of.sent, when.since, when.until)) == 0 && len(e.between(of.sent, when.until+1, ep.until)) > 0
}
