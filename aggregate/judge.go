package aggregate

import (
	"cmp"
	"slices"

	"tempfail/parser"
)

// judge draws the findings from the picture. The tests run in the order in
// which one explains what the next would misread: what this host says of
// itself, and to all of its clients; names that it sends by, and that do not
// exist; greylisting, which looks like an outage of everybody's first contact;
// mailboxes, all of an operator at once, then single ones; big messages that
// fail everywhere; faults of this host, which look like an outage of everybody;
// traits that failing mail shares, which look like outages of many; then sizes,
// outages, standing and rates of one operator; last what takes nothing of the
// little mail it gets, and a host from which none of its little mail leaves.
// What a test has explained, later ones do not see.
func judge(p *picture) *evidence {
	e := gatherEvidence(p)
	for _, test := range []func(*evidence){
		(*evidence).ownWords,
		(*evidence).door,
		(*evidence).nextHops,
		(*evidence).greylists,
		(*evidence).fullHouses,
		(*evidence).mailboxes,
		(*evidence).hostSizes,
		(*evidence).hostFaults,
		(*evidence).traits,
		(*evidence).sizes,
		(*evidence).outages,
		(*evidence).unwelcome,
		(*evidence).standing,
		(*evidence).throttles,
		(*evidence).stuck,
		(*evidence).stalled,
	} {
		test(e)
	}
	slices.SortStableFunc(e.findings, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(rank[x.Verdict], rank[y.Verdict]), -cmp.Compare(b2i(x.Ongoing), b2i(y.Ongoing)),
			cmp.Compare(y.Failed, x.Failed), cmp.Compare(x.Scope.Name, y.Scope.Name))
	})
	// What only tests look at makes room for the rows.
	e.firsts, e.rest, e.all, e.out, e.explained, e.op, e.scratch = nil, nil, nil, nil, nil, nil, nil
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
	d.wayOut = d.wayOut || f.Scope.Kind == "host"
	var soon int64
	f.Waiting, soon, f.Recovery = e.recoveryOf(&d)
	f.Returned = d.expired + e.bouncedOf(&d)
	f.Recipients = max(f.Recipients, f.Recovery.Deferred, f.Waiting) // with those who were put off without a try
	advice := e.adviceFor(&f)
	if soon > 0 {
		f.Advice = append(f.Advice, sentence("The queue lifetime of %d of those who wait runs out within 12 hours: reach them another way.", soon))
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
