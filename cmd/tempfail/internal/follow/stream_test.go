package follow

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
)

// TestFIFO has writers that come and go.
func TestFIFO(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(t.Context(), Options{Paths: []string{path}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 3 {
		w, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, "one\ntwo\nthr")
		io.WriteString(w, "ee\n")
		w.Close()
		var got []string
		for len(got) < 3 {
			got = append(got, next(t, f)...)
		}
		if !slices.Equal(got, []string{"one", "two", "three"}) {
			t.Errorf("got %q", got)
		}
	}
}

func TestStdin(t *testing.T) {
	long := strings.Repeat("y", 5*MaxLine)
	text := "one\n" + long + "\nthree\n\nlast"
	want := []string{"one", long[:MaxLine], "three", "", "last"}
	for name, r := range map[string]io.Reader{
		"whole":    strings.NewReader(text),
		"halves":   iotest.HalfReader(strings.NewReader(text)),
		"data+EOF": iotest.DataErrReader(strings.NewReader(text)),
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Open(t.Context(), Options{Paths: []string{"-"}, Stdin: r}, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			var got []string
			for len(got) < len(want) {
				got = append(got, next(t, f)...)
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %.300q", got)
			}
			if _, err := f.Next(t.Context()); err != io.EOF {
				t.Errorf("after the end: %v", err)
			}
			if s := f.Sources()[0]; s.Cut != 1 || s.Up || s.Kind != KindStdin {
				t.Errorf("state %+v", s)
			}
		})
	}
}

// TestInboxIsBounded fills an inbox that nobody empties.
func TestInboxIsBounded(t *testing.T) {
	f := &Follower{wake: make(chan struct{}, 1)}
	in := f.newInbox("test", KindSyslog)
	line := []byte(strings.Repeat("x", 1<<20-1) + "\n")
	for range 6 {
		in.offer(line)
	}
	if got, want := len(in.take()), inboxSize; got != want || in.lost != 2<<20 {
		t.Errorf("holds %d bytes, %d lost", got, in.lost)
	}
	in.put(line, "a")
	blocked := make(chan error)
	go func() {
		for {
			if err := in.put(line, "b"); err != nil {
				blocked <- err
				return
			}
		}
	}()
	for in.state().Lag < inboxSize { // until the sender has to wait
		select {
		case err := <-blocked:
			t.Fatal(err)
		default:
		}
	}
	in.close()
	if err := <-blocked; !errors.Is(err, errClosed) {
		t.Error(err)
	}
}

func TestNextEndsWithItsContext(t *testing.T) {
	f, err := Open(t.Context(), Options{Paths: []string{filepath.Join(t.TempDir(), "log")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
