// Package traffic makes logs of a busy mail server, for benchmarks: the same
// options give the same bytes.
//
// It plays messages, not lines: they come in, are tried at destinations that
// greylist, are overloaded, limit rates, have dead servers or full mailboxes,
// and are tried again until they leave the queue. The lines of all of them,
// and the noise of a server around them, lie in the log as they would.
package traffic

import (
	"bufio"
	"cmp"
	"container/heap"
	"fmt"
	"io"
	"math"
	"slices"
	"time"
)

// Options say what log to make. Zero means the default.
type Options struct {
	Lines        int64         // about so many; 100,000
	Span         time.Duration // from the first to the last, about; a day
	Destinations int           // domains that mail goes to, Zipf distributed; 10,000
	Envelope     string        // one of Envelopes; what is usual for the MTA
	MTA          string        // one of MTAs; postfix
	Seed         uint64        // another log of the same kind
}

// Envelopes lists the values of Options.Envelope.
func Envelopes() []string { return names(envelopes[:], func(e envelope) string { return e.name }) }

// MTAs lists the values of Options.MTA.
func MTAs() []string { return names(voices[:], func(v voice) string { return v.name }) }

func names[T any](all []T, name func(T) string) (out []string) {
	for _, x := range all {
		out = append(out, name(x))
	}
	return out
}

// start is the time of the first line.
var start = time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)

// Write makes a log and returns how many lines it has.
func Write(w io.Writer, o Options) (int64, error) {
	g, err := newGenerator(w, o)
	if err != nil {
		return 0, err
	}
	for g.lines < g.most {
		if len(g.agenda) == 0 || g.agenda[0].at.After(g.next) {
			g.now = g.next
			g.next = g.now.Add(g.wait(g.gap))
			g.arrive()
			continue
		}
		e := heap.Pop(&g.agenda).(event)
		g.now = e.at
		g.try(e.message)
	}
	return g.lines, g.out.Flush()
}

// generator is a log in the making.
type generator struct {
	*rng
	out          *bufio.Writer
	line         []byte
	lines, most  int64
	now, next    time.Time
	gap          time.Duration // between messages, on average
	agenda       agenda
	seq          uint64
	destinations []destination
	weights      []float64 // running sums
	envelope     func(g *generator, tag, msg string)
	voice        voice
}

func newGenerator(w io.Writer, o Options) (*generator, error) {
	if o.Lines == 0 {
		o.Lines = 100_000
	}
	if o.Span == 0 {
		o.Span = 24 * time.Hour
	}
	if o.Destinations == 0 {
		o.Destinations = 10_000
	}
	g := &generator{rng: &rng{o.Seed}, out: bufio.NewWriterSize(w, 1<<20), most: o.Lines, now: start, next: start}
	for _, v := range voices {
		if v.name == o.MTA || o.MTA == "" && g.voice.name == "" {
			g.voice = v
		}
	}
	for _, e := range envelopes {
		if e.name == cmp.Or(o.Envelope, g.voice.envelope) {
			g.envelope = e.write
		}
	}
	if g.envelope == nil || g.voice.name == "" {
		return nil, fmt.Errorf("no envelope %q or mail server %q: there are %v and %v", o.Envelope, o.MTA, Envelopes(), MTAs())
	}
	g.gap = time.Duration(float64(o.Span) * g.voice.lines / float64(o.Lines))
	sum := 0.0
	for n := range o.Destinations {
		g.destinations = append(g.destinations, newDestination(g.rng, n))
		sum += 1 / math.Pow(float64(n+1), 1.05)
		g.weights = append(g.weights, sum)
	}
	return g, nil
}

// message is one in the queue.
type message struct {
	id, from, messageID, client string
	size                        int
	came                        time.Time
	waiting                     []*recipient
	tries                       int
}

type recipient struct {
	address string
	at      *destination
	refused bool // greylisted once
}

// arrive takes a message in, and makes the noise of a server meanwhile.
func (g *generator) arrive() {
	g.voice.noise(g)
	m := &message{
		id: g.voice.id(g), from: g.person() + "@" + sender(g.n(80)), size: 1200 + g.n(60_000), came: g.now,
		messageID: fmt.Sprintf("<%s@client%d.example>", g.hex(16), g.n(3000)), client: fmt.Sprintf("client%d.example", g.n(3000)),
	}
	count := 1
	if g.chance(0.12) {
		count += g.n(6)
	}
	for range count {
		d := &g.destinations[g.pick()]
		m.waiting = append(m.waiting, &recipient{address: g.person() + "@" + d.name, at: d})
	}
	g.voice.accepted(g, m)
	g.schedule(m, time.Duration(200+g.n(1500))*time.Millisecond)
}

// pick is the number of a destination.
func (g *generator) pick() int {
	n, _ := slices.BinarySearch(g.weights, g.float()*g.weights[len(g.weights)-1])
	return min(n, len(g.weights)-1)
}

// retries are the waits between the attempts for a message, as Postfix
// doubles them (postconf(5), minimal_backoff_time).
var retries = []time.Duration{5, 10, 20, 40, 66, 66, 66, 66}

// try makes an attempt for everybody who waits.
func (g *generator) try(m *message) {
	var left []*recipient
	for _, r := range m.waiting {
		o := r.at.outcome(g.rng, g.now, r)
		g.voice.attempt(g, m, r, o)
		if o.status == "deferred" && m.tries < len(retries) {
			left = append(left, r)
		}
	}
	if m.waiting = left; len(left) == 0 {
		g.voice.removed(g, m)
		return
	}
	g.schedule(m, retries[m.tries]*time.Minute)
	m.tries++
}

func (g *generator) schedule(m *message, after time.Duration) {
	g.seq++
	heap.Push(&g.agenda, event{g.now.Add(after), g.seq, m})
}

// write puts a line into the log.
func (g *generator) write(tag, format string, args ...any) {
	g.envelope(g, tag, fmt.Sprintf(format, args...))
	g.lines++
}

// event is the next attempt for a message.
type event struct {
	at      time.Time
	seq     uint64
	message *message
}

// agenda is a heap of events.
type agenda []event

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at.Before(a[j].at) || a[i].at.Equal(a[j].at) && a[i].seq < a[j].seq
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(event)) }
func (a *agenda) Pop() any {
	last := len(*a) - 1
	e := (*a)[last]
	*a = (*a)[:last]
	return e
}
