package aggregate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// simDay is a random day of a mail server with faults that are known.
// Everything in it follows from the seed.
type simDay struct {
	seed    uint64
	chance  *rand.Rand
	office  *postOffice
	land    *land
	grey    map[*domain]bool // greylisters
	v6      bool             // some operators are reached by IPv6
	perHour float64
	faults  []*fault
	taken   map[string]bool // what a fault of this day has hit already
	notes   []string        // what is there and is no fault, for people
}

const aDay = 24 * time.Hour

// healthySeed is the first of the seeds whose days have no fault. A day with
// a lower one has as many as its seed leaves when divided by four.
const healthySeed = 1_000_000

// newSimDay draws the day of a seed. What is there on every day, and is
// no fault: noise of 0.2 to 5 % at each operator, greylisters, typo domains
// with a backlog of days, full mailboxes, night and day.
func newSimDay(seed uint64) *simDay {
	d := &simDay{seed: seed, chance: rand.New(rand.NewPCG(seed, 7)), office: newPostOffice(), grey: map[*domain]bool{}, taken: map[string]bool{}}
	d.land = newLand(8+d.chance.IntN(60), d.chance)
	d.perHour = math.Exp(math.Log(20) + d.chance.Float64()*math.Log(30))
	if seed%16 == 0 {
		d.perHour = 2000
	}
	switch seed % 5 {
	case 3: // as Exim's default for the first two hours
		d.office.retry = []time.Duration{15 * time.Minute}
	case 4:
		d.office.retry = []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 32 * time.Minute, time.Hour}
	}
	if d.chance.IntN(2) == 0 {
		d.office.suspend = 5 * time.Minute
	}
	if d.chance.IntN(4) == 0 {
		d.office.sessions = 1
	}
	if d.chance.IntN(4) == 0 {
		d.land.instances = []string{"postfix", "postfix-out2"}
	}
	d.v6 = d.chance.IntN(2) == 0
	d.people()
	for range seed % 4 {
		if seed < healthySeed {
			d.addFault()
		}
	}
	d.habits()
	rate := func(time.Duration) float64 { return d.perHour }
	if d.chance.IntN(3) > 0 {
		rate = dayAndNight(d.perHour)
	}
	d.land.mail(d.office, d.chance, 0, aDay, rate)
	return d
}

// people gives each operator its noise and some an IPv6 address.
func (d *simDay) people() {
	for i, served := range d.land.operators {
		noise := 0.002 * math.Exp(d.chance.Float64()*math.Log(25))
		for _, to := range served {
			to.noise = noise
		}
		if noise > 0.03 {
			d.note("%s has noise of %.1f %%", served[0].name, noise*100)
		}
		if d.v6 && i >= 2 && d.chance.IntN(3) == 0 {
			for h, mx := range served[0].mx {
				mx.v6, mx.ip = true, fmt.Sprintf("2001:db8:%x::%x", i, 0x25+h)
			}
		}
	}
}

// greyAnswers are how greylisters put it; the third does not say so.
var greyAnswers = []*answer{
	said(parser.PhaseRcpt, "450 4.2.0 <{to}>: Recipient address rejected: Greylisted, try again in 300 seconds"),
	said(parser.PhaseRcpt, "451 4.7.1 Greylisting in action, please come back later"),
	said(parser.PhaseRcpt, "451 4.7.1 Please try again later"),
	said(parser.PhaseEOD, "451 4.7.1 Temporary failure, please try again later (message deferred)"),
}

