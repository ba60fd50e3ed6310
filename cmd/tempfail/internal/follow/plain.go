package follow

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"time"
)

// openPlain opens the log at name as it lies there.
func openPlain(name string, now time.Time) (*generation, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	switch {
	case err != nil:
		file.Close()
		return nil, err
	case !info.Mode().IsRegular():
		file.Close()
		return nil, &fs.PathError{Op: "follow", Path: name, Err: notLog(info.Mode())}
	}
	g := &generation{
		name: name, id: identify(info), file: file, content: file,
		size: info.Size(), modified: info.ModTime(), active: now, seen: -1,
	}
	if g.modified.Before(now) {
		g.active = g.modified
	}
	g.head = readHead(file)
	if isPacked(g.head) {
		file.Close()
		return nil, &fs.PathError{Op: "follow", Path: name, Err: errPacked}
	}
	return g, nil
}

// notLog says what else lies where a log was named.
func notLog(mode fs.FileMode) error {
	if mode.IsDir() {
		return errors.New("a directory; name its logs by a pattern in quotes, such as '/var/log/mail/*.log'")
	}
	return errors.New("neither a file nor a FIFO; name the log of the mail server")
}

func readHead(r io.ReaderAt) head {
	buf := make(head, headSize)
	n, _ := r.ReadAt(buf, 0)
	return buf[:n]
}
