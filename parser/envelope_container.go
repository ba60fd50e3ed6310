package parser

import "bytes"

// maxHeld bounds a record put together from pieces. Container runtimes split
// at 16 KiB.
const maxHeld = 64 << 10

// Streams of a container whose pieces are joined apart.
const (
	stdout = iota
	stderr
)

// join adds a piece to what its stream holds. The last piece gives the whole
// record, a line again; it lives in e.held until the stream's next piece.
// What exceeds maxHeld is dropped.
func (e *envelope) join(stream int, piece []byte, partial bool) ([]byte, step) {
	h := &e.held[stream]
	if !partial && len(*h) == 0 {
		return piece, again
	}
	room := maxHeld - len(*h)
	*h = append(*h, piece[:min(room, len(piece))]...)
	if partial {
		return nil, held
	}
	whole := *h
	*h = (*h)[:0]
	return whole, again
}

// readCRI reads what follows the stamp in a Kubernetes container log, "stdout
// F text": the stream, the tag whose first letter tells a piece (P) from the
// last one (F), and the text (kubernetes, cri-api: "CRI logging format").
func readCRI(b []byte) (stream int, text []byte, partial, ok bool) {
	switch {
	case bytes.HasPrefix(b, []byte("stdout ")):
		stream = stdout
	case bytes.HasPrefix(b, []byte("stderr ")):
		stream = stderr
	default:
		return 0, nil, false, false
	}
	b = b[len("stdout "):]
	if len(b) == 0 || (b[0] != 'F' && b[0] != 'P') {
		return 0, nil, false, false
	}
	partial = b[0] == 'P'
	switch {
	case len(b) == 1:
		return stream, nil, partial, true
	case b[1] == ' ':
		return stream, b[2:], partial, true
	case b[1] == ':':
		n := bytes.IndexByte(b, ' ')
		if n < 0 {
			n = len(b) - 1
		}
		return stream, b[n+1:], partial, true
	}
	return 0, nil, false, false
}

// afterComposeName skips what docker compose logs puts before a line: the
// container's name, padded, and a bar; coloured where the output was forced
// to be.
func afterComposeName(b []byte) ([]byte, bool) {
	b = afterSequence(b)
	bar := bytes.IndexByte(b, '|')
	if bar < 2 || bar > 128 || bar+1 < len(b) && b[bar+1] != ' ' && b[bar+1] != '\x1b' {
		return nil, false
	}
	name := bytes.TrimRight(b[:bar], " ")
	if len(name) == bar || len(name) == 0 || bytes.IndexByte(name, ' ') >= 0 {
		return nil, false
	}
	rest := bytes.TrimPrefix(afterSequence(b[bar+1:]), []byte(" "))
	return afterSequence(rest), true
}
