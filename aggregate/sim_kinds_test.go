package aggregate_test

import (
	"math"
	"slices"
	"time"

	"tempfail/aggregate"
)

// fault is something that goes wrong on a simulated day.
type fault struct {
	kind        *faultKind
	from, until time.Duration
	tally       tally
	names       []string // of scopes that name it; "*" is any
	parts       []string // of scopes that name a part of it
	noise       float64  // of the receiver, for faults of one
	about       string   // for people
}

// faultKind is a row of the table of faults.
type faultKind struct {
	name     string
	add      func(*simDay, *fault) bool // false: not on a day like this
	shortest time.Duration              // it lasts one to five times as long
	seen     func(*fault) bool          // was there enough of it in the log that anyone could see it?

	// What a finding of it must be.
	verdicts []aggregate.Verdict
	scopes   []string // kinds
	words    []string // it says one of them; nil: any will do
}

type (
	verdicts = []aggregate.Verdict
	scopeSet = []string
)

// faultKinds says what can go wrong, and what is to be said about it.
var faultKinds = []faultKind{
	{"destination", addDestination(1, 1), time.Hour, seenOne, verdicts{aggregate.RemoteOutage}, scopeSet{"destination", "provider", "relay"}, nil},
	{"destination, in part", addDestination(0.4, 0.8), 90 * time.Minute, seenOne, verdicts{aggregate.RemoteOutage}, scopeSet{"destination", "provider", "relay"}, nil},
	{"provider", addProvider, time.Hour, seenProvider, verdicts{aggregate.RemoteOutage}, scopeSet{"provider"}, nil},
	{"one relay", addRelay, 2 * time.Hour, seenRelay, verdicts{aggregate.RemoteOutage}, scopeSet{"relay", "provider"}, nil},
	{"resolver", addBreakdown("servfail"), 20 * time.Minute, seenWide, verdicts{aggregate.LocalFault}, scopeSet{"host"}, nil},
	{"network", addBreakdown("unreachable", "noroute", "timeout"), 20 * time.Minute, seenWide, verdicts{aggregate.LocalFault}, scopeSet{"host"}, nil},
	{"all answer 451", addAll451, 30 * time.Minute, seenWide, verdicts{aggregate.LocalFault, aggregate.Blocked}, scopeSet{"host", "sender"}, nil},
	{"milter, disk", addOwnWords, 10 * time.Minute, seenWords, verdicts{aggregate.LocalFault}, scopeSet{"host", "relay"}, nil},
	{"blocklist", addBlocklist, 2 * time.Hour, seenList, verdicts{aggregate.Blocked}, scopeSet{"host", "sender"}, nil},
	{"rate limit", addRateLimit, 2 * time.Hour, seenLimit, verdicts{aggregate.Throttled}, scopeSet{"provider", "destination"}, nil},
	{"size", addSize, 4 * time.Hour, seenSize, verdicts{aggregate.RemoteOutage, aggregate.Blocked, aggregate.Unclear}, scopeSet{"destination", "provider"}, []string{"size"}},
	{"sender domain", addSender, 2 * time.Hour, seenTrait, verdicts{aggregate.Blocked, aggregate.Unclear}, scopeSet{"sender"}, nil},
	{"account", addAccount, 2 * time.Hour, seenTrait, verdicts{aggregate.Blocked, aggregate.Unclear}, scopeSet{"sender"}, nil},
	{"ipv6", addV6, 2 * time.Hour, seenTrait, verdicts{aggregate.LocalFault}, scopeSet{"host"}, []string{"ipv6"}},
	{"instance", addInstance, time.Hour, seenTrait, verdicts{aggregate.LocalFault, aggregate.Blocked}, scopeSet{"host", "sender", "relay"}, []string{"postfix-out2"}},
}

// seenOne asks that the failures of one receiver are no chance: as many or
// more of its messages fail in one of ten million spans as long, were its
// noise all there is.
func seenOne(f *fault) bool {
	y := &f.tally
	return y.failed >= 6 && y.ratio() >= 0.3 && chanceOf(y.failed, y.failed+y.spared, max(0.01, f.noise)) <= 1e-7
}

// chanceOf is the probability that k or more of n fail when each does with
// probability p: the binomial distribution's upper tail.
func chanceOf(k, n int, p float64) float64 {
	sum := 0.0
	for i := k; i <= n; i++ {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(i + 1))
		c, _ := math.Lgamma(float64(n - i + 1))
		sum += math.Exp(a - b - c + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return sum
}

func seenProvider(f *fault) bool { return seenOne(f) && len(f.tally.domains) >= 3 }
func seenRelay(f *fault) bool    { return f.tally.failed >= 10 }
func seenWide(f *fault) bool     { return f.tally.failed >= 8 && f.tally.breadth(1) >= 5 }
func seenTrait(f *fault) bool    { return f.tally.failed >= 10 && f.tally.breadth(1) >= 5 }
func seenList(f *fault) bool     { return f.tally.breadth(3) >= 4 }
func seenLimit(f *fault) bool    { return f.tally.failed >= 10 }
func seenSize(f *fault) bool     { return f.tally.failed >= 6 }
func seenWords(f *fault) bool    { return f.tally.last > 0 }

// addFault draws a fault of a kind that suits the day.
func (d *simDay) addFault() {
	for range 20 {
		k := &faultKinds[d.chance.IntN(len(faultKinds))]
		f := &fault{kind: k}
		lasts := time.Duration(float64(k.shortest) * (1 + 4*d.chance.Float64()))
		f.from = time.Duration(d.chance.Float64() * float64(22*time.Hour))
		f.until = f.from + lasts
		if k.add(d, f) {
			d.faults = append(d.faults, f)
			return
		}
	}
}

// fail makes the fault's rule. Faults of this host are told first, since
// they come before anybody else has a say.
func (d *simDay) fail(f *fault, share float64, a *answer, hits func(*try) bool) {
	r := &rule{from: f.from, until: f.until, share: share, answer: a, hits: hits, tally: &f.tally}
	d.office.fail(r)
	if slices.Contains(f.kind.verdicts, aggregate.LocalFault) {
		rules := d.office.rules
		copy(rules[1:], rules[:len(rules)-1])
		rules[0] = r
	}
}

// claim reserves something for one fault.
func (d *simDay) claim(name string) bool {
	if d.taken[name] {
		return false
	}
	d.taken[name] = true
	return true
}
