package aggregate

// texts holds short texts, such as addresses, in chunks.
//
// Note: as strings of their own, a hundred thousand addresses are that many
// things for the garbage collector to visit, time and again; a chunk is one.
type texts struct {
	chunks [][]byte
	used   int // chunks; those behind are to be used again
}

// text is where a text is kept. The zero value is an empty one.
type text struct {
	chunk     uint32 // from 1
	from, len uint16
}

const textChunk = 1 << 16 // bytes: a text lies in one chunk, and is no longer than maxReply

// keep copies a text.
func (t *texts) keep(b []byte) text {
	b = cut(b, maxReply)
	if len(b) == 0 {
		return text{}
	}
	if t.used == 0 || len(t.chunks[t.used-1])+len(b) > textChunk {
		t.grow()
	}
	chunk := &t.chunks[t.used-1]
	at := text{uint32(t.used), uint16(len(*chunk)), uint16(len(b))}
	*chunk = append(*chunk, b...)
	return at
}

func (t *texts) grow() {
	if t.used == len(t.chunks) {
		// The first chunk starts small: most parts of a log keep little.
		size := textChunk
		if t.used == 0 {
			size = textChunk / 16
		}
		t.chunks = append(t.chunks, make([]byte, 0, size))
	}
	t.used++
}

// at is a text that was kept.
func (t *texts) at(x text) []byte {
	if x.len == 0 {
		return nil
	}
	end := int(x.from) + int(x.len)
	return t.chunks[x.chunk-1][x.from:end:end]
}

// reset empties the chunks.
func (t *texts) reset() {
	for i := range t.chunks {
		t.chunks[i] = t.chunks[i][:0]
	}
	t.used = 0
}
