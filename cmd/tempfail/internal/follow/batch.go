package follow

import (
	"bytes"
	"time"

	"tempfail/cmd/tempfail/internal/source"
)

// MaxLine is the longest line handed out, in bytes; the rest is cut off and
// the line counted in SourceState.Cut.
const MaxLine = source.MaxLine

// blockSize is the most that one batch of a file holds: the block that
// performs best in reading history.
const blockSize = 1 << 20

// Batch is whole lines of one source, in order. It and its lines are valid
// until the next call of Follower.Next.
type Batch struct {
	Source int       // SourceState.ID
	Name   string    // SourceState.Name
	Read   time.Time // when the lines came in: the time of lines without a stamp

	data []byte
	at   int // where in data the next line begins
	cut  *int64
}

// Next returns the next line without its newline, and false when there is
// none. All lines of a batch are to be taken before the checkpoint is: a
// checkpoint speaks of whole batches.
func (b *Batch) Next() ([]byte, bool) {
	return source.NextLine(b.data, &b.at, b.cut)
}

// wholeLines returns how much of data is whole lines, and whether a line was
// cut: one that ends nowhere in data is cut once it is too long to wait for.
func wholeLines(data []byte) (end int, cut bool) {
	end = bytes.LastIndexByte(data, '\n') + 1
	if end == 0 && len(data) > MaxLine {
		return MaxLine + 1, true
	}
	return end, false
}
