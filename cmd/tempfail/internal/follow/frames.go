package follow

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// maxFrame is the longest syslog message taken whole. What is longer comes
// cut, as a line does.
const maxFrame = MaxLine

var errFrame = errors.New("the length of a syslog frame is no number of at most 7 digits; is it syslog?")

// frames reads syslog messages from a stream, framed in both ways of RFC
// 6587: by octet counting (3.4.1) where one begins with a digit other than 0
// that is not of a year, and else ended by a newline (3.4.2), which may follow a counted one as well.
type frames struct {
	r   *bufio.Reader
	buf []byte
}

func newFrames(r io.Reader) *frames { return &frames{r: bufio.NewReaderSize(r, 64<<10)} }

// next returns the next message, valid until the next call.
func (f *frames) next() ([]byte, error) {
	for {
		first, err := f.r.Peek(1)
		switch {
		case err != nil:
			return nil, err
		case first[0] == '\n' || first[0] == 0:
			f.r.Discard(1)
		case first[0] >= '1' && first[0] <= '9' && !f.dated():
			return f.counted()
		default:
			return f.ended()
		}
	}
}

// dated reports whether the next message begins with an ISO 8601 date, as a line
// does that was sent without its PRI.
func (f *frames) dated() bool {
	const year = len("2026-")
	for n := 1; n <= year; n++ {
		b, err := f.r.Peek(n) // no more than is needed: a count of one digit may be all that comes
		if err != nil || (b[n-1] < '0' || b[n-1] > '9') != (n == year) {
			return false
		}
	}
	b, _ := f.r.Peek(year)
	return b[year-1] == '-'
}

func (f *frames) counted() ([]byte, error) {
	n := 0
	for digits := 0; ; digits++ {
		c, err := f.r.ReadByte()
		switch {
		case err != nil:
			return nil, err
		case c == ' ':
			return f.take(n)
		case c < '0' || c > '9' || digits == 7:
			return nil, errFrame
		}
		n = 10*n + int(c-'0')
	}
}

// take reads a message of n bytes, and drops those beyond the limit.
func (f *frames) take(n int) ([]byte, error) {
	kept := min(n, maxFrame+1)
	f.buf = slices.Grow(f.buf[:0], kept)[:kept]
	if _, err := io.ReadFull(f.r, f.buf); err != nil {
		return nil, err
	}
	_, err := f.r.Discard(n - kept)
	return f.buf, err
}

// ended reads up to a newline. What a connection ends with is a message too.
func (f *frames) ended() ([]byte, error) {
	f.buf = f.buf[:0]
	for {
		part, err := f.r.ReadSlice('\n')
		if room := maxFrame + 1 - len(f.buf); room > 0 {
			f.buf = append(f.buf, part[:min(room, len(part))]...)
		}
		switch {
		case err == nil, err == io.EOF && len(f.buf) > 0:
			return f.buf, nil
		case err != bufio.ErrBufferFull:
			return nil, err
		}
	}
}

// appendMessage appends a syslog message to lines as one line, with its PRI
// and header as they came. One without a stamp (RFC 3164 4.3.3, what a
// program writes that knows no better) gets the time at which it came.
func appendMessage(lines, msg []byte, came time.Time) []byte {
	msg = bytes.TrimRight(msg, "\r\n\x00")
	from := len(lines)
	pri := priLen(msg)
	lines = append(lines, msg[:pri]...)
	msg = msg[pri:]
	if !hasStamp(msg) {
		lines = fmt.Appendf(lines, "%s ", came.Format(stampFormat))
	}
	lines = append(lines, msg...)
	flatten(lines[from:])
	return append(lines, '\n')
}

const stampFormat = "2006-01-02T15:04:05.000000Z07:00"

// flatten makes one line of b.
func flatten(b []byte) {
	for i, c := range b {
		if c == '\n' || c == '\r' || c == 0 {
			b[i] = ' '
		}
	}
}

// priLen returns the length of "<22>"; 0 where there is none: up to three
// digits between the signs (RFC 3164 4.1.1, RFC 5424 6.2.1).
func priLen(msg []byte) int {
	const longest = len("<191>")
	if len(msg) == 0 || msg[0] != '<' {
		return 0
	}
	for i, c := range msg[1:min(len(msg), longest)] {
		switch {
		case c == '>' && i > 0:
			return i + 2
		case c < '0' || c > '9':
			return 0
		}
	}
	return 0
}

// hasStamp reports whether msg, without its PRI, begins with a stamp: "Nov 23
// 12:00:00", a year, or the version of RFC 5424 before one.
func hasStamp(msg []byte) bool {
	if len(msg) < len("Nov 23 12:00:00") {
		return false
	}
	digit := func(i int) bool { return msg[i] >= '0' && msg[i] <= '9' }
	switch {
	case msg[3] == ' ' && msg[6] == ' ' && msg[9] == ':' && msg[12] == ':':
		return digit(5)
	case msg[0] == '1' && msg[1] == ' ':
		return digit(2) || msg[2] == '-'
	}
	return digit(0) && digit(1) && digit(2) && digit(3) && msg[4] == '-'
}
