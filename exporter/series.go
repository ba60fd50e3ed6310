package exporter

import (
	"tempfail/aggregate"
	"tempfail/parser"
)

// readAttempts has every known mail server from the start.
func readAttempts(v *view, out sink) {
	sums := map[string]aggregate.Counts{}
	for _, mta := range parser.MTAs() {
		if mta != parser.Auto {
			sums[mta] = aggregate.Counts{}
		}
	}
	for _, r := range v.Snapshot.MTAs {
		sums[r.MTA] = r.Counts
	}
	for mta, s := range sums {
		for i, n := range [len(statuses)]int64{s.Sent, s.Deferred, s.Bounced} {
			out.put(float64(n), mta, statuses[i])
		}
	}
}

// readReplies has, from the start, every cause with the fault it usually is.
func readReplies(v *view, out sink) {
	var sums [parser.NumCauses][parser.NumFaults][len(codes)]int64
	for i := range v.Snapshot.Replies {
		r := &v.Snapshot.Replies[i]
		if r.Cause < parser.NumCauses && r.Fault < parser.NumFaults {
			sums[r.Cause][r.Fault][codeOf(r.Code)] += r.Attempts
		}
	}
	for c := range parser.NumCauses {
		for f := range parser.NumFaults {
			for i, n := range sums[c][f] {
				if n > 0 || f == c.Fault() {
					out.put(float64(n), codes[i], c.String(), f.String())
				}
			}
		}
	}
}

func readRefused(v *view, out sink) {
	var sums [len(codes)]int64
	for _, r := range v.Snapshot.Refused {
		sums[codeOf(r.Code)] += r.Count
	}
	for i, n := range sums {
		out.put(float64(n), codes[i])
	}
}

func readLocalFaults(v *view, out sink) {
	var sums [parser.NumCauses]int64
	for _, r := range v.Snapshot.LocalFaults {
		sums[r.Cause] += r.Count
	}
	for _, c := range troubleCauses() {
		out.put(float64(sums[c]), c.String())
	}
}

func readLocalTroubles(v *view, out sink) {
	sums := map[string]int64{}
	for _, r := range v.Snapshot.LocalFaults {
		sums[r.Trouble] += r.Count
	}
	for t := range parser.NumTroubles {
		out.put(float64(sums[t.String()]), t.String())
	}
}

// maxFindings bounds the series of tempfail_finding.
const maxFindings = 100

func readFindings(v *view, out sink) {
	type series struct{ verdict, fault, cause, kind, name string }
	told := map[series]bool{}
	for i := range v.Snapshot.Findings {
		f := &v.Snapshot.Findings[i]
		if !f.Ongoing || len(told) == maxFindings {
			continue
		}
		name := f.Scope.Name
		if !v.opt.ShowAddresses {
			name = v.names.Scope(f)
		}
		s := series{label(string(f.Verdict)), f.Fault.String(), f.Cause.String(), label(f.Scope.Kind), label(name)}
		if !told[s] {
			told[s] = true
			out.put(1, s.verdict, s.fault, s.cause, s.kind, s.name)
		}
	}
}

func readFindingCounts(v *view, out sink) {
	sums := map[aggregate.Verdict]int{}
	for i := range v.Snapshot.Findings {
		if f := &v.Snapshot.Findings[i]; f.Ongoing {
			sums[f.Verdict]++
		}
	}
	for _, verdict := range verdicts {
		out.put(float64(sums[verdict]), string(verdict))
	}
}

func readDestinations(v *view, out sink)       { v.dests.attempts(out) }
func readDestinationReplies(v *view, out sink) { v.dests.replies(out) }
func readProviders(v *view, out sink)          { v.providers.attempts(out) }
func readProviderReplies(v *view, out sink)    { v.providers.causes(out) }
func readSenders(v *view, out sink)            { v.senders.attempts(out) }

func readWaiting(v *view, out sink) {
	v.dests.each(func(name string, m *member) { out.put(float64(m.waiting), name) })
}

func readVerdicts(v *view, out sink) {
	v.dests.each(func(name string, m *member) {
		if m.row != nil {
			out.put(1, name, m.row.Provider, string(m.row.Verdict), m.row.TopCause)
		}
	})
}

func readDestinationRecovery(v *view, out sink) {
	v.dests.each(func(name string, m *member) {
		if m.row == nil {
			return
		}
		if half := m.row.Recovery.P50; half != nil {
			out.put(*half, name, "0.5")
		}
		if most := m.row.Recovery.P90; most != nil {
			out.put(*most, name, "0.9")
		}
	})
}

func readUp(v *view, out sink) {
	v.eachSource(func(name string, s *Source) { out.put(float64(count(s.Up)), name) })
}

func readLag(v *view, out sink) {
	v.eachSource(func(name string, s *Source) { out.put(s.Lag.Seconds(), name) })
}

func readLost(v *view, out sink) {
	v.eachSource(func(name string, s *Source) { out.put(float64(s.LostBytes), name) })
}

// eachSource visits the sources whose names are told apart by their labels.
func (v *view) eachSource(f func(name string, s *Source)) {
	told := map[string]bool{}
	for i := range v.Sources {
		if name := label(v.Sources[i].Name); !told[name] {
			told[name] = true
			f(name, &v.Sources[i])
		}
	}
}

// count is how many of the conditions hold.
func count(conditions ...bool) (n int) {
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n
}
