package aggregate

import (
	"cmp"
	"math"
	"slices"

	"tempfail/parser"
)

// Bounds of a time in which this host turns its clients away: so many refusals
// for now, of so many clients, for so long, while hardly a message comes in of
// those that came in as long before and afterwards. Times are in milliseconds.
const (
	doorLeast   = 20
	doorClients = 8
	doorTime    = 5 * 60_000
	doorUsual   = 10         // messages came in before, and afterwards
	doorOpen    = 0.1        // of these still do
	doorFault   = 0.95       // of what clients ask for fails then
	doorAgain   = 5 * 60_000 // who comes again sooner has no second vote
	doorSure    = 0.5        // words of greylisting that are no surer ("try again later") may be any filter's
	doorRest    = 0.25       // of the time before or afterwards must be in the log
	inboxLeast  = 20         // messages to own mailboxes tell what comes in; where they are fewer, all do
)

const doorAdvice = "Look at what says so: a milter, a policy server or an access table of this host, by the words of the reply. Start or mend it, or let mail pass without it until then; {milter} what a milter that fails does to clients."

// turnsAway tells whether a refusal is one for now, and for a reason that is no
// opinion of the client: it may be a fault of this host, or of a filter.
func (r *reply) turnsAway(dsn parser.Enhanced) bool {
	return (set(layerServer, layerRate).has(r.layer()) || r.Cause == parser.LocalCause || r.Cause == parser.Greylist && r.Confidence < doorSure) &&
		r.code/100 != 5 && r.enhanced.Class != 5 && dsn.Class != 5
}

// clientOf is a number for a client: of its address, or its name, or where the
// log tells neither of the domain that it sends for; 0 for none.
func clientOf(ev *parser.Event, scratch *[]byte) uint32 {
	who := ev.Relay.IP
	if len(who) == 0 {
		who = ev.Relay.Host
	}
	if len(who) == 0 && len(ev.Sender) > 0 {
		who = domainOf(ev.Sender, scratch)
	}
	if len(who) == 0 {
		return 0
	}
	return fold(hashOf(who)) | 1
}

// door is the test of this host turning nearly all of its clients away, with
// words that are no opinion of them. Its deliveries go on meanwhile: they tell
// nothing of it but that no new mail comes in.
func (e *evidence) door() {
	if len(e.doors.log) < doorLeast {
		return
	}
	in, refused := e.comingIn(), slices.Clone(e.doors.log)
	slices.SortStableFunc(refused, func(x, y spokenLine) int { return cmp.Compare(x.at, y.at) })
	calls := callsOf(in, refused)
	votes, fails := make([]vote, len(calls)), 0
	for n, c := range calls {
		votes[n] = c.vote
		fails += b2i(c.vote == failed)
	}
	usual := min(max(float64(fails)/float64(len(calls)), 0.05), 0.5)
	for _, s := range segments(votes, odds{usual, doorFault}, chanceMost) {
		since, until := calls[s.from].at, calls[s.to].at
		e.shutFor(&s, since, until, in, spokenBetween(refused, since, until))
	}
}

// comingIn is when messages came in, in order: at their first attempt at a
// mailbox of this host, or at any.
func (e *evidence) comingIn() []int64 {
	var all, inbox []int64
	for i := range int32(len(e.at)) {
		t := e.try(i)
		if !t.is(flagFirst) || !t.aimed() {
			continue
		}
		all = append(all, e.time(i))
		if r := t.relay(); e.own[r] || e.relays.at(r).private {
			inbox = append(inbox, e.time(i))
		}
	}
	if len(inbox) >= inboxLeast {
		return inbox
	}
	return all
}

// call is a client's, at a time: it failed if it was refused.
type call struct {
	at   int64
	vote vote
}

// callsOf puts what came in and refusals into one order.
func callsOf(in []int64, refused []spokenLine) []call {
	calls := make([]call, 0, len(in)+len(refused))
	for _, t := range in {
		calls = append(calls, call{t, passed})
	}
	last := map[uint32]int64{}
	for _, l := range refused {
		if before, met := last[l.client]; l.client == 0 || !met || l.at-before >= doorAgain {
			last[l.client] = l.at
			calls = append(calls, call{l.at, failed})
		}
	}
	slices.SortStableFunc(calls, func(x, y call) int { return cmp.Compare(x.at, y.at) })
	return calls
}

