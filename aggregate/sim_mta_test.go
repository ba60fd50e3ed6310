package aggregate_test

import (
	"container/heap"
	"slices"
	"time"

	"tempfail/parser"
)

// postOffice is a simulated mail server together with the world it sends
// into. Messages arrive, are tried, come back by the backoff until every
// recipient has an end, and what the server would log is kept in log.
// All times are distances from the midnight that the simulation begins at.
type postOffice struct {
	rules     []*rule         // the first that answers a try decides it
	retry     []time.Duration // the backoff; its last step repeats
	lifetime  time.Duration   // of a message in the queue
	sessions  int             // how many exchangers an attempt tries (smtp_mx_session_limit)
	suspend   time.Duration   // how long a destination rests after a failed connection; 0: never
	relayhost *exchanger      // all mail goes there; nil: to the destination
	shut      []*shut
	host      string

	agenda  agenda
	resting map[*domain]rest
	log     []entry
	serial  uint64
}

// domain is a destination.
type domain struct {
	name  string
	mx    []*exchanger // of one preference
	noise float64      // share of tries that fail for no known reason
	id    uint64
}

// exchanger is a host that takes mail for destinations.
type exchanger struct {
	host, ip string
	port     uint16
	operator string // who runs it
	v6       bool
}

// message is one mail in the queue.
type message struct {
	serial  uint64
	id      string
	from    string
	account string
	via     string // the MTA instance that sends it
	size    int64
	arrived time.Duration
	rcpts   []recipient
	first   *answer // how the first try ends; nil: as the world is
	tries   int
	due     time.Duration
}

type recipient struct {
	address string
	to      *domain
	done    bool
}

// try is one attempt to deliver to one recipient through one exchanger.
type try struct {
	at  time.Duration
	msg *message
	to  *recipient
	mx  *exchanger
}

// rule decides tries while it holds: a fault, a habit of a receiver.
type rule struct {
	from, until time.Duration
	hits        func(*try) bool
	share       float64 // of the tries it hits, how many it fails
	answer      *answer
	tally       *tally // what it did; nil where nobody asks
	id          uint64
}

// shut is a time in which the server takes no new mail.
type shut struct {
	from, until time.Duration
	answer      *answer // its text is what clients are told
}

type rest struct {
	until  time.Duration
	answer *answer
	mx     *exchanger
}

// entry is one line of the simulated log, before it is an event.
type entry struct {
	at     time.Duration
	kind   parser.Kind
	status parser.Status
	echo   bool // no delivery was tried
	msg    *message
	to     *recipient
	mx     *exchanger
	answer *answer

	program, text string // a line in which the host speaks of itself; msg is nil
}

const forever = 1000 * 24 * time.Hour

func newPostOffice() *postOffice {
	return &postOffice{
		retry:    []time.Duration{300 * time.Second, 600 * time.Second, 1200 * time.Second, 2400 * time.Second, 4000 * time.Second},
		sessions: 2,
		lifetime: 5 * 24 * time.Hour,
		host:     "mail.example.net",
		resting:  map[*domain]rest{},
	}
}

// send puts a message on the agenda; arrived says when it is handed in.
func (p *postOffice) send(m *message) {
	p.serial++
	m.serial = p.serial
	m.id = queueID(p.serial)
	m.due = m.arrived
	heap.Push(&p.agenda, errand{m.arrived, m, m.serial})
}

// flush tries everything that waits at that time at once.
func (p *postOffice) flush(at time.Duration) {
	heap.Push(&p.agenda, errand{at, nil, 0})
}

// fail adds a rule behind those already there.
func (p *postOffice) fail(r *rule) {
	r.id = uint64(len(p.rules) + 1)
	p.rules = append(p.rules, r)
}

// say logs a line in which a program of the host speaks of itself.
func (p *postOffice) say(at time.Duration, program, text string) {
	p.log = append(p.log, entry{at: at, program: program, text: text})
}

// run works the agenda off until the given time and puts the log in order.
func (p *postOffice) run(until time.Duration) {
	waiting := map[*message]bool{}
	for len(p.agenda) > 0 && p.agenda[0].at < until {
		e := heap.Pop(&p.agenda).(errand)
		switch {
		case e.msg == nil:
			for m := range waiting {
				m.due = e.at
				heap.Push(&p.agenda, errand{e.at, m, m.serial})
			}
		case e.at != e.msg.due: // flushed in the meantime
		case e.msg.tries == 0 && !p.accept(e.msg):
		case p.round(e.msg, e.at):
			delete(waiting, e.msg)
		default:
			waiting[e.msg] = true
			heap.Push(&p.agenda, errand{e.msg.due, e.msg, e.msg.serial})
		}
	}
	slices.SortStableFunc(p.log, func(a, b entry) int { return int(a.at - b.at) })
}

