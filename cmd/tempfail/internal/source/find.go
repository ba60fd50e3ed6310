package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// headSize is how much of a file is looked at to tell what it is.
const headSize = 64 << 10

// UsualPlaces are where mail servers log, tried in order when no file is
// named: Debian and Ubuntu, Red Hat and FreeBSD, SUSE, Exim by distribution,
// then logs that hold everything.
var UsualPlaces = []string{
	"/var/log/mail.log",
	"/var/log/maillog",
	"/var/log/mail/mail.log",
	"/var/log/mail/maillog",
	"/var/log/mail",
	"/var/log/exim4/mainlog",
	"/var/log/exim/mainlog",
	"/var/log/exim/main.log",
	"/var/log/exim_mainlog",
	"/var/log/syslog",
	"/var/log/messages",
}

// Find opens the files that args name: paths, patterns that the shell did not
// expand, "-" for standard input; without args the first usual place that
// exists. What cannot be opened is among the Faults of the set; an error means
// that nothing was left to read.
func Find(args []string, o Options) (*Set, error) {
	s := &Set{location: o.Location}
	if s.location == nil {
		s.location = time.Local
	}
	if len(args) == 0 {
		place, err := usualPlace(o.Usual)
		if err != nil {
			return nil, err
		}
		s.Chosen, args = place, []string{place}
	}
	for _, arg := range args {
		s.add(arg, o)
	}
	if len(s.Files) == 0 {
		return s, s.nothing()
	}
	for _, f := range s.Files {
		f.readHead()
	}
	s.place()
	s.sort()
	s.dropCopies()
	return s, nil
}

func usualPlace(places []string) (string, error) {
	if places == nil {
		places = UsualPlaces
	}
	for _, p := range places {
		if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() {
			return p, nil
		}
	}
	return "", fmt.Errorf("no mail log in the usual places (%s); name a file, or pipe the journal in: journalctl -o json | tempfail analyze -",
		strings.Join(places, ", "))
}

func (s *Set) nothing() error {
	if len(s.Faults) == 1 {
		return s.Faults[0]
	}
	msgs := make([]string, len(s.Faults))
	for i, f := range s.Faults {
		msgs[i] = f.Error()
	}
	return fmt.Errorf("none of %d files could be read:\n  %s", len(msgs), strings.Join(msgs, "\n  "))
}

func (s *Set) add(arg string, o Options) {
	if arg == "-" {
		s.Files = append(s.Files, &File{Name: arg, Date: o.Now, stream: o.Stdin})
		return
	}
	f, err := openFile(arg)
	if err == nil {
		s.Files = append(s.Files, f)
		return
	}
	if !errors.Is(err, fs.ErrNotExist) || !strings.ContainsAny(arg, "*?[") {
		s.Faults = append(s.Faults, openFault(arg, err))
		return
	}
	names, err := filepath.Glob(arg)
	if err != nil || len(names) == 0 {
		s.Faults = append(s.Faults, openFault(arg, errNoMatch))
	}
	s.addMatches(names)
}

// addMatches opens what a pattern matched. What is no file among them is
// nothing that was asked for: a pipe may have nobody who writes to it.
func (s *Set) addMatches(names []string) {
	for _, name := range names {
		if why := special(name); why != "" {
			s.Skipped = append(s.Skipped, Skip{name, why})
			continue
		}
		f, err := openFile(name)
		if err != nil {
			s.Faults = append(s.Faults, openFault(name, err))
			continue
		}
		s.Files = append(s.Files, f)
	}
}

// special tells what name is other than a file; "" where it is one, or cannot
// be told.
func special(name string) string {
	info, err := os.Stat(name)
	switch {
	case err != nil, info.Mode().IsRegular():
		return ""
	case info.IsDir():
		return errDirectory.Error()
	case info.Mode()&fs.ModeNamedPipe != 0:
		return "is a pipe; name it to read it"
	case info.Mode()&fs.ModeSocket != 0:
		return "is a socket"
	}
	return "is a device; name it to read it"
}

// readHead looks at the beginning of a regular file. A fault is left to be
// found, and told, when the file is read.
func (f *File) readHead() {
	if f.in == nil {
		return
	}
	magic := make([]byte, magicLen+4)
	n, _ := f.in.ReadAt(magic, 0)
	f.kind = compressionOf(magic[:n])
	if kept := gzipDate(magic[:n]); !kept.IsZero() && kept.Before(f.Date) {
		f.Date = kept
	}
	plain, err := f.kind.plain(f.raw())
	if err != nil {
		return
	}
	defer plain.Close()
	head := make([]byte, headSize)
	n, _ = io.ReadFull(plain, head)
	f.head = head[:n]
}

// Siblings returns the other files that share the name of path up to a
// rotation's suffix: mail.log.1, mail.log.2.gz, mail.log-20260301.
func Siblings(path string) []string {
	var names []string
	for _, suffix := range []string{".*", "-*"} {
		matches, err := filepath.Glob(path + suffix)
		if err == nil {
			names = append(names, matches...)
		}
	}
	return names
}