// spokenBetween are the lines of a time, of some in order.
func spokenBetween(lines []spokenLine, since, until int64) []spokenLine {
	at := func(l spokenLine, t int64) int { return cmp.Compare(l.at, t) }
	from, _ := slices.BinarySearchFunc(lines, since, at)
	to, _ := slices.BinarySearchFunc(lines, until+1, at)
	return lines[from:to]
}

// shutFor files a time in which the door was shut, if so much came in at other
// times that it is no quiet hour, and nothing else tells of it.
func (e *evidence) shutFor(s *segment, since, until int64, in []int64, lines []spokenLine) {
	clients, total := map[uint32]bool{}, int64(0)
	for _, l := range lines {
		total += int64(l.count)
		if l.client != 0 {
			clients[l.client] = true
		}
	}
	got, usual, known := countIn(in, since, until), e.usuallyIn(in, since, until), e.toldOwn(since, until)
	if until-since < doorTime || total < doorLeast || len(clients) < doorClients || known ||
		usual < doorUsual || float64(got) > doorOpen*float64(usual) {
		return
	}
	pause := e.pause()
	ongoing := e.end-until <= pause && countIn(in, until+1, latestTime) == 0
	tail := float64(s.n) * math.Exp(-s.score)
	f := Finding{Verdict: LocalFault, Fault: parser.FaultLocal, Cause: parser.LocalCause, Scope: Scope{"host", e.hostName()}, Confidence: confidence(tail),
		Evidence: []Evidence{
			{"clients-refused", float64(len(clients)), doorClients, sentence("%d clients were refused for now, %d times, for a reason that is no opinion of them", len(clients), total)},
			{"coming-in", float64(got), doorOpen * float64(usual), sentence("%s came in meanwhile; %d or more did in as much time before and afterwards", plural(got, "message"), usual)},
			{"chance", tail, chanceMost, sentence("chance of that by accident: %s", odd(tail))},
		},
		Samples: []string{e.doors.texts.text(commonest(lines, parser.TroubleUnknown, func(l *spokenLine) uint8 { return l.text }))},
		Advice:  []string{dialects[e.doors.mtas.text(lines[0].mta)].in(doorAdvice)},
	}
	if host := e.doors.hostOf(lines); host != "" {
		f.Scope.Name = host
	}
	f.Says = sentence("This host turns nearly all of its clients away: %d were refused for now, %s", len(clients), e.clock(since, until, ongoing))
	e.report(f, duty{since: since, until: until}, since, until, ongoing)
}

// countIn counts the times from one to another.
func countIn(in []int64, since, until int64) int {
	from, _ := slices.BinarySearch(in, since)
	to, _ := slices.BinarySearch(in, until+1)
	return to - from
}

// usuallyIn is how many messages came in as long before and afterwards: the
// fewer of both, so that the night is none of it.
func (e *evidence) usuallyIn(in []int64, since, until int64) (usual int) {
	long := until - since + 1
	usual = math.MaxInt
	for _, side := range [...]struct{ since, until int64 }{{max(since-long, e.first), since - 1}, {until + 1, min(until+long, e.end)}} {
		if share := float64(side.until-side.since+1) / float64(long); share >= doorRest {
			usual = min(usual, int(float64(countIn(in, side.since, side.until))/share))
		}
	}
	if usual == math.MaxInt {
		return 0
	}
	return usual
}

// toldOwn tells whether a fault of this host that was found explains most of a
// time.
func (e *evidence) toldOwn(since, until int64) bool {
	for i := range e.findings {
		f := &e.findings[i]
		from, to := f.Since.UnixMilli(), e.end
		if f.Until != nil {
			to = f.Until.UnixMilli()
		}
		if f.Verdict == LocalFault && f.Scope.Kind == "host" && 2*(min(to, until)-max(from, since)) >= until-since {
			return true
		}
	}
	return false
}
