package source

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"iter"
	"sync"
	"sync/atomic"
)

const (
	// MaxLine is the longest line handed out, in bytes; the rest is cut off.
	// Postfix writes at most 2,000 bytes a line, journald 48 KiB.
	MaxLine = 64 << 10

	// blockSize lets a block stay in the cache of the core that reads it.
	blockSize = 256 << 10

	// blocksAhead is how many blocks the reading goroutine may be ahead.
	blocksAhead = 8
)

// Block is whole lines of one file: as many as fit a buffer.
type Block struct {
	File  *File
	First int64 // the number of its first line, from 1
	Lines int64

	data    []byte
	at      int   // where in data the next line begins
	dropped int64 // bytes read that no line has: the rest of a long one
	buf     *[]byte
	cut     int64
	end     error // the file ended; io.EOF where it did so well
}

// bytes is how much of the file was read for the block.
func (b *Block) bytes() int64 { return int64(len(b.data)) + b.dropped }

// Next returns the next line without its newline, and false when there is
// none. The line is a view of the block.
func (b *Block) Next() ([]byte, bool) {
	return NextLine(b.data, &b.at, &b.cut)
}

// NextLine returns the line that begins at a place of data, without its
// newline, and moves the place behind it; false when there is none. One longer
// than MaxLine is cut to that, and counted.
func NextLine(data []byte, at *int, cut *int64) ([]byte, bool) {
	line := data[*at:]
	if len(line) == 0 {
		return nil, false
	}
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
		*at++
	}
	*at += len(line)
	if len(line) > MaxLine {
		line = line[:MaxLine]
		*cut++
	}
	return line, true
}

// some hands out the first line and then one in every 16 KiB, without taking
// any.
func (b *Block) some() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for at := 0; at < len(b.data); at += someBytes {
			line := b.data[at:]
			if at > 0 {
				i := bytes.IndexByte(line, '\n')
				if i < 0 {
					return
				}
				line = line[i+1:]
			}
			if i := bytes.IndexByte(line, '\n'); i >= 0 {
				line = line[:i]
			}
			if len(line) > 0 && !yield(line[:min(len(line), MaxLine)]) {
				return
			}
		}
	}
}

// Cut returns how many lines longer than MaxLine Next has cut.
func (b *Block) Cut() int64 { return b.cut }

// Free gives the buffer back: lines of the block must not be used any more.
// A block that is not freed is left to the garbage collector.
func (b *Block) Free() {
	if b.buf != nil {
		buffers.Put(b.buf)
		b.buf, b.data, b.at = nil, nil, 0
	}
}

var buffers = sync.Pool{New: func() any {
	buf := make([]byte, blockSize)
	return &buf
}}

type progress struct{ atomic.Int64 }

type countingReader struct {
	r    io.Reader
	done *progress
}

func (c countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.done.Add(int64(n))
	return n, err
}

// Blocks hands out the lines of all files in order. It may be called once.
// Reading and decompressing run ahead in a goroutine of their own. A file that
// cannot be read to its end has its Err set, and the next one follows. When
// ctx ends, so do the blocks. It must not be called beside Parts.
//
// Limit: a read that hangs in a pipe nobody writes to cannot be cancelled;
// the goroutine is then left behind.
func (s *Set) Blocks(ctx context.Context) iter.Seq[*Block] { return s.blocks(ctx, s.Files) }

func (s *Set) blocks(ctx context.Context, files []*File) iter.Seq[*Block] {
	return func(yield func(*Block) bool) {
		ctx, cancel := context.WithCancel(ctx)
		blocks := make(chan *Block, blocksAhead)
		go func() {
			defer close(blocks)
			for _, f := range files {
				if !s.read(ctx, f, blocks) {
					return
				}
			}
		}()
		defer cancel()
		for {
			select {
			case <-ctx.Done():
				s.handRest(blocks, yield)
				return
			case b, ok := <-blocks:
				if !ok || !s.hand(b, yield) {
					return
				}
			}
		}
	}
}

// handRest hands out what was read before the end of the context.
func (s *Set) handRest(blocks <-chan *Block, yield func(*Block) bool) {
	for {
		select {
		case b, ok := <-blocks:
			if !ok || !s.hand(b, yield) {
				return
			}
		default:
			return
		}
	}
}

