package main

import (
	"bytes"
	"context"
	"runtime"
	"strings"
	"sync"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/source"
	"tempfail/parser"
)

// part is a stretch of one file, and what became of its lines.
type part struct {
	*source.Part
	options parser.Options
	ready   chan struct{} // closed when the fields below are filled

	counts
	agg *aggregate.Aggregator
}

// counts are what is counted of lines beside the aggregate.
type counts struct {
	results [parser.NumResults]int64
	cut     int64
	seen    span // of events, where a period is asked for
	samples []aggregate.Sample
}

// gather reads everything into one aggregate: several workers take a part of
// the log each, and the parts are merged in the order of the log, so that the
// result does not depend on their number.
func (r *reading) gather(ctx context.Context, workers int) (*aggregate.Aggregator, []aggregate.Sample) {
	defer r.progress()()
	options := aggregate.Options{Classifier: parser.NewClassifier(), Beside: beside(workers, r.room)}
	whole, sum := aggregate.New(options), counts{}
	r.sample = r.census()
	if workers == 1 || r.bound() {
		r.inOne(ctx, whole, &sum)
	} else {
		r.inParts(ctx, workers, options, whole, &sum)
	}
	r.counts, r.cut, r.seen = sum.results, sum.cut, sum.seen
	return whole, sum.samples
}

// inOne reads one line after the other.
func (r *reading) inOne(ctx context.Context, whole *aggregate.Aggregator, sum *counts) {
	var file *source.File
	var ps parser.Parser
	for p := range r.parts(ctx, func(int64) int64 { return leastPart }) {
		if p.File != file {
			file, ps = p.File, newParser(p.options)
		}
		for b := range p.Blocks() {
			p.read(b, ps, whole, r.period)
		}
		if before, ok := p.Book(); ok {
			sum.add(&p.counts, before)
		}
		r.room.adjust()
	}
}

// inParts reads parts side by side.
func (r *reading) inParts(ctx context.Context, workers int, options aggregate.Options, whole *aggregate.Aggregator, sum *counts) {
	// Note: with one more in order, no worker ever waits for the merge, which
	// was no faster; each part takes 10 MB of a large log.
	work, order := make(chan *part), make(chan *part, workers-1)
	spare := make(chan *aggregate.Aggregator, workers) // merged: as many as there can be
	for range workers {
		go func() {
			for p := range work {
				if p.agg == nil {
					p.agg = newPart(spare, options)
				}
				ps := newParser(p.options)
				for b := range p.Blocks() {
					p.read(b, ps, p.agg, r.period)
				}
				close(p.ready)
			}
		}()
	}
	go func() {
		first := whole // is the part before all others, and needs no merging
		for p := range r.parts(ctx, partSize(workers)) {
			p.agg, first = first, nil
			order <- p // first, so that the merge waits for parts in their order
			work <- p
		}
		close(work)
		close(order)
	}()
	for p := range order {
		<-p.ready
		r.room.adjust()
		before, ok := p.Book()
		if ok {
			sum.add(&p.counts, before)
		}
		if p.agg == whole {
			continue
		}
		if ok {
			whole.Merge(p.agg)
		}
		p.agg.Reset()
		spare <- p.agg
		p.agg = nil
	}
}

// newPart is a part that was merged already, or a new one.
func newPart(spare <-chan *aggregate.Aggregator, options aggregate.Options) *aggregate.Aggregator {
	select {
	case agg := <-spare:
		return agg
	default:
		return aggregate.NewPart(options)
	}
}

const (
	leastPart = 8 << 20
	mostPart  = 64 << 20
)

// partSize is how many bytes a worker takes at a time: much, since merging a
// part costs as much as its distinct names, and what begins in its first two
// minutes waits for that; and ever less towards the end, so that all workers
// have something to do until then.
func partSize(workers int) func(left int64) int64 {
	return func(left int64) int64 {
		return min(max(left/int64(2*workers), leastPart), mostPart)
	}
}

// parts cuts the log. Each part is told the year that it begins in.
func (r *reading) parts(ctx context.Context, size func(left int64) int64) func(yield func(*part) bool) {
	return func(yield func(*part) bool) {
		var file *source.File
		var date parser.Date
		for stretch := range r.set.Parts(ctx, size) {
			if stretch.File != file {
				file, date = stretch.File, begin(stretch.File)
			}
			p := &part{Part: stretch, options: r.options, ready: make(chan struct{})}
			p.options.Date = date
			for line := range stretch.Some() {
				r.sampled(line)
				if t, dated, ok := parser.StampOf(line, r.options.Location); ok && !dated {
					date = date.Walk(t.Month())
				}
			}
			if !yield(p) {
				return
			}
		}
		r.unread = ctx.Err() != nil
	}
}

// read parses a block and adds it to an aggregate.
func (c *counts) read(b *source.Block, ps parser.Parser, agg *aggregate.Aggregator, within period) {
	var ev parser.Event
	number, all := b.First-1, within.whole()
	for text, ok := b.Next(); ok; text, ok = b.Next() {
		number++
		result := ps.Parse(text, &ev)
		c.results[result]++
		agg.Line(result)
		switch {
		case result == parser.Found:
			if !all {
				c.seen.add(ev.Time)
			}
			for more := all || within.holds(ev.Time); more; more = ps.Next(&ev) {
				agg.Add(&ev)
			}
		case result == parser.Malformed && len(c.samples) < maxSamples:
			c.samples = append(c.samples, aggregate.Sample{File: b.File.Name, Line: number,
				Text: strings.ToValidUTF8(string(text[:min(len(text), maxSampleText)]), "\uFFFD")})
		}
	}
	c.cut += b.Cut()
}

// add adds what was counted of a part that has so many lines before it.
func (c *counts) add(p *counts, before int64) {
	for i, n := range p.results {
		c.results[i] += n
	}
	c.cut += p.cut
	c.seen.add(p.seen.from)
	c.seen.add(p.seen.until)
	for _, s := range p.samples[:min(len(p.samples), maxSamples-len(c.samples))] {
		s.Line += before
		c.samples = append(c.samples, s)
	}
}

// leastJoined is the share of lines for which a log is read by one worker. Of
// fewer some lose, at the edges of parts, what a line before told.
const leastJoined = 0.01

// bound tells whether lines of some file need those before them: of a mail
// server whose deliveries are told in several lines, or of a container
// runtime, which splits long lines.
func (r *reading) bound() bool {
	for _, f := range r.set.Files {
		head := f.Head()
		for _, s := range r.sharesOf(head) {
			if s.Known && s.Part >= leastJoined && parser.Joined(s.Name, r.options.Maps...) {
				return true
			}
		}
		for _, sign := range []string{`"stream":`, " stdout ", " stderr "} {
			if bytes.Contains(head, []byte(sign)) {
				return true
			}
		}
	}
	return false
}

// beside runs functions side by side, as many at a time as there are workers.
func beside(workers int, room *room) func(...func()) {
	return func(all ...func()) {
		var wait sync.WaitGroup
		turn := make(chan struct{}, workers)
		for _, f := range all {
			room.adjust()
			turn <- struct{}{}
			wait.Go(func() {
				defer func() { <-turn }()
				f()
			})
		}
		wait.Wait()
	}
}

// workers is how many parts are read at once.
func workers() int { return runtime.GOMAXPROCS(0) }
