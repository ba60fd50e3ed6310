package main

import (
	"bytes"
	"context"
	"runtime"
	"strings"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/source"
	"tempfail/parser"
)

// blocksOfPart is how many blocks a worker takes at a time. Note: merging a
// part costs as much as its distinct names; with single blocks of 1 MiB that
// ate a third of what the second core won.
const blocksOfPart = 4

// part is a stretch of one file, and what became of its lines.
type part struct {
	blocks  []*source.Block
	options parser.Options
	parser  parser.Parser // that read the part before, where lines need it; nil for a new one
	ready   chan struct{} // closed when the fields below are filled

	agg     *aggregate.Aggregator
	counts  [parser.NumResults]int64
	cut     int64
	seen    span
	samples []aggregate.Sample
}

// gather reads everything into one aggregate: several workers take a part of
// the log each, and the parts are merged in the order of the log, so that the
// result does not depend on their number.
func (r *reading) gather(ctx context.Context, workers int) (*aggregate.Aggregator, []aggregate.Sample) {
	defer r.progress()()
	if r.bound() {
		workers = 1
	}
	options := aggregate.Options{Classifier: parser.NewClassifier()}
	whole, samples := aggregate.New(options), []aggregate.Sample(nil)
	if workers == 1 {
		var last parser.Parser
		var file *source.File
		for p := range r.parts(ctx, 1) {
			if p.blocks[0].File == file {
				p.parser = last
			}
			file, p.agg = p.blocks[0].File, whole
			p.read(r.period)
			samples = r.take(p, samples)
			last = p.parser
		}
		return whole, samples
	}
	work, order := make(chan *part), make(chan *part, 2*workers)
	for range workers {
		go func() {
			for p := range work {
				p.agg = aggregate.NewPart(options)
				p.read(r.period)
				close(p.ready)
			}
		}()
	}
	go func() {
		for p := range r.parts(ctx, blocksOfPart) {
			order <- p // first, so that the merge waits for parts in their order
			work <- p
		}
		close(work)
		close(order)
	}()
	for p := range order {
		<-p.ready
		whole.Merge(p.agg)
		p.agg = nil
		samples = r.take(p, samples)
	}
	return whole, samples
}

// parts cuts the log into stretches of up to n blocks of one file. Each is
// told the year that it begins in.
func (r *reading) parts(ctx context.Context, n int) func(yield func(*part) bool) {
	return func(yield func(*part) bool) {
		r.sample = r.census()
		var p *part
		var file *source.File
		var date parser.Date
		for b := range r.set.Blocks(ctx) {
			if p != nil && (b.File != file || len(p.blocks) == n) {
				if !yield(p) {
					return
				}
				p = nil
			}
			if b.File != file {
				file, date = b.File, parser.Date{Year: b.File.Begin.Year(), Month: b.File.Begin.Month()}
			}
			if p == nil {
				p = &part{options: r.options, ready: make(chan struct{})}
				p.options.Date = date
			}
			p.blocks = append(p.blocks, b)
			for line := range b.Some() {
				r.sampled(line)
				if t, dated, ok := parser.StampOf(line, r.options.Location); ok && !dated {
					date = date.Walk(t.Month())
				}
			}
		}
		if p != nil {
			yield(p)
		}
		r.unread = ctx.Err() != nil
	}
}

// read parses a part and adds it to its aggregate.
func (p *part) read(within period) {
	if p.parser == nil {
		var err error
		if p.parser, err = parser.New(p.options); err != nil {
			panic(err) // open tried the same options
		}
	}
	var ev parser.Event
	for _, b := range p.blocks {
		number := b.First - 1
		for text, ok := b.Next(); ok; text, ok = b.Next() {
			number++
			result := p.parser.Parse(text, &ev)
			p.counts[result]++
			p.agg.Line(result)
			switch {
			case result == parser.Found:
				p.seen.add(ev.Time)
				if within.holds(ev.Time) {
					p.agg.Add(&ev)
				}
			case result == parser.Malformed && len(p.samples) < maxSamples:
				p.samples = append(p.samples, aggregate.Sample{File: b.File.Name, Line: number,
					Text: strings.ToValidUTF8(string(text[:min(len(text), maxSampleText)]), "\uFFFD")})
			}
		}
		p.cut += b.Cut()
		b.Free()
	}
	p.blocks = nil
}

// take adds what a part counted to the reading's own.
func (r *reading) take(p *part, samples []aggregate.Sample) []aggregate.Sample {
	for i, n := range p.counts {
		r.counts[i] += n
	}
	r.cut += p.cut
	r.seen.add(p.seen.from)
	r.seen.add(p.seen.until)
	return append(samples, p.samples[:min(len(p.samples), maxSamples-len(samples))]...)
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

// workers is how many parts are read at once.
func workers() int { return runtime.GOMAXPROCS(0) }
