package aggregate

// overSix is the evidence that all of a fault went over IPv6.
type overSix Evidence

// overSix tells where all that failed went over IPv6, and nothing at all passed
// over it meanwhile: that may be the way of this host, or its address there,
// though no mail over IPv4 shows the difference.
func (e *evidence) overSix(d duty) *overSix {
	failed, passed := 0, 0
	for _, i := range d.mine {
		failed += b2i(family(e, i) == 6)
	}
	if failed < minimumFails || float64(failed) < familyLeast*float64(len(d.mine)) {
		return nil
	}
	for _, i := range e.during(d.since, d.until) {
		switch {
		case e.at[i] != layerNone:
		case family(e, i) == 6:
			return nil
		case family(e, i) == 4:
			passed++
		}
	}
	return &overSix{"address-family", float64(failed) / float64(len(d.mine)), familyLeast,
		sentence("what failed went over IPv6, over which nothing passed meanwhile; over IPv4, %s did", plural(passed, "attempt"))}
}

// tell adds it to a finding that was made.
func (s *overSix) tell(f *Finding) {
	if s == nil {
		return
	}
	f.Evidence = append(f.Evidence, Evidence(*s))
	f.Advice = append(f.Advice, "Look at this host's IPv6 address: its route, its name (PTR) and the records that list it. Until it is right, send over IPv4.")
}
