package aggregate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"time"
)

// land is a population of operators and the mail that goes to them, with
// shares like Zipf's: the first two serve many destinations each, the others
// one or a few.
type land struct {
	domains []*domain
	share   []float64 // cumulative, by domain
	senders []string

	operators [][]*domain // by operator; the domain named like it comes first
	instances []string    // of the MTA, that mail leaves by; nil: one
}

// newLand makes a land of n operators.
func newLand(n int, chance *rand.Rand) *land {
	l := &land{}
	var weights []float64
	for op := range n {
		weight := 1 / math.Pow(float64(op+1), 0.9)
		customers := 1
		switch {
		case op < 2:
			customers = 20
		case op%4 == 3:
			customers = 3
		}
		mx := exchangersOf(op)
		var served []*domain
		for c := range customers {
			name := fmt.Sprintf("op%d.example", op+1)
			if c > 0 {
				name = fmt.Sprintf("customer%d-%d.example", op+1, c)
			}
			d := &domain{name: name, mx: mx, id: uint64(1000 + len(l.domains))}
			l.domains, served = append(l.domains, d), append(served, d)
			w := weight * 0.6
			if customers > 1 && c > 0 {
				w = weight * 0.4 / float64(customers-1)
			}
			weights = append(weights, w*(0.7+0.6*chance.Float64()))
		}
		l.operators = append(l.operators, served)
	}
	l.share = cumulative(weights)
	for i := range 12 {
		l.senders = append(l.senders, fmt.Sprintf("sender%d.example", i+1))
	}
	return l
}

// exchangersOf are an operator's hosts: four of the first two, else one or two.
func exchangersOf(op int) []*exchanger {
	hosts := 1 + op%2
	if op < 2 {
		hosts = 4
	}
	var mx []*exchanger
	for h := range hosts {
		host := fmt.Sprintf("mx%d.op%d.example", h+1, op+1)
		ip := fmt.Sprintf("203.0.113.%d", (op*4+h)%254+1)
		if op >= 63 {
			ip = fmt.Sprintf("198.51.100.%d", (op*4+h)%254+1)
		}
		mx = append(mx, &exchanger{host: host, ip: ip, port: 25, operator: suffix(host)})
	}
	return mx
}

func cumulative(weights []float64) []float64 {
	sum := 0.0
	share := make([]float64, len(weights))
	for i, w := range weights {
		sum += w
		share[i] = sum
	}
	for i := range share {
		share[i] /= sum
	}
	return share
}

// pick draws a destination by its share.
func (l *land) pick(chance *rand.Rand) *domain {
	return l.domains[min(sort.SearchFloat64s(l.share, chance.Float64()), len(l.domains)-1)]
}

// mail sends to the land: rate is in messages per hour, by time of day.
func (l *land) mail(p *postOffice, chance *rand.Rand, from, until time.Duration, rate func(time.Duration) float64) {
	for at := from; ; {
		at += time.Duration(chance.ExpFloat64() * float64(time.Hour) / max(rate(at), 0.05))
		if at >= until {
			return
		}
		p.send(l.message(chance, at))
	}
}

// message draws a mail: nine of ten have one recipient, few have many.
func (l *land) message(chance *rand.Rand, at time.Duration) *message {
	from := l.senders[min(int(chance.ExpFloat64()*2.5), len(l.senders)-1)]
	user := chance.IntN(5)
	m := &message{from: fmt.Sprintf("user%d@%s", user, from), account: fmt.Sprintf("user%d@%s", user, from), arrived: at,
		size: int64(math.Exp(8 + 1.2*chance.NormFloat64()))}
	if chance.Float64() < 0.12 { // with an attachment
		m.size = int64(math.Exp(14 + chance.NormFloat64()))
	}
	if l.instances != nil {
		m.via = l.instances[chance.IntN(len(l.instances))]
	}
	n := 1
	switch x := chance.Float64(); {
	case x > 0.995:
		n = 10 + chance.IntN(30)
	case x > 0.9:
		n = 2 + chance.IntN(4)
	}
	for range n {
		to := l.pick(chance)
		m.rcpts = append(m.rcpts, recipient{address: fmt.Sprintf("user%d@%s", chance.IntN(400), to.name), to: to})
	}
	return m
}

// dayAndNight is a rhythm: a tenth of the rate before dawn, all of it in the
// afternoon.
func dayAndNight(rate float64) func(time.Duration) float64 {
	return func(at time.Duration) float64 {
		return rate * (0.55 - 0.45*math.Cos(2*math.Pi*(at.Hours()-3)/24))
	}
}
