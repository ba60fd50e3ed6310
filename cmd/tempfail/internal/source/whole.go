package source

import "io"

// whole reads what has so many bytes at least. A log that is rotated by
// copytruncate loses all that it had, and to read on then is to find an end
// like any other.
type whole struct {
	r    io.Reader
	left int64
}

// Read implements io.Reader. The end is errTruncated where it comes early.
func (w *whole) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.left -= int64(n)
	if err == io.EOF && w.left > 0 {
		err = errTruncated
	}
	return n, err
}
