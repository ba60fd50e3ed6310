package follow

import (
	"fmt"
	"io"
	"os"
	"syscall"
)

func isFIFO(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&os.ModeNamedPipe != 0
}

// readFIFO reads the FIFO at path. It is opened for writing too, though
// nothing is written: then it does not end when its writer goes, and the next
// one finds a reader.
//
// Limit: a FIFO is one at Open; a file that is replaced by one is not noticed.
func (f *Follower) readFIFO(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		return fmt.Errorf("%w; the reader of a FIFO needs to be allowed to write to it as well: chmod g+rw", err)
	}
	in := f.readStream(path, KindFIFO, file)
	in.onStop = func() { file.Close() }
	return nil
}

// readStream reads r to its end.
//
// Limit: a read that hangs cannot be interrupted, unless r is a closer: the
// goroutine of a terminal's standard input stays until the process ends.
func (f *Follower) readStream(name string, kind Kind, r io.Reader) *inbox {
	in := f.newInbox(name, kind)
	read := func() { in.end(in.copyLines(r)) }
	if kind == KindStdin {
		go read()
		return in
	}
	f.running.Go(read)
	return in
}
