package aggregate

// overSix is the evidence that nearly all of a fault went over IPv6.
type overSix Evidence

// overSix tells where nearly all that failed went over IPv6, and nothing at all
// passed over it meanwhile: that may be the way of this host, or its address
// there, though no mail over IPv4 shows the difference.
func (e *evidence) overSix(d duty) *overSix {
	failed := 0
	for _, i := range d.mine {
		failed += b2i(family(e, i) == 6)
	}
	if failed < minimumFails || float64(failed) < familyLeast*float64(len(d.mine)) {
		return nil
	}
	four, six := e.passedOver()
	if len(e.between(six, d.since, d.until)) > 0 {
		return nil
	}
	other := "nor over IPv4"
	if passed := len(e.between(four, d.since, d.until)); passed > 0 {
		other = sentence("over IPv4, %s did", plural(passed, "attempt"))
	}
	return &overSix{"address-family", float64(failed) / float64(len(d.mine)), familyLeast,
		"what failed went over IPv6, over which nothing passed meanwhile; " + other}
}

// passedOver are the deliveries over each address family, in order.
//
// Note: where thousands of destinations fail over IPv6 alone, to go through all
// attempts for each took three times as long as all the rest.
func (e *evidence) passedOver() (four, six []int32) {
	if e.passed == nil {
		e.passed = new([2][]int32)
		for _, i := range e.all {
			if e.at[i] != layerNone {
				continue
			}
			switch family(e, i) {
			case 4:
				e.passed[0] = append(e.passed[0], i)
			case 6:
				e.passed[1] = append(e.passed[1], i)
			}
		}
	}
	return e.passed[0], e.passed[1]
}

// tell adds it to a finding that was made.
func (s *overSix) tell(f *Finding) {
	if s == nil {
		return
	}
	f.Evidence = append(f.Evidence, Evidence(*s))
	f.Advice = append(f.Advice, "Look at this host's IPv6 address: its route, its name (PTR) and the records that list it. Until it is right, send over IPv4.")
}
