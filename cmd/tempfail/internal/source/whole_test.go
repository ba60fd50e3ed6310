package source

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
)

// TestATruncatedLogIsAFault: what copytruncate took away is missing, however
// the log is read, and whether it was cut into parts before or after.
func TestATruncatedLogIsAFault(t *testing.T) {
	const line, lines = "line\n", 1000
	for size, want := range map[int64]int64{0: 0, 1502: 300, 4999: 999, 5000: lines, 6000: lines + 1} {
		for name, count := range map[string]func(s *Set, truncate func()){
			"in one":       func(s *Set, truncate func()) { truncate(); read(s) },
			"in parts":     func(s *Set, truncate func()) { readParts(s, truncate, func() {}) },
			"cut in parts": func(s *Set, truncate func()) { readParts(s, func() {}, truncate) },
		} {
			_, names := lay(t, dated{"mail.log", strings.Repeat(line, lines), ""})
			s := find(t, Options{}, names...)
			count(s, func() {
				if err := os.Truncate(names[0], size); err != nil {
					t.Fatal(err)
				}
			})
			f := s.Files[0]
			if f.Lines != want {
				t.Errorf("to %d bytes, %s: %d lines, want %d", size, name, f.Lines, want)
			}
			switch cut := want < lines; {
			case cut != errors.Is(f.Err, errTruncated):
				t.Errorf("to %d bytes, %s: %v", size, name, f.Err)
			case cut && !strings.HasSuffix(f.Err.Error(), "together with its copy, such as "+names[0]+".1"):
				t.Errorf("to %d bytes, %s: no next step: %v", size, name, f.Err)
			}
		}
	}
}

// readParts cuts s, and then reads and books the parts.
func readParts(s *Set, before, between func()) {
	var parts []*Part
	before()
	for p := range s.Parts(context.Background(), func(int64) int64 { return 1000 }) {
		parts = append(parts, p)
	}
	between()
	for _, p := range parts {
		for range p.Blocks() {
		}
		p.Book()
	}
}
