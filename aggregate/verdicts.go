package aggregate

// explained is how many failures of a row a finding explains, and whether
// somebody waits there who was put off without a try.
type explained struct {
	verdict Verdict
	failed  int64
	putOff  bool
}

// hitAll notes what a finding explains: failures of destinations, providers and
// sender domains. The one that explains most of a row counts there.
func (e *evidence) hitAll(v Verdict, d *duty) {
	rows := map[Scope]int64{}
	for dest, n := range e.failedBy(d, (*packed).dest) {
		rows[Scope{"destination", e.dests.all[dest]}] += n
		rows[Scope{"provider", e.operator[dest]}] += n
	}
	for sender, n := range e.failedBy(d, (*packed).sender) {
		rows[Scope{"sender", e.Aggregator.senders.all[sender]}] += n
	}
	putOff := map[Scope]bool{}
	for _, dest := range d.putOff {
		for _, row := range [...]Scope{{"destination", e.dests.all[dest]}, {"provider", e.operator[dest]}} {
			rows[row]++
			putOff[row] = true
		}
	}
	for row, failed := range rows {
		was, ok := e.hits[row]
		if !ok || failed > was.failed || failed == was.failed && rank[v] < rank[was.verdict] {
			e.hits[row] = explained{v, failed, putOff[row]}
		}
	}
}

// failedBy counts the failures of a duty by a number of theirs.
func (e *evidence) failedBy(d *duty, number func(*packed) uint32) map[uint32]int64 {
	by := map[uint32]int64{}
	for _, i := range d.mine {
		by[number(e.try(i))]++
	}
	return by
}

// verdicts says of every destination and provider what the findings mean
// for it.
func (e *evidence) verdicts(s *Snapshot) {
	byName := map[Scope]explained{}
	for i := range s.Findings {
		f := &s.Findings[i]
		if was, ok := byName[f.Scope]; !ok || rank[f.Verdict] < rank[was.verdict] {
			byName[f.Scope] = explained{verdict: f.Verdict, failed: f.Failed}
		}
	}
	for i := range s.Destinations {
		d := &s.Destinations[i]
		d.Verdict = e.verdictOf(d, byName, Scope{"destination", d.Name}, Scope{"provider", d.Provider})
	}
	for i := range s.Providers {
		d := &s.Providers[i]
		d.Verdict = e.verdictOf(d, byName, Scope{"provider", d.Name}, Scope{"destination", d.Name})
	}
	for i := range s.Senders {
		d := &s.Senders[i]
		d.Verdict = e.verdictOf(d, byName, Scope{"sender", d.Name})
	}
}

// verdictOf is the verdict of the finding about a row, unless another explains
// more of its failures; else of one about the other scope, if that explains
// most of them; else of one that explains them, if it mostly failed; else what
// its numbers say.
func (e *evidence) verdictOf(r *Row, byName map[Scope]explained, scopes ...Scope) Verdict {
	hit := e.hits[scopes[0]].verdict
	if own, ok := byName[scopes[0]]; ok {
		if e.hits[scopes[0]].failed > own.failed {
			return hit
		}
		return own.verdict
	}
	switch failed := r.Deferred + r.Bounced; {
	case e.hits[scopes[0]].putOff && r.Waiting > 0:
		return hit
	case failed == 0 && r.Attempts > 0:
		return Healthy
	case len(scopes) > 1 && hit != "" && byName[scopes[1]].verdict == hit:
		return hit
	case r.Sent >= 3*failed && r.Sent > 0:
		return Healthy
	case hit != "":
		return hit
	case r.Recovery.Deferred+r.Bounced <= minimumFails:
		return Thin
	}
	return Unclear
}
