package follow

import (
	"bytes"
	"errors"
	"io"
	"sync"
)

// inboxSize bounds what waits in an inbox, in bytes: a few seconds of a very
// busy server.
const inboxSize = 4 << 20

var errClosed = errors.New("closed")

// inbox collects the lines of a source that is no file until Next fetches
// them, all at once.
type inbox struct {
	id   int
	name string
	kind Kind
	wake chan<- struct{}

	// Of the goroutine that calls Next.
	out     []byte // the lines handed out last
	reached string // the mark of the last of them
	cut     int64
	bytes   int64

	mu     sync.Mutex
	room   sync.Cond
	lines  []byte
	mark   string // of the last of lines
	up     bool
	ended  bool
	closed bool
	err    error
	lost   int64
	onStop func() // interrupts the reading

	awaited bool // what was there at the start may not have begun to come
}

func (f *Follower) newInbox(name string, kind Kind) *inbox {
	in := &inbox{id: f.newID(), name: name, kind: kind, wake: f.wake, up: true}
	in.room.L = &in.mu
	f.inboxes = append(f.inboxes, in)
	return in
}

// put adds lines, newlines included, and waits for room; the sender waits as
// well then. mark replaces that of the lines before.
func (in *inbox) put(lines []byte, mark string) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	for len(in.lines) > 0 && len(in.lines)+len(lines) > inboxSize && !in.closed {
		in.room.Wait()
	}
	if in.closed {
		return errClosed
	}
	in.add(lines, mark)
	return nil
}

// offer adds a line whose sender does not wait; without room it is lost, and
// counted.
func (in *inbox) offer(line []byte) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.lines)+len(line) > inboxSize {
		in.lost += int64(len(line))
		return
	}
	in.add(line, "")
}

func (in *inbox) add(lines []byte, mark string) {
	in.awaited = false
	in.lines, in.mark = append(in.lines, lines...), mark
	in.signal()
}

func (in *inbox) signal() {
	select {
	case in.wake <- struct{}{}:
	default: // one is on its way
	}
}

// take returns what is there; it is valid until the next take.
func (in *inbox) take() []byte {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.lines) == 0 {
		return nil
	}
	in.out, in.lines = in.lines, in.out[:0]
	in.reached = in.mark
	in.bytes += int64(len(in.out))
	in.room.Broadcast()
	return in.out
}

// set notes whether the source can be read, and why not.
func (in *inbox) set(up bool, err error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.up, in.err = up, err
}

func (in *inbox) stopAwaiting() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.awaited = false
}

// end says that nothing more will come.
func (in *inbox) end(err error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.up, in.ended, in.err = false, true, err
	in.signal()
}

func (in *inbox) finished() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.ended && len(in.lines) == 0
}

// close stops the reading.
func (in *inbox) close() {
	in.mu.Lock()
	in.closed = true
	stop := in.onStop
	in.room.Broadcast()
	in.mu.Unlock()
	if stop != nil {
		stop()
	}
}

func (in *inbox) state() SourceState {
	in.mu.Lock()
	defer in.mu.Unlock()
	return SourceState{
		ID: in.id, Name: in.name, Kind: in.kind, Up: in.up, Err: in.err,
		CaughtUp: len(in.lines) == 0 && !in.awaited, Lag: int64(len(in.lines)),
		Bytes: in.bytes, Lost: in.lost, Cut: in.cut,
	}
}

// copyLines puts the lines of r, as they come, until it ends; the last one
// may lack its newline. Longer ones than MaxLine go on cut.
func (in *inbox) copyLines(r io.Reader) error {
	buf := make([]byte, 4*MaxLine)
	n, torn := 0, false
	for {
		m, err := r.Read(buf[n:])
		n += m
		if torn {
			i := bytes.IndexByte(buf[:n], '\n')
			torn = i < 0
			n = copy(buf, buf[:n][dropped(i, n):])
		}
		end, cut := wholeLines(buf[:n])
		if err != nil && !cut {
			end = n
		}
		if end > 0 {
			if err := in.putEnded(buf[:end]); err != nil {
				return err
			}
			n, torn = copy(buf, buf[end:n]), cut
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
}

// dropped is how many of n bytes end with the newline at i, all without one.
func dropped(i, n int) int {
	if i < 0 {
		return n
	}
	return i + 1
}

// putEnded puts lines, of which the last may lack its newline.
func (in *inbox) putEnded(lines []byte) error {
	if lines[len(lines)-1] != '\n' {
		lines = append(bytes.Clone(lines), '\n')
	}
	return in.put(lines, "")
}
