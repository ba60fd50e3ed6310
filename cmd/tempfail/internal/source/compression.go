package source

import (
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"io"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// compression is a way to store a log. A file is told by its first bytes,
// never by its name: logrotate, Postfix and people name as they like.
type compression struct {
	name   string
	magic  string
	open   func(io.Reader) (io.ReadCloser, error) // nil: not read here
	unpack string                                 // the command that does; "" for none
}

// magicLen is how many bytes tell a compression.
const magicLen = 6

// maxWindow bounds what a zstd frame can make the decoder keep; it is the
// window of zstd --ultra -22, and what the zstd command accepts unasked.
const maxWindow = 128 << 20

var compressions = []compression{
	{"gzip", "\x1f\x8b", openGzip, "gunzip"},         // RFC 1952, 2.3.1
	{"zstd", "\x28\xb5\x2f\xfd", openZstd, "unzstd"}, // RFC 8878, 3.1.1
	{"xz", "\xfd7zXZ\x00", openXz, "unxz"},           // the .xz file format, 2.1.1.1
	{"bzip2", "BZh", openBzip2, "bunzip2"},
	{"zip archive", "PK\x03\x04", nil, "unzip -p"},
	{"lz4", "\x04\x22\x4d\x18", nil, "lz4 -dc"}, // the LZ4 frame format
	{"7-Zip archive", "7z\xbc\xaf\x27\x1c", nil, "7z x -so"},
	{"compress (.Z) data", "\x1f\x9d", nil, "uncompress -c"},
	{"lzip", "LZIP", nil, "lzip -dc"},
	{"binary journal", "LPKSHH", nil, "journalctl --file"}, // systemd, journal-def.h
	{"UTF-16 text", "\xff\xfe", nil, "iconv -f utf-16 -t utf-8"},
	{"UTF-16 text", "\xfe\xff", nil, "iconv -f utf-16 -t utf-8"},
}

// compressionOf returns nil for plain text.
func compressionOf(magic []byte) *compression {
	for i := range compressions {
		c := &compressions[i]
		if bytes.HasPrefix(magic, []byte(c.magic)) {
			return c
		}
	}
	return nil
}

func openGzip(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }

func openZstd(r io.Reader) (io.ReadCloser, error) {
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

func openXz(r io.Reader) (io.ReadCloser, error) {
	d, err := xz.NewReader(r)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(d), nil
}

func openBzip2(r io.Reader) (io.ReadCloser, error) { return io.NopCloser(bzip2.NewReader(r)), nil }

// plain returns the uncompressed bytes of r, which c compressed.
func (c *compression) plain(r io.Reader) (io.ReadCloser, error) {
	switch {
	case c == nil:
		return io.NopCloser(r), nil
	case c.open == nil:
		return nil, errUnsupported
	}
	return c.open(r)
}

// gzipDate returns the modification time that gzip kept of the file it
// compressed (RFC 1952, MTIME): it survives a copy, which the time in the
// file system does not. Zero where there is none.
func gzipDate(header []byte) time.Time {
	const mtime, end = 4, 8
	if len(header) < end || !bytes.HasPrefix(header, []byte("\x1f\x8b")) {
		return time.Time{}
	}
	sec := binary.LittleEndian.Uint32(header[mtime:end])
	if sec == 0 {
		return time.Time{}
	}
	return time.Unix(int64(sec), 0)
}
