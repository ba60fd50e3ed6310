package source

import (
	"bytes"
	"context"
	"io"
	"iter"
	"math"
)

// Part is a stretch of one file, of whole lines, that can be read beside
// others.
//
// Note: whoever reads a part of a plain file reads the file itself, into one
// small buffer that stays in the cache of its core. With one goroutine that
// read for all, blocks lay about in memory by the dozen, parts had to be
// small, and to merge them took a quarter of the time.
type Part struct {
	File *File

	from, to int64 // of a plain file
	progress *progress
	blocks   []*Block // of a stream, which is read in its order

	bytes, lines int64
	end          error // why it could not be read to its end
}

// Parts cuts the files into parts, in order: size tells how many bytes the
// next one should have about, when so many are left of the plain files; of a
// stream none are. It may be called once, and instead of Blocks. When ctx ends,
// so do the parts.
func (s *Set) Parts(ctx context.Context, size func(left int64) int64) iter.Seq[*Part] {
	return func(yield func(*Part) bool) {
		left := int64(0)
		for _, f := range s.Files {
			if f.plain() {
				left += f.Size
			}
		}
		for _, f := range s.Files {
			if f.plain() {
				if !s.ranges(ctx, f, func(done int64) int64 { return size(left - done) }, yield) {
					return
				}
				left -= f.Size
			} else if !s.bundles(ctx, f, size(0), yield) {
				return
			}
		}
	}
}

// plain tells whether parts of the file can be read each by itself.
func (f *File) plain() bool { return f.in != nil && f.kind == nil }

// end of a file that may grow while it is read.
const endOfFile = math.MaxInt64

// ranges cuts a plain file; size tells how large the next part should be when
// so many bytes of the file are done.
func (s *Set) ranges(ctx context.Context, f *File, size func(done int64) int64, yield func(*Part) bool) bool {
	for from := int64(0); from != endOfFile; {
		if ctx.Err() != nil {
			return false
		}
		p := &Part{File: f, from: from, to: endOfFile, progress: &s.progress}
		if to := from + size(from); to < f.Size {
			p.to = f.lineFrom(to)
		}
		if !yield(p) {
			return false
		}
		from = p.to
	}
	return true
}

// lineFrom is where the next line begins.
func (f *File) lineFrom(at int64) int64 {
	buf := make([]byte, sampleSize)
	for {
		n, err := f.in.ReadAt(buf, at)
		if i := bytes.IndexByte(buf[:n], '\n'); i >= 0 {
			return at + int64(i) + 1
		}
		if err != nil {
			return endOfFile
		}
		at += int64(n)
	}
}

// bundles gathers the blocks of a stream.
func (s *Set) bundles(ctx context.Context, f *File, size int64, yield func(*Part) bool) bool {
	p := &Part{File: f}
	for b := range s.blocks(ctx, []*File{f}) {
		p.blocks = append(p.blocks, b)
		p.bytes += int64(len(b.data))
		if p.bytes < size {
			continue
		}
		if !yield(p) {
			return false
		}
		p = &Part{File: f}
	}
	if len(p.blocks) > 0 && !yield(p) {
		return false
	}
	return ctx.Err() == nil
}

// Blocks reads the part. A block is valid until the next one. It may be
// called once.
func (p *Part) Blocks() iter.Seq[*Block] {
	return func(yield func(*Block) bool) {
		if p.progress == nil {
			for _, b := range p.blocks {
				if !yield(b) {
					return
				}
				b.Free()
			}
			return
		}
		buf := buffers.Get().(*[]byte)
		defer buffers.Put(buf)
		stretch := io.NewSectionReader(p.File.in, p.from, p.to-p.from)
		cut := cutter{r: &whole{countingReader{stretch, p.progress}, min(p.to, p.File.Size) - p.from}}
		for p.end == nil {
			b := &Block{File: p.File, First: p.lines + 1}
			b.data, p.end = cut.next(*buf)
			b.Lines, b.dropped = countLines(b.data), cut.forget()
			p.bytes, p.lines = p.bytes+b.bytes(), p.lines+b.Lines
			if !yield(b) {
				return
			}
		}
	}
}

// Some hands out lines all over the part, without taking any: enough to
// follow the months of a log. However a plain file is cut, they are the same;
// the last may be the first of the next part. It must not be called beside
// Blocks.
func (p *Part) Some() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, b := range p.blocks {
			for line := range b.some() {
				if !yield(line) {
					return
				}
			}
		}
		if p.progress == nil {
			return
		}
		buf := make([]byte, sampleSize)
		step := max(someBytes, p.File.Size/someLines)
		for at := (p.from + step - 1) / step * step; at < min(p.to, p.File.Size); at += step {
			n, _ := p.File.in.ReadAt(buf, at)
			piece := buf[:n]
			if at > 0 {
				_, piece, _ = bytes.Cut(piece, []byte("\n"))
			}
			if line, _, ok := bytes.Cut(piece, []byte("\n")); ok && !yield(line) {
				return
			}
		}
	}
}

const (
	someBytes = 16 << 10 // between two lines
	someLines = 4096     // of a large file
)

// Book books the part on its file; parts are booked in order. It returns how
// many lines come before what the part takes for its first. It is false where
// a part before could not be read: the file then ends with that.
func (p *Part) Book() (before int64, ok bool) {
	f := p.File
	if p.progress == nil {
		return 0, true // the reader of the stream has
	}
	if f.Err != nil {
		return 0, false
	}
	before = f.Lines
	f.Bytes += p.bytes
	f.Lines += p.lines
	if p.end != nil && p.end != io.EOF {
		f.Err = readFault(f, f.kind, p.end)
	}
	return before, true
}
