package aggregate

// hit notes that a finding explains failures of a destination, a provider or a
// sender domain. The one that explains most of a row counts there.
func (e *evidence) hit(row Scope, v Verdict, failed int64) {
	was, ok := e.hits[row]
	if !ok || failed > was.failed || failed == was.failed && rank[v] < rank[was.verdict] {
		e.hits[row] = explained{v, failed}
	}
}

// explained is how many failures of a row a finding explains.
type explained struct {
	verdict Verdict
	failed  int64
}

// hitAll notes what a finding explains.
func (e *evidence) hitAll(v Verdict, d *duty) {
	rows := map[Scope]int64{}
	for _, dest := range d.dests { // also where no attempt is counted
		rows[Scope{"destination", e.dests.all[dest]}], rows[Scope{"provider", e.operator[dest]}] = 0, 0
	}
	for _, sender := range d.senders {
		rows[Scope{"sender", e.Aggregator.senders.all[sender]}] = 0
	}
	byDest, bySender := map[uint32]int64{}, map[uint32]int64{}
	for _, i := range d.mine {
		t := e.try(i)
		byDest[t.dest()]++
		bySender[t.sender()]++
	}
	for dest, n := range byDest {
		rows[Scope{"destination", e.dests.all[dest]}] += n
		rows[Scope{"provider", e.operator[dest]}] += n
	}
	for sender, n := range bySender {
		rows[Scope{"sender", e.Aggregator.senders.all[sender]}] += n
	}
	for row, failed := range rows {
		e.hit(row, v, failed)
	}
}

// verdicts says of every destination and provider what the findings mean
// for it.
func (e *evidence) verdicts(s *Snapshot) {
	byName := map[Scope]explained{}
	for i := range s.Findings {
		f := &s.Findings[i]
		if was, ok := byName[f.Scope]; !ok || rank[f.Verdict] < rank[was.verdict] {
			byName[f.Scope] = explained{f.Verdict, f.Failed}
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
