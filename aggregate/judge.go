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
	switch {
	case soon == 1:
		f.Advice = append(f.Advice, "1 of those who wait runs out of queue lifetime within 12 hours: reach them another way.")
	case soon > 0:
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
// lasted are its own. Who waits for it without a try is noted as put off:
// Postfix and Exim do not try again a host that failed a moment ago.
func (e *evidence) recoveryOf(d *duty) (waiting, soon int64, r Recovery) {
	d.putOff, d.expired = nil, 0
	if d.failed == 0 {
		return 0, 0, r
	}
	var mine []int32
	about := map[parser.Cause]bool{}
	for r := range d.causes {
		about[e.replies.rows[r].Cause] = true
	}
	for _, r := range e.reachOf(d) {
		for _, h := range r.held { // the longest first
			if h.since-longestAttempt*1000 > d.until {
				break
			}
			if h.last != 0 && h.last < d.since || !about[h.cause] { // what it waits for now is something else
				continue
			}
			if h.attempts == 0 {
				d.putOff = append(d.putOff, h.dest)
			} else if !d.hit(h.key()) {
				continue
			}
			waiting++
			expires := e.expires(h.recipient)
			soon += int64(b2i(expires != 0 && expires-e.end < expirySoon))
		}
		for _, i := range e.begunIn(r.spells, d.since, d.until) {
			if s := &e.spells[i]; about[s.cause] && (s.who == 0 || d.hit(s.who)) {
				mine = append(mine, i)
				d.expired += int64(b2i(s.how == spellExpired))
			}
		}
	}
	return waiting, soon, e.recovery(mine)
}

// begunIn is those of some spells, in the order of their begin, that began in a
// time.
func (e *evidence) begunIn(some []int32, since, until int64) []int32 {
	began := func(i int32, t int64) int { return cmp.Compare(e.spells[i].began(), t) }
	from, _ := slices.BinarySearchFunc(some, since, began)
	to, _ := slices.BinarySearchFunc(some, until+1, began)
	return some[from:to]
}

// bouncedOf counts the recipients of a duty whose mail was refused for good.
func (e *evidence) bouncedOf(d *duty) int64 {
	var who []uint64
	for _, i := range d.mine {
		if t := e.try(i); t.is(flagBounced) {
			who = append(who, t.key())
		}
	}
	return int64(len(distinct(who)))
}

// hit tells whether an attempt failed for a message and its recipient.
func (d *duty) hit(who uint64) bool {
	_, found := slices.BinarySearch(d.recipients, who)
	return found
}

// reach are those whom a fault may have hit at a destination: who waits, the
// longest first, and the places of spells, by when they began.
type reach struct {
	held   []held
	spells []int32
}

// reachOf is that of a duty: all of its destinations, unless it has its own.
func (e *evidence) reachOf(d *duty) []reach {
	if d.reach != nil {
		return d.reach
	}
	dests := d.dests
	if d.wayOut {
		dests = make([]uint32, len(e.held))
		for dest := range dests {
			dests[dest] = uint32(dest)
		}
	}
	out := make([]reach, len(dests))
	for n, dest := range dests {
		out[n] = reach{e.held[dest], e.byDest[dest]}
	}
	return out
}
