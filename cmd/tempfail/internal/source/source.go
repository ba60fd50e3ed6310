// Package source reads the history of a mail server: log files as they lie
// on disk, plain or compressed, in the order of the times inside them.
//
// Find turns arguments into a Set; Set.Blocks hands out its bytes, whole
// lines at a time.
package source

import (
	"io"
	"io/fs"
	"os"
	"time"
)

// File is one log of a Set.
type File struct {
	Name  string    // as given; "-" for standard input
	Size  int64     // bytes as stored, compressed or not; 0 where unknown
	Date  time.Time // when its last line was written, as far as the file tells
	Begin time.Time // of its first line that has a time, its year worked out; else Date

	// What became of it; complete when Set.Blocks is through.
	Bytes int64 // read, uncompressed
	Lines int64
	Err   error // a *Fault: why it could not be read to its end
	Twin  *File // of a stream: a file that begins as it does

	in       io.ReaderAt // nil for a stream, which can be read but once
	stream   io.Reader
	closer   io.Closer
	kind     *compression // nil for plain text, and for a stream until it is read
	head     []byte       // the first bytes, uncompressed
	yearless bool         // the stamps of head lack the year
}

// Head returns the first bytes of the file, uncompressed: enough to tell what
// it is. Of a stream it is there once the first block was read.
func (f *File) Head() []byte { return f.head }

// Options for Find.
type Options struct {
	Stdin    io.Reader
	Now      time.Time      // the date of what has none: standard input
	Location *time.Location // of stamps without a zone; nil is local
	Usual    []string       // tried in order when no file is named; nil is UsualPlaces
}

// Set is the files of one run, in the order of the times inside them.
type Set struct {
	Files   []*File
	Skipped []Skip   // left out for a reason that is no fault
	Faults  []*Fault // files that could not be opened
	Chosen  string   // the usual place that was taken, when no file was named

	location *time.Location
	progress progress
}

// Skip is a file that was left out, and why.
type Skip struct{ Name, Why string }

// Size returns the bytes on disk of all files, 0 where one of them is a
// stream.
func (s *Set) Size() int64 {
	var sum int64
	for _, f := range s.Files {
		if f.in == nil {
			return 0
		}
		sum += f.Size
	}
	return sum
}

// Done returns how many of the bytes on disk were read. It may be called
// while Blocks runs.
func (s *Set) Done() int64 { return s.progress.Load() }

// Close releases the files.
func (s *Set) Close() {
	for _, f := range s.Files {
		f.close()
	}
}

func (f *File) close() {
	if f.closer != nil {
		f.closer.Close()
		f.closer = nil
	}
}

// raw returns the file's bytes as they are stored, from the start.
func (f *File) raw() io.Reader {
	if f.in == nil {
		return f.stream
	}
	return io.NewSectionReader(f.in, 0, 1<<62)
}

func openFile(name string) (*File, error) {
	if info, err := os.Stat(name); err == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		return &File{Name: name, Date: info.ModTime(), stream: &pipe{name: name}}, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, err
	}
	f := &File{Name: name, Date: info.ModTime(), closer: file}
	switch {
	case info.IsDir():
		file.Close()
		return nil, errDirectory
	case info.Mode().IsRegular():
		f.in, f.Size = file, info.Size()
	default:
		f.stream = file
	}
	return f, nil
}