// hand books a block on its file and gives it to yield. Only here are the
// counts of a file written, on the goroutine of the caller.
func (s *Set) hand(b *Block, yield func(*Block) bool) bool {
	f := b.File
	f.Bytes += b.bytes()
	f.Lines += b.Lines
	if f.in == nil && b.First == 1 {
		f.Twin = s.twin(f.head)
	}
	if b.end != nil {
		f.close()
	}
	if b.end != nil && b.end != io.EOF {
		f.Err = readFault(f, f.kind, b.end)
	}
	return len(b.data) == 0 || yield(b)
}

// read sends the blocks of f, the last with its end, and reports whether to
// go on.
func (s *Set) read(ctx context.Context, f *File, blocks chan<- *Block) bool {
	raw := bufio.NewReaderSize(countingReader{f.raw(), &s.progress}, 64<<10)
	if f.in == nil {
		magic, _ := raw.Peek(magicLen)
		f.kind = compressionOf(magic)
	}
	send := func(b *Block) bool {
		if ctx.Err() != nil {
			return false
		}
		select {
		case blocks <- b:
			return true
		case <-ctx.Done():
			return false
		}
	}
	plain, err := f.kind.plain(raw)
	if err != nil {
		return send(&Block{File: f, end: err})
	}
	defer plain.Close()
	cut := cutter{r: plain, eager: f.in == nil}
	if f.plain() {
		cut.r = &whole{plain, f.Size}
	}
	for first := int64(1); ; {
		buf := buffers.Get().(*[]byte)
		data, err := cut.next(*buf)
		b := &Block{File: f, First: first, Lines: countLines(data), data: data, dropped: cut.forget(), buf: buf, end: err}
		if f.in == nil && first == 1 {
			f.head = bytes.Clone(data[:min(len(data), headSize)])
			f.place(s.location)
			if f.kind != nil && f.kind.open == nil {
				return send(&Block{File: f, end: errUnsupported})
			}
		}
		first += b.Lines
		if !send(b) {
			return false
		}
		if err != nil {
			return true
		}
	}
}

func countLines(data []byte) int64 {
	n := int64(bytes.Count(data, []byte{'\n'}))
	if len(data) > 0 && data[len(data)-1] != '\n' {
		n++
	}
	return n
}

// cutter cuts a stream into pieces of whole lines.
type cutter struct {
	r       io.Reader
	eager   bool   // hand out what is there rather than fill the buffer
	rest    []byte // the beginning of a line
	skip    bool   // within a line too long for a buffer
	dropped int64  // bytes of such lines, since forget
}

// forget returns how many bytes were dropped since it was last called.
func (c *cutter) forget() int64 {
	n := c.dropped
	c.dropped = 0
	return n
}

// next fills buf and returns the whole lines in it. With an error, io.EOF
// included, the stream has ended; only after a good end may the last line
// lack its newline: what a torn file ends with is no line.
func (c *cutter) next(buf []byte) ([]byte, error) {
	n := copy(buf, c.rest)
	c.rest = c.rest[:0]
	for {
		m, err := c.r.Read(buf[n:])
		n += m
		if c.skip {
			n = c.skipLine(buf[:n])
		}
		switch {
		case err == io.EOF:
			return buf[:n], err
		case err != nil:
			return buf[:bytes.LastIndexByte(buf[:n], '\n')+1], err
		case n == len(buf), c.eager && bytes.IndexByte(buf[:n], '\n') >= 0:
			if lines := c.wholeLines(buf[:n]); len(lines) > 0 {
				return lines, nil
			}
		}
	}
}

// wholeLines returns the lines of full that end in it and keeps the rest. A
// buffer that holds no end of a line is cut to one line.
func (c *cutter) wholeLines(full []byte) []byte {
	end := bytes.LastIndexByte(full, '\n') + 1
	if end > 0 {
		c.rest = append(c.rest, full[end:]...)
		return full[:end]
	}
	if len(full) > MaxLine {
		c.skip = true
		c.dropped += int64(len(full) - (MaxLine + 1))
		return full[:MaxLine+1]
	}
	return nil
}

// skipLine drops from buf all up to the end of the line, and returns how many
// bytes are left.
func (c *cutter) skipLine(buf []byte) int {
	i := bytes.IndexByte(buf, '\n')
	if i < 0 {
		c.dropped += int64(len(buf))
		return 0
	}
	c.skip = false
	c.dropped += int64(i + 1)
	return copy(buf, buf[i+1:])
}
