package source

import (
	"bufio"
	"io"
)

// Plain returns the uncompressed bytes of r, and whether they were compressed;
// the first bytes of r tell. An error means that they are compressed in a way
// that is not read here, or damaged at their very beginning. Closing the
// result does not close r.
func Plain(r io.Reader) (plain io.ReadCloser, compressed bool, err error) {
	raw := bufio.NewReaderSize(r, 64<<10)
	magic, _ := raw.Peek(magicLen)
	kind := compressionOf(magic)
	plain, err = kind.plain(raw)
	return plain, kind != nil, err
}
