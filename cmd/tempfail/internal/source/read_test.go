package source

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// TestLinesSurviveAnyCut reads the same text through buffers and readers of
// all kinds: the lines must not depend on them.
func TestLinesSurviveAnyCut(t *testing.T) {
	text := "first\n\nthird is a bit longer\r\n" + strings.Repeat("x", 70) + "\nlast"
	want := strings.Split(text, "\n")
	readers := map[string]func(io.Reader) io.Reader{
		"whole": func(r io.Reader) io.Reader { return r }, "bytes": iotest.OneByteReader,
		"halves": iotest.HalfReader, "end with data": iotest.DataErrReader,
	}
	for name, wrap := range readers {
		for _, eager := range []bool{false, true} {
			for size := 75; size < 140; size++ {
				got := cutAll(t, &cutter{r: wrap(strings.NewReader(text)), eager: eager}, size)
				if strings.Join(got, "\n") != text || len(got) != len(want) {
					t.Fatalf("%s, eager %v, buffer of %d: %q", name, eager, size, got)
				}
			}
		}
	}
}

func cutAll(t *testing.T, c *cutter, size int) []string {
	t.Helper()
	var lines []string
	for {
		data, err := c.next(make([]byte, size))
		b := Block{data: bytes.Clone(data)}
		for line, ok := b.Next(); ok; line, ok = b.Next() {
			lines = append(lines, string(line))
		}
		if err == io.EOF {
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestLongLinesAreCutAndCounted(t *testing.T) {
	for _, n := range []int{MaxLine, MaxLine + 1, blockSize - 1, blockSize, blockSize + 1, 3*blockSize + 5} {
		for _, name := range []string{"file", "-"} {
			text := "before\n" + strings.Repeat("y", n) + "\nafter\n"
			_, names := lay(t, dated{"file", text, ""})
			if name == "-" {
				names = []string{"-"}
			}
			s := find(t, Options{Stdin: iotest.HalfReader(strings.NewReader(text))}, names...)
			var lengths []int
			var cut, last int64
			for b := range s.Blocks(context.Background()) {
				for line, ok := b.Next(); ok; line, ok = b.Next() {
					lengths = append(lengths, len(line))
				}
				cut += b.Cut()
				last = b.First + b.Lines - 1
				b.Free()
			}
			wantCut := int64(0)
			if n > MaxLine {
				wantCut = 1
			}
			if len(lengths) != 3 || lengths[1] != min(n, MaxLine) || lengths[2] != len("after") || cut != wantCut || last != 3 {
				t.Errorf("%s, line of %d bytes: lines of %v, %d cut, last is number %d", name, n, lengths, cut, last)
			}
			if got := s.Files[0].Bytes; got != int64(len(text)) {
				t.Errorf("%s, line of %d bytes: %d bytes read, want %d", name, n, got, len(text))
			}
		}
	}
}

func TestAFailingReaderIsAFault(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("one\ntwo\nthr"), iotest.ErrReader(errors.New("disk on fire")))
	s := find(t, Options{Stdin: broken}, "-")
	same(t, "lines", read(s), []string{"-:1 one", "-:2 two"})
	if err := s.Files[0].Err; err == nil || !strings.Contains(err.Error(), "disk on fire") {
		t.Errorf("fault: %v", err)
	}
}

func TestBlocksEndWithTheContext(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	go io.WriteString(w, "line one\n")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s := find(t, Options{Stdin: r}, "-")
	lines := 0
	for b := range s.Blocks(ctx) { // the pipe stays open: only cancel ends this
		lines += int(b.Lines)
		cancel()
	}
	if lines != 1 || ctx.Err() != context.Canceled {
		t.Errorf("%d lines, %v", lines, ctx.Err())
	}
}

func TestBlocksCanBeLeft(t *testing.T) {
	_, names := lay(t, dated{"a", strings.Repeat("line\n", blockSize), ""}, dated{"b", "line\n", ""})
	s := find(t, Options{}, names...)
	for b := range s.Blocks(context.Background()) {
		b.Free()
		break
	}
	if s.Files[0].Bytes != blockSize/5*5 {
		t.Errorf("%d bytes booked of one block", s.Files[0].Bytes)
	}
}