// habits adds what is there on every day. Rules of faults come before these.
func (d *simDay) habits() {
	for _, served := range d.land.operators[min(4, len(d.land.operators)):] {
		if d.chance.IntN(5) == 0 && !d.taken[served[0].name] {
			for _, to := range served {
				d.grey[to] = true
			}
			wait, a := time.Duration(60+d.chance.IntN(400))*time.Second, greyAnswers[d.chance.IntN(len(greyAnswers))]
			d.office.fail(greylisting(served, wait, a))
			d.note("%s greylists for %s: %s", served[0].name, wait, a.text)
		}
	}
	var dead []*domain
	for i := range 3 + d.chance.IntN(10) {
		name := fmt.Sprintf("typo%d.example", i+1)
		to := &domain{name: name, id: uint64(100 + i), mx: []*exchanger{{host: name, ip: fmt.Sprintf("192.0.2.%d", i+1), port: 25, operator: name}}}
		dead = append(dead, to)
		for range 1 + d.chance.IntN(2) {
			at := time.Duration((d.chance.Float64()*96 - 72) * float64(time.Hour))
			m := d.land.message(d.chance, at)
			m.rcpts = []recipient{{address: "someone@" + name, to: to}}
			d.office.send(m)
		}
	}
	d.office.fail(&rule{from: -forever, until: forever, share: 1, answer: ownAnswers["timeout"], hits: func(t *try) bool {
		for _, to := range dead {
			if t.to.to == to {
				return true
			}
		}
		return false
	}})
	for range d.chance.IntN(3) {
		d.fullMailbox()
	}
	if d.chance.IntN(3) == 0 {
		d.newsletter()
	}
}

// newsletter is a burst of mail from one sender, some of it to domains never
// seen before, of which two in five greylist; in every second one, one
// address in twelve is unknown.
func (d *simDay) newsletter() {
	const from = "news@letters.example"
	var fresh, grey []*domain
	for i := range 30 {
		name := fmt.Sprintf("new%d.example", i+1)
		fresh = append(fresh, &domain{name: name, id: uint64(200 + i), mx: []*exchanger{{host: "mx." + name, ip: fmt.Sprintf("192.0.2.%d", 100+i), port: 25, operator: name}}})
		if i%5 < 2 {
			grey = append(grey, fresh[i])
		}
	}
	d.office.fail(greylisting(grey, 4*time.Minute, greyAnswers[d.chance.IntN(len(greyAnswers))]))
	if d.chance.IntN(2) == 0 {
		d.office.fail(&rule{from: -forever, until: forever, share: 1.0 / 12, answer: said(parser.PhaseRcpt, "550 5.1.1 <{to}>: Recipient address rejected: User unknown"),
			hits: func(t *try) bool { return t.msg.from == from }})
	}
	at := time.Duration(d.chance.Float64() * float64(22*time.Hour))
	d.note("newsletter at %s", clockOf(at))
	for i := range 60 + d.chance.IntN(int(d.perHour)+1) {
		to := d.land.pick(d.chance)
		if i%5 == 0 {
			to = fresh[i/5%len(fresh)]
		}
		at += time.Duration(1+d.chance.IntN(3)) * time.Second
		d.office.send(&message{from: from, arrived: at, size: 30_000, rcpts: []recipient{{address: fmt.Sprintf("reader%d@%s", i, to.name), to: to}}})
	}
}

// fullMailbox makes one and sends it mail.
func (d *simDay) fullMailbox() {
	to := d.land.pick(d.chance)
	if d.taken[to.name] {
		return
	}
	address := "full@" + to.name
	d.note("%s is full", address)
	d.office.fail(&rule{from: -forever, until: forever, share: 1, answer: said(parser.PhaseRcpt, "452 4.2.2 <{to}>: Recipient address rejected: Mailbox is full"),
		hits: func(t *try) bool { return t.to.address == address }})
	for range 2 + d.chance.IntN(30) {
		m := d.land.message(d.chance, time.Duration(d.chance.Float64()*float64(aDay)))
		m.rcpts = []recipient{{address: address, to: to}}
		d.office.send(m)
	}
}

func (d *simDay) note(format string, args ...any) {
	d.notes = append(d.notes, fmt.Sprintf(format, args...))
}

// play runs the day and returns what is said about it at its end.
func (d *simDay) play() *aggregate.Snapshot {
	d.office.run(aDay)
	a := aggregate.New(aggregate.Options{})
	d.office.read(simMidnight, 0, aDay, a)
	return a.Snapshot(time.Time{})
}

var simMidnight = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
