package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"tempfail/internal/printable"
)

// Fault says why a file could not be read, or not to its end, and what to do.
type Fault struct {
	Name string
	What string
	Do   string // the next step; may be empty
	Err  error  // what the system or a decoder said; may be nil
}

// Error names the file, the fault and the next step.
func (f *Fault) Error() string {
	if f.Do == "" {
		return f.Name + ": " + f.What
	}
	return f.Name + ": " + f.What + "; " + f.Do
}

// Unwrap returns what the system or a decoder said.
func (f *Fault) Unwrap() error { return f.Err }

var (
	errDirectory   = errors.New("is a directory")
	errNoMatch     = errors.New("no file matches")
	errUnsupported = errors.New("unsupported")
	errTruncated   = errors.New("truncated")
)

// openFault explains why name could not be opened.
func openFault(name string, err error) *Fault {
	f := &Fault{Name: name, Err: err}
	var path *fs.PathError
	switch {
	case errors.Is(err, errDirectory):
		f.What, f.Do = "is a directory", fmt.Sprintf("name the files in it, such as '%s/mail.log*'", printable.Argument(name, "DIRECTORY"))
	case errors.Is(err, errNoMatch):
		f.What, f.Do = errNoMatch.Error(), "see ls -l /var/log"
	case errors.Is(err, fs.ErrNotExist):
		f.What, f.Do = "no such file", "see ls -l /var/log, or pipe the log in: journalctl -o json | tempfail analyze -"
	case errors.Is(err, fs.ErrPermission):
		f.What, f.Do = "permission denied", "run as root, or as a member of the group that may read it (often adm)"
	case errors.As(err, &path):
		f.What = path.Err.Error()
	default:
		f.What = err.Error()
	}
	return f
}

// readFault explains why f could not be read to its end. Some bytes of it may
// have been read.
func readFault(f *File, c *compression, err error) *Fault {
	fault := &Fault{Name: f.Name, Err: err}
	var path *fs.PathError
	switch {
	case errors.As(err, &path) && path.Op == "open": // a pipe
		return openFault(f.Name, err)
	case errors.Is(err, errUnsupported):
		fault.What = c.name + " is not read here"
		fault.Do = "name the log of the mail server, such as /var/log/mail.log"
		if c.unpack != "" {
			fault.Do = fmt.Sprintf("%s %s | tempfail analyze -", c.unpack, printable.Argument(f.Name, "FILE"))
		}
	case errors.Is(err, errTruncated):
		fault.What = fmt.Sprintf("was truncated while it was read, after %d bytes", f.Bytes)
		fault.Do = fmt.Sprintf("what came before is counted; read it again together with its copy, such as %s.1", f.Name)
	case c == nil:
		fault.What = fmt.Sprintf("reading failed after %d bytes: %v", f.Bytes, err)
		fault.Do = "what came before is counted"
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		fault.What = fmt.Sprintf("the %s data ends too early, after %d bytes of log", c.name, f.Bytes)
		fault.Do = "what came before is counted; copy the file again if it was cut on the way"
	default:
		fault.What = fmt.Sprintf("the %s data is corrupt after %d bytes of log (%v)", c.name, f.Bytes, err)
		fault.Do = fmt.Sprintf("what came before is counted; %s -t tells more", c.name)
	}
	return fault
}
