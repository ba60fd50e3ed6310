package follow

import (
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// TestCompressedLogIsRefused: who names one is told what reads it, at once or
// when a reload comes to it. One that a pattern matches is not up.
func TestCompressedLogIsRefused(t *testing.T) {
	var text strings.Builder
	w := gzip.NewWriter(&text)
	w.Write([]byte(strings.Repeat(numbered(1), 100)))
	w.Close()
	p := newPaper(t)
	p.must(os.WriteFile(p.path("mail.log.gz"), []byte(text.String()), 0o600))
	_, err := Open(t.Context(), Options{Paths: []string{p.path("mail.log.gz")}}, nil)
	if err == nil || !strings.Contains(err.Error(), "tempfail analyze") {
		t.Errorf("Open: %v", err)
	}
	p.follow("mail.log", "mail*")
	p.once("a pattern")
	if err := p.f.SetPaths([]string{p.path("mail.log.gz")}); err == nil {
		t.Error("SetPaths takes a compressed log")
	}
	for _, s := range p.f.Sources() {
		if s.Up {
			t.Errorf("%s is up", s.Name)
		}
	}
	if n := strings.Count(p.told.String(), "tempfail analyze"); n != 1 {
		t.Errorf("told %d times: %s", n, &p.told)
	}
}
