package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestPartsAreTheFile cuts files and streams into parts of all sizes: the
// lines, and what is booked, must be those of one who reads it all.
func TestPartsAreTheFile(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	var text strings.Builder
	for n := range 3000 {
		fmt.Fprintf(&text, "line %d %s\n", n, strings.Repeat("x", chance.IntN(100)))
	}
	text.WriteString(strings.Repeat("y", MaxLine+10) + "\n" + strings.Repeat("z", 2*blockSize) + "\nlast, without a newline")
	_, names := lay(t, dated{"plain", text.String(), ""}, dated{"empty", "", ""}, dated{"packed", packed(t, gzipped, text.String()), ""})
	all := find(t, Options{}, names...)
	want := read(all)
	for _, size := range []int64{1, 100, 4096, 100_000, 1 << 30} {
		s := find(t, Options{}, names...)
		var got []string
		var beyond []byte // the last of a part's some lines, where the part does not have it
		for p := range s.Parts(context.Background(), of(size)) {
			var some [][]byte
			for line := range p.Some() {
				some = append(some, slices.Clone(line))
			}
			var lines []string
			for b := range p.Blocks() {
				number := b.First
				for line, ok := b.Next(); ok; line, ok = b.Next() {
					lines = append(lines, fmt.Sprintf("%d %s", number, line))
					number++
				}
			}
			before, ok := p.Book()
			if !ok {
				t.Fatalf("size %d: a part of %s could not be booked: %v", size, p.File.Name, p.File.Err)
			}
			for _, line := range lines {
				number := int64(0)
				fmt.Sscan(line, &number)
				_, rest, _ := strings.Cut(line, " ")
				got = append(got, fmt.Sprintf("%s:%d %s", base(p.File.Name), before+number, rest))
			}
			has := func(line []byte) bool {
				return slices.ContainsFunc(lines, func(l string) bool { _, rest, _ := strings.Cut(l, " "); return rest == string(line) })
			}
			if beyond != nil && !has(beyond) {
				t.Fatalf("size %d: %q is neither of its part nor of the next", size, beyond)
			}
			beyond = nil
			for i, line := range some {
				if !has(line) {
					if i < len(some)-1 {
						t.Fatalf("size %d: %q is some line of a part that does not have it", size, line)
					}
					beyond = line
				}
			}
		}
		same(t, fmt.Sprintf("lines in parts of %d", size), got, want)
		for i, f := range s.Files {
			if f.Bytes != all.Files[i].Bytes || f.Lines != all.Files[i].Lines {
				t.Errorf("size %d: %s has %d bytes, %d lines; want %d, %d", size, f.Name, f.Bytes, f.Lines, all.Files[i].Bytes, all.Files[i].Lines)
			}
		}
	}
}

// of asks for parts of one size, or the third part of what is left.
func of(size int64) func(int64) int64 {
	return func(left int64) int64 { return max(size, left/3) }
}

func base(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// TestAFailingPartEndsItsFile reads a file that a disk error cuts through.
func TestAFailingPartEndsItsFile(t *testing.T) {
	_, names := lay(t, dated{"a", strings.Repeat("line\n", 1000), ""})
	s := find(t, Options{}, names...)
	s.Files[0].in = failing{s.Files[0].in, 1500}
	lines, booked := int64(0), 0
	for p := range s.Parts(context.Background(), func(int64) int64 { return 1000 }) {
		for b := range p.Blocks() {
			lines += b.Lines
		}
		if _, ok := p.Book(); ok {
			booked++
		}
	}
	f := s.Files[0]
	if booked != 2 || f.Lines >= lines || f.Lines != 300 || f.Err == nil || !strings.Contains(f.Err.Error(), "disk on fire") {
		t.Errorf("%d parts and %d lines booked, %d read; %v", booked, f.Lines, lines, f.Err)
	}
}

// failing cannot be read for a hundred bytes from a place on.
type failing struct {
	io.ReaderAt
	from int64
}

func (f failing) ReadAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) <= f.from || at >= f.from+100 {
		return f.ReaderAt.ReadAt(p, at)
	}
	n := 0
	if at < f.from {
		n, _ = f.ReaderAt.ReadAt(p[:f.from-at], at)
	}
	return n, errors.New("disk on fire")
}

// TestPartsEndWithTheContext stops in the middle of a file.
func TestPartsEndWithTheContext(t *testing.T) {
	_, names := lay(t, dated{"a", strings.Repeat("line\n", 1000), ""})
	s := find(t, Options{}, names...)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	for range s.Parts(ctx, of(1000)) {
		n++
		cancel()
	}
	if n != 1 {
		t.Errorf("%d parts after the end of the context", n)
	}
}
