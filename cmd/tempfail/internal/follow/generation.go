package follow

import (
	"bytes"
	"errors"
	"io"
	"os"
	"time"
)

// errTruncated says that a file begins anew: its earlier content is gone.
var errTruncated = errors.New("truncated")

// generation is one life of a log: the bytes from its creation to its
// rotation or truncation. It is held by an open file, so it can be read to
// its end whatever happens to its name.
type generation struct {
	name    string
	id      identity
	file    io.Closer
	content io.ReaderAt
	packed  bool // content is decompressed on the way, and has an end

	head   head
	sum    string // of head[:summed]
	summed int

	tail    []byte // what was handed out last
	tailSum string // of it, when it ended at tailAt
	tailAt  int64

	offset   int64 // the end of the last line handed out
	torn     bool  // offset lies within a line whose beginning was handed out
	ended    bool  // nothing can follow
	fault    error // why packed content ended before its end
	size     int64 // when last looked at; of packed content as far as it was read
	modified time.Time
	seen     int64     // the size up to which there was no whole line
	active   time.Time // when it last grew
}

// resume goes on where m says.
func (g *generation) resume(m *Mark) {
	g.offset, g.torn = m.Offset, m.Torn
	g.recall()
}

// look takes note of the size, and reports whether there may be something new.
func (g *generation) look(now time.Time) (bool, error) {
	file, ok := g.content.(*os.File)
	if !ok {
		return !g.ended, nil
	}
	info, err := file.Stat()
	if err != nil {
		return false, err
	}
	size, modified := info.Size(), info.ModTime()
	if size < g.offset || size < g.seen {
		return false, errTruncated
	}
	changed := size != g.seen || !modified.Equal(g.modified)
	if size != g.size {
		g.active = now
	}
	g.size, g.modified = size, modified
	return changed, nil
}

// read returns the next lines, as many as fit buf; none where there are none
// yet. It returns errTruncated where the file was overwritten.
//
// What was read counts only if the file still begins as it did: the beginning
// is compared after the reading, so the bytes are of this life and not of the
// next one.
func (g *generation) read(buf []byte, now time.Time) ([]byte, error) {
	for {
		before := *g
		if may, err := g.look(now); !may || err != nil {
			return nil, err
		}
		n, err := g.content.ReadAt(buf, g.offset)
		if err == io.EOF {
			err = nil
			g.ended = g.packed
		}
		if err != nil && !g.packed {
			return nil, err
		}
		if err != nil {
			g.ended, g.fault = true, err
		}
		data := buf[:n]
		if !g.packed && !g.verify(data) {
			g.size, g.modified = before.size, before.modified
			return nil, errTruncated
		}
		g.size = max(g.size, g.offset+int64(n))
		if hidden := g.hide(data); hidden > 0 {
			g.passed(data[:hidden])
			g.offset += int64(hidden)
			g.ended = false // what is behind it was not handed out
			continue
		}
		end, cut := wholeLines(data)
		if end == 0 {
			g.seen = g.offset + int64(n)
			return nil, nil
		}
		g.passed(data[:end])
		g.offset += int64(end)
		g.torn = cut
		return data[:end], nil
	}
}

// stirred reports whether an empty file was written to since the last look:
// it may have been filled, copied and truncated many times meanwhile.
func (g *generation) stirred() bool {
	if g.packed || len(g.head) > 0 {
		return false
	}
	info, err := g.content.(*os.File).Stat()
	if err != nil || info.ModTime().Equal(g.modified) {
		return false
	}
	g.modified = info.ModTime()
	g.learn()
	return true
}

// learn reads the head of a file that had not enough of one.
func (g *generation) learn() {
	if !g.packed && len(g.head) < headSize {
		if h := readHead(g.content); bytes.HasPrefix(h, g.head) {
			g.head = h
		}
	}
}

// verify reports whether the file still begins as it did, and as data does
// where that is its beginning, and whether data still follows what was handed out
// last; then it knows the head better.
func (g *generation) verify(data []byte) bool {
	known := g.head
	if gap := int64(len(known)) - g.offset; gap >= 0 && int64(len(data)) > gap && len(known) < headSize {
		more := data[gap:]
		known = append(bytes.Clone(known), more[:min(len(more), headSize-len(known))]...)
	}
	var now [max(headSize, tailSize)]byte
	n, _ := g.content.ReadAt(now[:len(known)], 0)
	if !bytes.Equal(now[:n], known) {
		return false
	}
	n, _ = g.content.ReadAt(now[:len(g.tail)], g.offset-int64(len(g.tail)))
	if !bytes.Equal(now[:n], g.tail) {
		return false
	}
	g.head = known
	return true
}

// hide returns how many bytes at the beginning of data are not to be handed
// out: the rest of a line that was cut, and the hole that a writer leaves
// which does not append.
func (g *generation) hide(data []byte) int {
	if g.torn {
		i := bytes.IndexByte(data, '\n')
		g.torn = i < 0
		if i < 0 {
			return len(data)
		}
		return i + 1
	}
	return len(data) - len(bytes.TrimLeft(data, "\x00"))
}

// last returns what follows the last newline, which is a line when the
// generation is over.
func (g *generation) last(buf []byte) []byte {
	n, _ := g.content.ReadAt(buf[:MaxLine], g.offset)
	if g.torn {
		n = 0
	}
	if n > 0 {
		g.torn = true // its rest, should it come after all, is no line of its own
	}
	g.passed(buf[:n])
	g.offset += int64(n)
	return buf[:n]
}

// seekEnd goes to the end of the last whole line.
func (g *generation) seekEnd() {
	buf := make([]byte, MaxLine)
	from := max(0, g.size-int64(len(buf)))
	n, _ := g.content.ReadAt(buf, from)
	end := bytes.LastIndexByte(buf[:n], '\n') + 1
	g.offset = from + int64(end)
	if end == 0 && from > 0 {
		g.offset, g.torn = g.size, true
	}
	g.recall()
}

// lag returns the bytes not handed out yet, as far as is known.
func (g *generation) lag() int64 { return max(0, g.size-g.offset) }

func (g *generation) mark() Mark {
	if g.summed != len(g.head) || g.sum == "" {
		g.sum, g.summed = g.head.sum(), len(g.head)
	}
	if g.tailAt != g.offset || g.tailSum == "" {
		g.tailSum, g.tailAt = head(g.tail).sum(), g.offset
	}
	return Mark{
		Name: g.name, Inode: g.id.Inode, Head: len(g.head), Sum: g.sum,
		Tail: len(g.tail), TailSum: g.tailSum, Offset: g.offset, Torn: g.torn, Size: g.size, Modified: g.modified,
	}
}

func (g *generation) close() {
	if g.file != nil {
		g.file.Close()
	}
}
