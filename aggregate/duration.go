package aggregate

import (
	"math"
	"time"
)

// Histogram counts lengths of time, each observed once, when it has ended.
// Its zero value is empty. Two add up to what one would have counted, to the
// last digit: there is no float in it that is summed.
type Histogram struct {
	Counts       [len(Bounds) + 1]int64 // by Bounds; the last is for what is longer
	Fine         [fineBuckets]int64     // the same, by fineBucket
	Milliseconds int64                  // the sum
	Examples     [len(Bounds) + 1]Example
}

// Example is a message whose time fell into a bucket: the first one of the
// latest minute that had any.
type Example struct {
	QueueID string
	Seconds float64
	At      time.Time
}

// Bounds are the upper bounds of the buckets, in seconds: from a delivery
// that nothing delayed, over greylisting (5 minutes), the usual retries and
// the hours of an outage, to the five days after which mail is given up.
var Bounds = [...]float64{1, 5, 15, 60, 300, 600, 1200, 1800, 3600, 7200, 4 * 3600, 8 * 3600, 24 * 3600, 2 * 24 * 3600, 5 * 24 * 3600}

// The fine buckets are those of a native histogram of schema 3: bucket i
// ends at 2^(i/8) seconds, so none is wider than 9 %. Fine[0] is all that is
// shorter than 2^-7 s (8 ms), the last all above 2^21 s (24 days).
const (
	FineSchema  = 3
	FineFirst   = -7<<FineSchema + 1 // the bucket of Fine[1]
	fineLast    = 21 << FineSchema
	fineBuckets = fineLast - FineFirst + 2
	FineZero    = 1.0 / (1 << 7)
	fineMost    = 1 << 21
)

// Observe counts one length of time, and returns its bucket.
func (h *Histogram) Observe(seconds float64) (bucket int) {
	if !(seconds >= 0) { // a clock that was set back, or no number
		seconds = 0
	}
	i := 0
	for i < len(Bounds) && seconds > Bounds[i] { // Note: most are short
		i++
	}
	h.Counts[i]++
	h.Fine[fineBucket(seconds)]++
	h.Milliseconds += int64(math.Round(min(seconds, 1e12) * 1000))
	return i
}

// Show gives a bucket an example, unless its own tells more: see older.
func (h *Histogram) Show(bucket int, x Example) {
	if h.Examples[bucket].older(x.At.UnixMilli(), x.QueueID, x.Seconds) {
		h.Examples[bucket] = x
	}
}

// older tells whether an example gives way to another: one of a later minute
// does, and within a minute the first one stays, so that making them costs
// little, and the order in which they come changes nothing.
func (x *Example) older(at int64, id string, seconds float64) bool {
	mine := x.At.UnixMilli()
	switch minute, own := at/60_000, mine/60_000; {
	case x.QueueID == "" || minute != own:
		return x.QueueID == "" || minute > own
	case at != mine:
		return at < mine
	case id != x.QueueID:
		return id < x.QueueID
	}
	return seconds < x.Seconds
}

// Add counts what a later histogram has counted.
func (h *Histogram) Add(later *Histogram) {
	for i, n := range later.Counts {
		h.Counts[i] += n
		if later.Examples[i].QueueID != "" {
			h.Show(i, later.Examples[i])
		}
	}
	for i, n := range later.Fine {
		h.Fine[i] += n
	}
	h.Milliseconds += later.Milliseconds
}

// fineBucket is the place of a length of time in Histogram.Fine.
//
// Note: it reads the doublings off the exponent of the number and compares the
// rest. A logarithm took five times as long, of each delivery.
func fineBucket(seconds float64) int {
	if seconds <= FineZero {
		return 0
	}
	rest, doublings := math.Frexp(min(seconds, fineMost)) // rest is 0.5 to 1
	i := (doublings - 1) << FineSchema
	for _, edge := range fineEdges {
		if rest > edge {
			i++
		}
	}
	return min(max(i, FineFirst), fineLast) - FineFirst + 1
}

// fineEdges are the lower edges of the buckets from a half to one.
var fineEdges = func() (edges [1 << FineSchema]float64) {
	for i := range edges {
		edges[i] = math.Exp2(float64(i)/(1<<FineSchema)) / 2
	}
	return edges
}()

// durations are the histograms of a log.
type durations struct {
	delivery Histogram // from a message's arrival to its delivery, each recipient once
	recovery Histogram // from a recipient's first deferral to delivery
}

// delivered observes the end of a recipient, who waited since a time, or 0. Of
// servers that log no delay, the begin of the message tells it, where the log
// has that.
func (d *durations) delivered(m *message, s *step, since int64) {
	if s.at == 0 {
		return
	}
	switch {
	case s.delay > 0:
		d.delivery.note(s.delay, s)
	case m.inside && m.at != 0:
		d.delivery.note(float64(max(s.at-m.at, 0))/1000, s)
	}
	if since != 0 {
		d.recovery.note(float64(s.at-since)/1000, s)
	}
}

func (h *Histogram) note(seconds float64, s *step) {
	x := &h.Examples[h.Observe(seconds)]
	if mine := x.At.UnixMilli(); s.at/60_000 == mine/60_000 && s.at > mine {
		return // Note: most are so, and need no name
	}
	b := s.key.bytes()
	id := b[:s.key.length()]
	if x.older(s.at, string(id), seconds) {
		*x = Example{QueueID: string(id), Seconds: seconds, At: at(s.at)}
	}
}

func (h *Histogram) code(c *codec) {
	array(c, h.Counts[:])
	array(c, h.Fine[:])
	number(c, &h.Milliseconds)
	for i := range h.Examples {
		x := &h.Examples[i]
		when := x.At.UnixMilli()
		c.text(&x.QueueID)
		c.float(&x.Seconds)
		number(c, &when)
		if c.reading && x.QueueID != "" {
			x.At = at(when)
		}
	}
}
