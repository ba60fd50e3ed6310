package follow

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// What senders send is hostile: never a panic, never more than a line's worth
// of memory for a line.

func FuzzFrames(f *testing.F) {
	f.Add("<22>one\n7 <22>two<22>three\n\x00")
	f.Add("9999999 x")
	f.Fuzz(func(t *testing.T, stream string) {
		frames := newFrames(strings.NewReader(stream))
		for {
			msg, err := frames.next()
			if err != nil {
				return
			}
			if len(msg) > maxFrame+1 {
				t.Fatalf("a message of %d bytes", len(msg))
			}
			line := appendMessage(nil, msg, time.Time{})
			if bytes.IndexByte(line, '\n') != len(line)-1 {
				t.Fatalf("%q is not one line", line)
			}
		}
	})
}

func FuzzExport(f *testing.F) {
	f.Add(exported(0) + exported(1))
	f.Add("MESSAGE\n\x05\x00\x00\x00\x00\x00\x00\x00abcde\n\n")
	f.Fuzz(func(t *testing.T, stream string) {
		x := newExport(strings.NewReader(stream))
		for {
			e, err := x.next()
			if err != nil {
				return
			}
			line := e.appendLine(nil)
			if bytes.IndexByte(line, '\n') != len(line)-1 {
				t.Fatalf("%q is not one line", line)
			}
		}
	})
}

// FuzzStream reads the same text as a stream and as a file: the lines are the
// same, cut or not.
func FuzzStream(f *testing.F) {
	f.Add("one\ntwo", uint16(0))
	f.Add("one\n\n\x00\n", uint16(70))
	f.Fuzz(func(t *testing.T, text string, kib uint16) {
		text += strings.Repeat("x", int(kib%300)<<10) + "\nlast"
		in := &inbox{wake: make(chan struct{}, 1)}
		in.room.L = &in.mu
		if err := in.copyLines(strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
		b := Batch{data: in.take(), cut: &in.cut}
		for want := range strings.SplitSeq(text, "\n") {
			got, ok := b.Next()
			if !ok || string(got) != want[:min(len(want), MaxLine)] {
				t.Fatalf("got %.100q, want %.100q", got, want)
			}
		}
		if _, more := b.Next(); more {
			t.Fatal("more lines than there were")
		}
	})
}
