package follow

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
)

// exportFields are the fields of the journal that make a line of log.
// journalctl adds __CURSOR and __REALTIME_TIMESTAMP unasked.
const exportFields = "_HOSTNAME,SYSLOG_IDENTIFIER,_COMM,SYSLOG_PID,_PID,MESSAGE"

// maxField bounds one field of an entry; what is longer was no log line.
const maxField = 16 << 20

var errExport = errors.New("not the journal export format")

// entry is one entry of the journal, as far as a log line needs it.
type entry struct {
	cursor, realtime, host, tag, comm, pid, syslogPID, message []byte
}

// field returns where the field called name goes; nil where it is not needed.
func (e *entry) field(name string) *[]byte {
	switch name {
	case "__CURSOR":
		return &e.cursor
	case "__REALTIME_TIMESTAMP":
		return &e.realtime
	case "_HOSTNAME":
		return &e.host
	case "SYSLOG_IDENTIFIER":
		return &e.tag
	case "_COMM":
		return &e.comm
	case "SYSLOG_PID":
		return &e.syslogPID
	case "_PID":
		return &e.pid
	case "MESSAGE":
		return &e.message
	}
	return nil
}

// export reads the Journal Export Format (systemd.io/JOURNAL_EXPORT_FORMATS):
// fields as NAME=value, or, where the value is not plain text, NAME, a newline,
// the length in 8 bytes, little-endian, and the value; an empty line ends an
// entry.
type export struct {
	r     *bufio.Reader
	entry entry
	name  []byte
}

func newExport(r io.Reader) *export { return &export{r: bufio.NewReaderSize(r, 64<<10)} }

// next returns the next entry, valid until the next call. An entry that is
// not complete is none.
func (x *export) next() (*entry, error) {
	e := &x.entry
	for _, p := range []*[]byte{&e.cursor, &e.realtime, &e.host, &e.tag, &e.comm, &e.pid, &e.syslogPID, &e.message} {
		*p = (*p)[:0]
	}
	for empty := true; ; empty = false {
		line, err := x.line()
		switch {
		case err != nil:
			return nil, err
		case len(line) == 0 && empty:
			continue
		case len(line) == 0:
			return e, nil
		}
		if err := x.field(line); err != nil {
			return nil, err
		}
	}
}

func (x *export) field(line []byte) error {
	if name, value, ok := bytes.Cut(line, []byte{'='}); ok {
		if to := x.entry.field(string(name)); to != nil {
			*to = append((*to)[:0], value...)
		}
		return nil
	}
	to := x.entry.field(string(line))
	var size [8]byte
	if _, err := io.ReadFull(x.r, size[:]); err != nil {
		return err
	}
	n := binary.LittleEndian.Uint64(size[:])
	if n > maxField {
		return fmt.Errorf("%w: a field of %d bytes", errExport, n)
	}
	kept := 0
	if to != nil {
		kept = min(int(n), MaxLine+1)
		*to = slices.Grow((*to)[:0], kept)[:kept]
		if _, err := io.ReadFull(x.r, *to); err != nil {
			return err
		}
	}
	if _, err := x.r.Discard(int(n) - kept); err != nil {
		return err
	}
	if c, err := x.r.ReadByte(); err != nil || c != '\n' {
		return fmt.Errorf("%w: no newline after a field", errExport)
	}
	return nil
}

// line reads a line; of one too long only the beginning is kept.
func (x *export) line() ([]byte, error) {
	x.name = x.name[:0]
	for {
		part, err := x.r.ReadSlice('\n')
		if room := MaxLine + 64 - len(x.name); room > 0 {
			x.name = append(x.name, part[:min(room, len(part))]...)
		}
		if err == nil {
			return bytes.TrimSuffix(x.name, []byte{'\n'}), nil
		}
		if err != bufio.ErrBufferFull {
			return nil, err
		}
	}
}

// appendLine appends the entry as a line in RSYSLOG_FileFormat: stamp host
// tag[pid]: message.
func (e *entry) appendLine(lines []byte) []byte {
	micros, _ := strconv.ParseInt(string(e.realtime), 10, 64)
	lines = time.UnixMicro(micros).UTC().AppendFormat(lines, stampFormat)
	from := len(lines)
	lines = append(append(lines, ' '), first(e.host, []byte("localhost"))...)
	lines = append(append(lines, ' '), first(e.tag, e.comm, []byte("unknown"))...)
	if pid := first(e.syslogPID, e.pid); len(pid) > 0 {
		lines = append(append(append(lines, '['), pid...), ']')
	}
	lines = append(append(lines, ": "...), e.message...)
	flatten(lines[from:])
	return append(lines, '\n')
}

func first(of ...[]byte) []byte {
	for _, b := range of {
		if len(b) > 0 {
			return b
		}
	}
	return nil
}
