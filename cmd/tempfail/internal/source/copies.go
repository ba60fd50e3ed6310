package source

import (
	"bufio"
	"bytes"
	"io"
)

const (
	// sameHead is how many bytes must agree before two files are compared:
	// the first lines of two logs agree in their times only by being the same.
	sameHead = 1 << 10
	// leastHead is the shortest head that proves anything.
	leastHead = 64
)

// dropCopies leaves out files whose lines are all in another one: mail.log.1
// beside mail.log.1.gz, a backup beside the log that grew since.
func (s *Set) dropCopies() {
	kept := s.Files[:0:0]
	for _, f := range s.Files {
		i, long := findCopy(kept, f)
		switch {
		case i < 0:
			kept = append(kept, f)
			continue
		case long == f:
			s.skipCopy(kept[i], f)
			kept[i] = f
		default:
			s.skipCopy(f, long)
		}
	}
	s.Files = kept
}

func (s *Set) skipCopy(f, of *File) {
	f.close()
	s.Skipped = append(s.Skipped, Skip{f.Name, "its lines are those of " + of.Name})
}

// findCopy returns the index of the file among kept that f is a copy of, or
// that is a copy of f, and the longer of the two; -1 for none.
func findCopy(kept []*File, f *File) (int, *File) {
	for i, k := range kept {
		if !sameBeginning(k.head, f.head) {
			continue
		}
		switch same, longer := compare(k.raw, k.kind, f.raw, f.kind); {
		case same && longer > 0:
			return i, f
		case same:
			return i, k
		}
	}
	return -1, nil
}

// twin is the file that begins with the head of a stream; nil for none.
//
// Limit: a stream is read but once, and counted while it is. Whether all of
// its lines are those of the file would be known only behind its end.
func (s *Set) twin(head []byte) *File {
	for _, f := range s.Files {
		if f.in != nil && sameBeginning(f.head, head) {
			return f
		}
	}
	return nil
}

func sameBeginning(a, b []byte) bool {
	n := min(len(a), len(b), sameHead)
	return n >= leastHead && bytes.Equal(a[:n], b[:n])
}

// compare reads both contents as far as the shorter one goes, and says
// whether they agree so far; longer is 1 where b is the longer one, -1 where a
// is. A content that cannot be read to its end ends there.
func compare(rawA func() io.Reader, a *compression, rawB func() io.Reader, b *compression) (same bool, longer int) {
	plainA, errA := a.plain(bufio.NewReader(rawA()))
	if errA != nil {
		return false, 0
	}
	defer plainA.Close()
	plainB, errB := b.plain(bufio.NewReader(rawB()))
	if errB != nil {
		return false, 0
	}
	defer plainB.Close()
	bufA, bufB := make([]byte, 256<<10), make([]byte, 256<<10)
	for {
		n, _ := io.ReadFull(plainA, bufA)
		m, _ := io.ReadFull(plainB, bufB)
		if shorter := min(n, m); !bytes.Equal(bufA[:shorter], bufB[:shorter]) {
			return false, 0
		}
		switch {
		case n < m:
			return true, 1
		case n > m:
			return true, -1
		case n < len(bufA):
			return true, 0
		}
	}
}
