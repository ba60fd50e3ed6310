package aggregate

import (
	"cmp"
	"slices"

	"tempfail/parser"
)

// judge draws the findings from the picture. The tests run in the order in
// which one explains what the next would misread: what this host says of
// itself; names that it sends by, and that do not exist; greylisting, which
// looks like an outage of everybody's first contact; single mailboxes; big
// messages that fail everywhere; faults of this host, which look like an outage
// of everybody; traits that failing mail shares, which look like outages of
// many; then sizes, outages, standing and rates of one operator; last what takes
// nothing of the little mail it gets. What a test has explained, later ones do
// not see.
func judge(p *picture) *evidence {
	e := gatherEvidence(p)
	for _, test := range []func(*evidence){
		(*evidence).ownWords,
		(*evidence).nextHops,
		(*evidence).greylists,
		(*evidence).mailboxes,
		(*evidence).hostSizes,
		(*evidence).hostFaults,
		(*evidence).traits,
		(*evidence).sizes,
		(*evidence).outages,
		(*evidence).standing,
		(*evidence).throttles,
		(*evidence).stuck,
	} {
		test(e)
	}
	slices.SortStableFunc(e.findings, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(rank[x.Verdict], rank[y.Verdict]), -cmp.Compare(b2i(x.Ongoing), b2i(y.Ongoing)),
			cmp.Compare(y.Failed, x.Failed), cmp.Compare(x.Scope.Name, y.Scope.Name))
	})
	// What only tests look at makes room for the rows.
	e.firsts, e.rest, e.all, e.explained, e.op, e.scratch = nil, nil, nil, nil, nil, nil
	e.kept, e.values, e.passed, e.control = nil, nil, nil, census{}
	return e
}

// conclude puts the findings into the snapshot, and what they mean for its
// rows and for the whole.
func (e *evidence) conclude(s *Snapshot, live bool) {
	s.Findings = e.findings
	if s.Findings == nil {
		s.Findings = []Finding{}
	}
	e.opt.Beside(func() { e.verdicts(s) }, func() { e.timelines(s) })
	s.Answer = answer(s, live)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rank is the order of findings in a report: what needs hands first.
var rank = map[Verdict]int{LocalFault: 0, Blocked: 1, RemoteOutage: 2, Throttled: 3, Unclear: 4, Greylisting: 5, RecipientTrouble: 6}

// report fills in what every finding has, and files it.
func (e *evidence) report(f Finding, d duty, since, until int64, ongoing bool) *Finding {
	if e.first-since < longestAttempt*1000 { // a try of the log's first lines may have begun before them
		since, until = max(since, e.first), max(until, e.first)
	}
	f.Since = at(since)
	if !ongoing {
		t := at(until)
		f.Until = &t
	}
	f.Ongoing = ongoing
	f.Attempts, f.Failed = d.attempts, d.failed
	f.Recipients, f.Messages, f.Destinations = int64(len(d.recipients)), int64(d.messages), len(d.dests)
	if len(d.causes) > 0 {
		if f.Cause == parser.CauseUnknown {
			f.Cause = e.topCause(d.causes)
		}
		for _, s := range e.samples(d.causes, 2) {
			if !slices.Contains(f.Samples, s) { // a line of this host may be the reply
				f.Samples = append(f.Samples, s)
			}
		}
	}
	var soon int64
	f.Waiting, soon, f.Recovery = e.recoveryOf(d)
	advice := e.adviceFor(&f)
	if soon > 0 {
		f.Advice = append(f.Advice, sentence("%d of those who wait run out of queue lifetime within 12 hours: reach them another way.", soon))
	}
	if f.Evidence == nil {
		f.Evidence = []Evidence{}
	}
	if f.Against == nil {
		f.Against = []Evidence{}
	}
	if f.Samples == nil {
		f.Samples = []string{}
	}
	f.Advice = append(f.Advice, advice...)
	if slices.ContainsFunc(f.Advice, hasWords) {
		words := dialects[e.mtaOf(d.mine)]
		for i := range f.Advice {
			f.Advice[i] = words.in(f.Advice[i])
		}
	}
	e.hitAll(f.Verdict, &d)
	e.findings = append(e.findings, f)
	return &e.findings[len(e.findings)-1]
}

// topCause is the cause of most failed attempts.
func (e *evidence) topCause(causes map[uint32]int64) parser.Cause {
	var by [parser.NumCauses]int64
	for r, n := range causes {
		by[e.replies.rows[r].Cause] += n
	}
	top := parser.CauseUnknown
	for c, n := range by {
		// A word that says something beats one that does not.
		if n > by[top] || top == parser.CauseUnknown && n > 0 && n*2 >= by[top] {
			top = parser.Cause(c)
		}
	}
	return top
}

// samples are the commonest replies, verbatim.
func (e *evidence) samples(causes map[uint32]int64, n int) []string {
	var rows []uint32
	for r := range causes {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(x, y uint32) int { return cmp.Or(cmp.Compare(causes[y], causes[x]), cmp.Compare(x, y)) })
	var out []string
	for _, r := range rows {
		if s := e.replies.rows[r].sample; s != "" && len(out) < n && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// expirySoon is how near the end of a queue lifetime is that a person should
// act, in milliseconds.
const expirySoon = 12 * 3600 * 1000

// recoveryOf tells how the recipients that a fault hit fared, how many wait
// still, and how many of these expire soon. The spells that began while it
// lasted are its own.
func (e *evidence) recoveryOf(d duty) (waiting, soon int64, r Recovery) {
	if d.failed == 0 {
		return 0, 0, r
	}
	var mine []int32
	about := map[parser.Cause]bool{}
	for r := range d.causes {
		about[e.replies.rows[r].Cause] = true
	}
	for _, dest := range d.dests {
		for _, h := range e.held[dest] { // the longest first
			if h.since-longestAttempt*1000 > d.until {
				break
			}
			if h.last != 0 && h.last < d.since || !about[h.cause] { // what it waits for now is something else
				continue
			}
			if _, hit := slices.BinarySearch(d.recipients, h.key()); hit {
				waiting++
				expires := e.expires(h.recipient)
				soon += int64(b2i(expires != 0 && expires-e.end < expirySoon))
			}
		}
		for _, i := range e.byDest[dest] {
			s := &e.spells[i]
			if began := s.began(); about[s.cause] && began >= d.since && began <= d.until {
				mine = append(mine, i)
			}
		}
	}
	return waiting, soon, e.recovery(mine)
}

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
