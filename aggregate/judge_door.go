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
	refused := slices.Clone(e.doors.log)
	slices.SortStableFunc(refused, func(x, y spokenLine) int { return cmp.Compare(x.at, y.at) })
	c := e.calls(refused)
	fails, n := tallyVotes(c.votes)
	usual := min(max(float64(fails)/float64(n), 0.05), 0.5)
	for _, s := range segments(c.votes, odds{usual, doorFault}, chanceMost) {
		since, until := c.at[s.from], c.at[s.to]
		e.shutFor(&s, since, until, c, spokenBetween(refused, since, until))
	}
}

// calls are what clients came for, in the order of time: what came in passed,
// what was refused failed.
type calls struct {
	at    []int64
	votes []vote
}

// calls puts what came in, at its first attempt, between refusals.
func (e *evidence) calls(refused []spokenLine) *calls {
	comes, n := e.comesIn()
	c := &calls{make([]int64, 0, n+len(refused)), make([]vote, 0, n+len(refused))}
	add := func(at int64, v vote) { c.at, c.votes = append(c.at, at), append(c.votes, v) }
	last := map[uint32]int64{}
	refuse := func(until int64) {
		for len(refused) > 0 && refused[0].at < until {
			l := refused[0]
			if before, met := last[l.client]; l.client == 0 || !met || l.at-before >= doorAgain {
				last[l.client] = l.at
				add(l.at, failed)
			}
			refused = refused[1:]
		}
	}
	for i := range int32(len(e.at)) {
		if comes(e.try(i)) {
			refuse(e.time(i))
			add(e.time(i), passed)
		}
	}
	refuse(latestTime)
	return c
}

// comesIn tells of an attempt whether it shows a message that came in: the first
// at a mailbox of this host; where these are few, at any. n are those of the log.
func (e *evidence) comesIn() (comes func(*packed) bool, n int) {
	at := func(t *packed) bool { return t.is(flagFirst) && t.aimed() }
	inbox := func(t *packed) bool { return at(t) && (e.own[t.relay()] || e.relays.at(t.relay()).private) }
	all, own := 0, 0
	for i := range int32(len(e.at)) {
		if t := e.try(i); at(t) {
			all++
			own += b2i(inbox(t))
		}
	}
	if own >= inboxLeast {
		return inbox, own
	}
	return at, all
}

// cameIn counts the messages that came in from one time to another.
func (c *calls) cameIn(since, until int64) (n int) {
	from, _ := slices.BinarySearch(c.at, since)
	to, _ := slices.BinarySearch(c.at, until+1)
	for _, v := range c.votes[from:to] {
		n += b2i(v == passed)
	}
	return n
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
func (e *evidence) shutFor(s *segment, since, until int64, c *calls, lines []spokenLine) {
	clients, total := map[uint32]bool{}, int64(0)
	for _, l := range lines {
		total += int64(l.count)
		if l.client != 0 {
			clients[l.client] = true
		}
	}
	got, usual, known := c.cameIn(since, until), e.usuallyIn(c, since, until), e.toldOwn(since, until)
	if until-since < doorTime || total < doorLeast || len(clients) < doorClients || known ||
		usual < doorUsual || float64(got) > doorOpen*float64(usual) {
		return
	}
	pause := e.pause()
	ongoing := e.end-until <= pause && c.cameIn(until+1, latestTime) == 0
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

// usuallyIn is how many messages came in as long before and afterwards: the
// fewer of both, so that the night is none of it.
func (e *evidence) usuallyIn(c *calls, since, until int64) (usual int) {
	long := until - since + 1
	usual = math.MaxInt
	for _, side := range [...]struct{ since, until int64 }{{max(since-long, e.first), since - 1}, {until + 1, min(until+long, e.end)}} {
		if share := float64(side.until-side.since+1) / float64(long); share >= doorRest {
			usual = min(usual, int(float64(c.cameIn(side.since, side.until))/share))
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
