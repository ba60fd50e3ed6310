package source

import (
	"bytes"
	"slices"
	"time"

	"tempfail/parser"
)

// LateClock is how far ahead of a file's date its stamps may be: a clock that
// was set, or a zone that was guessed wrong.
const LateClock = 24 * time.Hour

// copiedTogether is how close the dates of files are that were copied or
// unpacked in one go. Such dates say only that no line is younger.
const copiedTogether = time.Hour

// place works out when each file begins.
//
// An RFC 3164 stamp has no year. That of a file's first line is the last one
// that does not lie ahead of the file's date. Files copied in one go have a
// common date; they are a rotated set, and a set has no hole of most of a
// year: the place in the calendar where none of them begins for longest is
// where the set begins.
//
// Limit: a compressed file that holds more than a year of stamps without one,
// and a copy that lost its date more than a year after the log was written,
// come out a whole number of years late.
func (s *Set) place() {
	var together []*File
	for _, f := range s.Files {
		f.place(s.location)
		if f.yearless && f.in != nil {
			together = append(together, f)
		}
	}
	if len(together) > 1 && spread(together) <= copiedTogether {
		closeRanks(together)
	}
}

// place works out when f begins, for itself. A file that has no stamp, and is
// no text either, is no log.
func (f *File) place(loc *time.Location) {
	f.Begin = f.Date.In(loc)
	first, ok := firstStamp(f.head, loc)
	if !ok {
		f.kind = f.textKind()
		return
	}
	f.yearless = first.yearless
	f.Begin = first.notAfter(f.Date.Add(LateClock).In(loc))
	if !f.yearless || f.in == nil || f.kind != nil {
		return
	}
	if year := f.samples().First(f.Date.Add(LateClock).In(loc)).Year; year != 0 {
		f.Begin = f.Begin.AddDate(year-f.Begin.Year(), 0, 0)
	}
}

const (
	samplePoints = 16
	sampleSize   = 4 << 10
)

// samples looks at lines all over a plain file, to the last: the New Years
// between them tell its first year. It looks at none twice, for that would be
// a New Year more.
func (f *File) samples() *parser.Years {
	var years parser.Years
	buf := make([]byte, sampleSize)
	last := max(0, f.Size-sampleSize)
	seen := int64(0)
	for i := range int64(samplePoints + 1) {
		at := last / samplePoints * i
		if i == samplePoints {
			at = last
		}
		at = max(at, seen)
		n, _ := f.in.ReadAt(buf, at)
		piece := buf[:n]
		seen = at + int64(n)
		if at > 0 {
			piece = piece[bytes.IndexByte(piece, '\n')+1:]
		}
		for line := range bytes.Lines(piece) {
			if line[len(line)-1] == '\n' {
				years.See(line)
			}
		}
	}
	return &years
}

func spread(files []*File) time.Duration {
	first, last := files[0].Date, files[0].Date
	for _, f := range files {
		if f.Date.Before(first) {
			first = f.Date
		}
		if f.Date.After(last) {
			last = f.Date
		}
	}
	return last.Sub(first)
}

// closeRanks moves files back by a year where that puts them before, not
// after, the widest gap in the calendar.
func closeRanks(files []*File) {
	files = slices.Clone(files)
	slices.SortStableFunc(files, byBegin)
	last := files[len(files)-1].Begin
	cut, widest := 0, files[0].Begin.AddDate(1, 0, 0).Sub(last)
	for i := 1; i < len(files); i++ {
		if gap := files[i].Begin.Sub(files[i-1].Begin); gap > widest {
			cut, widest = i, gap
		}
	}
	for _, f := range files[cut:] {
		if cut > 0 {
			f.Begin = f.Begin.AddDate(-1, 0, 0)
		}
	}
}

func byBegin(a, b *File) int { return a.Begin.Compare(b.Begin) }

// sort orders the files by the times inside them. Names tell nothing: 0 is
// the newest on FreeBSD and the oldest elsewhere, and dates are written in
// many ways.
func (s *Set) sort() { slices.SortStableFunc(s.Files, byBegin) }

// stamp is the time of a line.
type stamp struct {
	at       time.Time // in the year 0 where it has none
	yearless bool
}

// notAfter returns the last time the stamp can mean that is not after limit.
// A 29 February is one in a leap year only.
func (s stamp) notAfter(limit time.Time) time.Time {
	if !s.yearless {
		return s.at
	}
	const leapYears = 8 // at most between two of them
	t := s.at
	for year := limit.Year(); year >= limit.Year()-leapYears; year-- {
		t = s.at.AddDate(year, 0, 0)
		if t.Day() == s.at.Day() && !t.After(limit) {
			break
		}
	}
	return t
}

// firstStamp finds the first line of head that has a time.
func firstStamp(head []byte, loc *time.Location) (stamp, bool) {
	for line := range bytes.Lines(head) {
		if at, hasYear, ok := parser.StampOf(bytes.TrimRight(line, "\r\n"), loc); ok {
			return stamp{at, !hasYear}, true
		}
	}
	return stamp{}, false
}