// accept takes a new message, or refuses it.
func (p *postOffice) accept(m *message) bool {
	for _, s := range p.shut {
		if s.from <= m.arrived && m.arrived < s.until {
			p.log = append(p.log, entry{at: m.arrived, kind: parser.Refused, msg: m, to: &m.rcpts[0], answer: s.answer})
			return false
		}
	}
	p.log = append(p.log, entry{at: m.arrived, kind: parser.Accepted, msg: m})
	return true
}

// round tries every recipient that has no end yet. It reports whether the
// message left the queue; if not, the message is due again.
func (p *postOffice) round(m *message, now time.Duration) (gone bool) {
	p.log = append(p.log, entry{at: now, kind: parser.Queued, msg: m})
	m.tries++
	left, at := 0, now
	for i := range m.rcpts {
		to := &m.rcpts[i]
		if to.done {
			continue
		}
		fresh := i == 0 || m.rcpts[i-1].to != to.to
		end := p.deliver(m, to, now, fresh)
		at = max(at, end)
		if !to.done {
			left++
		}
	}
	switch {
	case left == 0:
		p.log = append(p.log, entry{at: at, kind: parser.Removed, msg: m})
		return true
	case now-m.arrived >= p.lifetime:
		p.log = append(p.log, entry{at: at, kind: parser.GaveUp, status: parser.Expired, msg: m}, entry{at: at, kind: parser.Removed, msg: m})
		return true
	}
	m.due = at + jitter(p.retry[min(m.tries, len(p.retry))-1], m)
	return false
}

// deliver tries one recipient at one exchanger after another and logs how it
// ended; fresh says that no recipient before it shared the session.
func (p *postOffice) deliver(m *message, to *recipient, now time.Duration, fresh bool) time.Duration {
	if r, ok := p.resting[to.to]; ok && now < r.until {
		p.log = append(p.log, entry{at: now, kind: parser.Attempt, status: parser.Deferred, echo: true, msg: m, to: to, mx: r.mx, answer: r.answer})
		return now
	}
	t := try{at: now, msg: m, to: to}
	exchangers := to.to.mx
	if p.relayhost != nil {
		exchangers = []*exchanger{p.relayhost}
	}
	first := int(mix(m.serial, uint64(m.tries)) % uint64(len(exchangers)))
	sessions := min(len(exchangers), p.sessions)
	for i := range sessions {
		t.mx = exchangers[(first+i)%len(exchangers)]
		a, r := p.decide(&t)
		t.at += a.took
		last := i == sessions-1 || a.status != parser.Deferred || a.phase == parser.PhaseResolve
		if fresh && (!last || a.phase == parser.PhaseConnect) && a.status == parser.Deferred {
			p.log = append(p.log, entry{at: t.at, kind: parser.Trouble, msg: m, to: to, mx: t.mx, answer: a})
		}
		if !last {
			continue
		}
		to.done = a.status != parser.Deferred
		if r != nil {
			r.tally.count(&t, a)
		}
		if a.shutsDown() && p.suspend > 0 {
			p.resting[to.to] = rest{t.at + p.suspend, a, t.mx}
		}
		p.log = append(p.log, entry{at: t.at, kind: parser.Attempt, status: a.status, msg: m, to: to, mx: t.mx, answer: a})
		break
	}
	return t.at
}

// decide says how a try ends, and which rule made it so.
func (p *postOffice) decide(t *try) (*answer, *rule) {
	if t.msg.tries == 1 && t.msg.first != nil {
		return t.msg.first, nil
	}
	for _, r := range p.rules {
		if t.at < r.from || r.until <= t.at || !r.hits(t) {
			continue
		}
		if chance(t, r.id) < r.share {
			return r.answer, r
		}
		r.tally.spare(t)
	}
	if n := t.to.to.noise; n > 0 && chance(t, 0) < n {
		return noises[mix(t.msg.serial, 99)%uint64(len(noises))], nil
	}
	return delivered, nil
}
