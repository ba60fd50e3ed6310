package aggregate

import "tempfail/parser"

const (
	familyLeast    = 0.9 // of what failed went over one address family, and as much over the other was taken
	forwardedLeast = 5   // sender domains fail, and hardly one of the others' messages does
)

// familyOf names the address family over which an operator refuses what it
// takes over the other; "" where there is no such difference. all are the
// attempts there.
func (e *evidence) familyOf(d duty, all []int32) string {
	var failed, taken [7]int
	for _, i := range d.mine {
		failed[family(e, i)]++
	}
	for _, i := range e.between(all, d.since, d.until) {
		taken[family(e, i)] += b2i(e.at[i] == layerNone)
	}
	for mine, other := range map[int]int{4: 6, 6: 4} {
		if float64(failed[mine]) >= familyLeast*float64(len(d.mine)) && taken[other] >= 2*minimumFails &&
			float64(taken[other]) >= familyLeast*float64(taken[mine]+taken[other]) {
			return map[int]string{4: "IPv4", 6: "IPv6"}[mine]
		}
	}
	return ""
}

// forwarded notes where what fails is mail that this host forwards: refused for
// its sender's records, of many domains, while the mail of the domains that
// this host sends most for is taken. all are the attempts there. It returns
// whose mail that is, for a sentence about it.
func (e *evidence) forwarded(f *Finding, d duty, all []int32) (whose string) {
	foreign, passed := e.foreign(d.mine, all)
	if f.Cause != parser.Authentication || foreign < forwardedLeast {
		return ""
	}
	f.Evidence = append(f.Evidence, Evidence{"sender-domains", float64(foreign), forwardedLeast,
		sentence("what failed is mail of %d sender domains, as a host that forwards has it; of the others' mail %d attempts passed", foreign, passed)})
	f.Advice = append(f.Advice, "If they are other people's domains, this host forwards their mail: rewrite the sender (SRS), or seal it (ARC); its own mail is not meant.")
	return sentence(" of %d sender domains", foreign)
}

// ofForwarded carries an opinion about mail that this host forwards to all of
// it: the first and the last refusal of the sender domains of which nothing
// passes. Among the mail that does pass, chance draws the ends of an opinion.
// all are the attempts there.
func (e *evidence) ofForwarded(o *opinion, all []int32, fault layers) {
	d := e.dutyOf(all, o.since, o.until, fault)
	e.describe(&d)
	if domains, _ := e.foreign(d.mine, all); domains < forwardedLeast || e.topCause(d.causes) != parser.Authentication {
		return
	}
	never := map[uint32]bool{}
	for _, sender := range d.senders {
		never[sender] = true
	}
	for _, i := range all {
		if e.at[i] == layerNone {
			delete(never, e.try(i).sender())
		}
	}
	theirs := filter(all, func(i int32) bool { return fault.has(e.at[i]) && !e.explained[i] && never[e.try(i).sender()] })
	if len(theirs) == 0 {
		return
	}
	ep := episode{segment: segment{n: 1, fails: 1}, since: min(o.since, e.time(theirs[0])), until: o.until}
	e.extend(&ep, theirs, fault)
	o.since, o.until, o.ongoing = ep.since, ep.until, ep.ongoing
}

// foreign counts the sender domains whose mail fails, if hardly one of the
// others' does, and how many attempts passed. mine are those that failed, all
// the attempts there.
func (e *evidence) foreign(mine, all []int32) (domains, passed int) {
	type score struct{ failed, taken int }
	by := map[uint32]*score{}
	of := func(i int32) *score {
		sender := e.try(i).sender()
		if by[sender] == nil {
			by[sender] = &score{}
		}
		return by[sender]
	}
	for _, i := range mine {
		of(i).failed++
	}
	for _, i := range all { // of the whole log: in the finding's time the others may send little
		if e.at[i] == layerNone {
			of(i).taken++
			passed++
		}
	}
	failed := 0
	for _, s := range by {
		if s.failed > 0 && s.taken <= s.failed {
			domains++
			failed += s.failed
		}
	}
	if float64(failed) < familyLeast*float64(len(mine)) || passed < len(mine) {
		return 0, passed
	}
	return domains, passed
}
