package follow

import (
	"bytes"
	"errors"
	"io"
	"os"
	"time"

	"tempfail/cmd/tempfail/internal/source"
)

// openPacked opens a compressed log. It returns nil where name is none.
func openPacked(name string, now time.Time) (*generation, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, err
	}
	h := packedHead(file)
	if h == nil {
		file.Close()
		return nil, nil
	}
	plain, _, err := source.Plain(io.NewSectionReader(file, 0, info.Size()))
	if err != nil {
		file.Close()
		return nil, err
	}
	return &generation{
		name: name, id: identify(info), file: closers{plain, file}, content: &unpacked{r: plain}, packed: true,
		head: h, modified: info.ModTime(), active: now,
	}, nil
}

// errPacked says why a compressed log that was named is not followed.
var errPacked = errors.New("it is compressed, so it grows no more: read it with tempfail analyze, or follow the log that it was rotated from")

// checkPacked returns an error where a compressed log was named.
func checkPacked(path string) error {
	g, err := openPlain(path, time.Time{})
	switch {
	case errors.Is(err, errPacked):
		return err
	case err == nil:
		g.close()
	}
	return nil // what else is wrong may be put right while it is waited for
}

// isPacked reports whether what begins with h is compressed.
func isPacked(h head) bool {
	plain, compressed, err := source.Plain(bytes.NewReader(h))
	if err != nil {
		return true
	}
	plain.Close()
	return compressed
}

// packedHead returns the first bytes of what file holds compressed; nil where
// it is not compressed, or damaged.
func packedHead(file *os.File) head {
	plain, compressed, err := source.Plain(io.NewSectionReader(file, 0, 1<<62))
	if err != nil {
		return nil
	}
	defer plain.Close()
	if !compressed {
		return nil
	}
	buf := make(head, headSize)
	n, _ := io.ReadFull(plain, buf)
	return buf[:n]
}

// unpacked lets a stream be read as a file is, at offsets that do not go back
// by more than what was read last.
type unpacked struct {
	r    io.Reader
	at   int64  // of kept
	kept []byte // read, and perhaps asked for again
}

// ReadAt implements io.ReaderAt for offsets that grow.
func (u *unpacked) ReadAt(p []byte, off int64) (int, error) {
	if ahead := off - u.at - int64(len(u.kept)); ahead > 0 {
		if _, err := io.CopyN(io.Discard, u.r, ahead); err != nil {
			return 0, err
		}
		u.at, u.kept = off, u.kept[:0]
	}
	n := copy(p, u.kept[off-u.at:])
	var err error
	for n < len(p) && err == nil {
		var m int
		m, err = u.r.Read(p[n:])
		n += m
	}
	u.at = off
	u.kept = append(u.kept[:0], p[:n]...)
	return n, err
}

type closers []io.Closer

// Close closes all.
func (c closers) Close() error {
	for _, one := range c {
		one.Close()
	}
	return nil
}
