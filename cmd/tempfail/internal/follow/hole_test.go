package follow

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// drained counts the lines that come until none does for a second.
func drained(t *testing.T, f *Follower) (n int) {
	t.Helper()
	for {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		b, err := f.Next(ctx)
		cancel()
		if err != nil {
			return n
		}
		for _, ok := b.Next(); ok; _, ok = b.Next() {
			n++
		}
	}
}

// TestHoleIsCopiedOnce: a writer that does not append goes on behind a hole
// after copytruncate. The copy of such a log begins as every one does.
func TestHoleIsCopiedOnce(t *testing.T) {
	name := filepath.Join(t.TempDir(), "mail.log")
	w, err := os.Create(name) // without O_APPEND
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	f, err := Open(t.Context(), Options{Paths: []string{name}, Poll: 10 * time.Millisecond, Quiet: 50 * time.Millisecond}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	written, got := 0, 0
	for rotation := range 4 {
		for range 100 {
			written++
			fmt.Fprintf(w, "2026-03-02T10:00:00Z mx postfix/qmgr[7]: %08X: removed\n", written)
		}
		if got += drained(t, f); got != written {
			t.Errorf("after %d rotations: %d lines written, %d handed out", rotation, written, got)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(fmt.Sprintf("%s.%d", name, 9-rotation), text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, 0); err != nil {
			t.Fatal(err)
		}
		got += drained(t, f) // the copy, before the log grows again
	}
}

// TestHoleInPackedLog: what lies behind the hole of a compressed log is read,
// though the hole came with its end.
func TestHoleInPackedLog(t *testing.T) {
	const lines = 2000
	var text bytes.Buffer
	text.Write(make([]byte, 100))
	text.WriteString(strings.Repeat("2026-03-02T10:00:00Z mx postfix/qmgr[7]: 4AAAA: removed "+strings.Repeat("x", 50)+"\n", lines))
	g := &generation{packed: true, content: &unpacked{r: &text}, head: head("not empty")}
	tr := &trail{path: filepath.Join(t.TempDir(), "mail.log"), quiet: time.Second, log: slog.New(slog.DiscardHandler), open: []*generation{g}}
	n, buf := 0, make([]byte, blockSize)
	for data := tr.next(buf, time.Now()); len(data) > 0; data = tr.next(buf, time.Now()) {
		n += bytes.Count(data, []byte("\n"))
	}
	if n != lines {
		t.Errorf("%d lines of %d", n, lines)
	}
}
