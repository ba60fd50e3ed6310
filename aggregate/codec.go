package aggregate

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math"
)

// errState is a saved state that cannot be read.
var errState = errors.New("damaged")

// ErrVersion is the error of Restore for what another version has saved.
var ErrVersion = errors.New("written by another version of tempfail")

// codec writes values to data, or reads them back in the same order: one
// description of a structure serves both, and they cannot drift apart.
type codec struct {
	data    []byte
	reading bool
	out     io.Writer // where data goes, piece by piece; nil while reading
	sum     uint32    // of what went there
	err     error
}

// spillSize is how much is written at a time.
const spillSize = 64 << 10

// spill writes data once there is enough of it.
func (c *codec) spill(enough int) {
	if c.reading || len(c.data) < enough || c.err != nil {
		return
	}
	c.sum = crc32.Update(c.sum, crc32.IEEETable, c.data)
	_, c.err = c.out.Write(c.data)
	c.data = c.data[:0]
}

func (c *codec) uint(p *uint64) {
	if !c.reading {
		c.data = binary.AppendUvarint(c.data, *p)
		return
	}
	v, n := binary.Uvarint(c.data)
	if n <= 0 {
		c.fail()
		return
	}
	*p, c.data = v, c.data[n:]
}

func (c *codec) fail() { c.err, c.data = errState, nil }

// number codes any integer.
func number[T ~int | ~int64 | ~uint64 | ~uint32 | ~uint16 | ~uint8](c *codec, p *T) {
	v := uint64(int64(*p)<<1) ^ uint64(int64(*p)>>63) // zigzag: small numbers stay short
	c.uint(&v)
	if c.reading {
		*p = T(int64(v>>1) ^ -int64(v&1))
	}
}

func numbers[T ~int | ~int64 | ~uint64 | ~uint32 | ~uint16 | ~uint8](c *codec, ps ...*T) {
	for _, p := range ps {
		number(c, p)
	}
}

func (c *codec) float(p *float64) {
	v := math.Float64bits(*p)
	c.uint(&v)
	*p = math.Float64frombits(v)
}

func (c *codec) bool(p *bool) {
	v := uint8(b2i(*p))
	number(c, &v)
	*p = v != 0
}

func (c *codec) bytes(p *[]byte) {
	n := c.length(len(*p))
	if !c.reading {
		c.data = append(c.data, *p...)
		return
	}
	*p, c.data = append([]byte(nil), c.data[:n]...), c.data[n:]
}

func (c *codec) text(p *string) {
	n := c.length(len(*p))
	if !c.reading {
		c.data = append(c.data, *p...)
		return
	}
	*p, c.data = string(c.data[:n]), c.data[n:]
}

// length codes the length of what follows, which takes a byte or more for
// each element.
func (c *codec) length(n int) int {
	v := uint64(n)
	c.uint(&v)
	if c.reading && v > uint64(len(c.data)) {
		c.fail()
		return 0
	}
	return int(v)
}

func slice[T any](c *codec, p *[]T, each func(*codec, *T)) {
	n := c.length(len(*p))
	if c.reading {
		*p = make([]T, n)
	}
	for i := range *p {
		each(c, &(*p)[i])
		c.spill(spillSize)
	}
}

func array[T ~int64 | ~uint32](c *codec, p []T) {
	for i := range p {
		number(c, &p[i])
	}
}
