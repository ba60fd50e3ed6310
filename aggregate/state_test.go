package aggregate_test

import (
	"testing"
	"time"

	"tempfail/aggregate"
)

// TestState saves in the middle of every capture and goes on with what was
// restored: the snapshot must be the same to the byte, and so must a state
// saved again.
func TestState(t *testing.T) {
	for _, name := range stored(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := openStored(t, name)
			lines := c.lines(t, "log")
			a := aggregate.New(aggregate.Options{})
			c.add(t, a, lines[:len(lines)/2])
			saved, err := a.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			b := aggregate.New(aggregate.Options{})
			if err := b.UnmarshalBinary(saved); err != nil {
				t.Fatal(err)
			}
			again, _ := b.MarshalBinary()
			if string(again) != string(saved) {
				t.Error("a state restored and saved again differs")
			}
			c.add(t, a, lines[len(lines)/2:])
			c.add(t, b, lines[len(lines)/2:])
			want, got := picture(t, a.Snapshot(time.Time{})), picture(t, b.Snapshot(time.Time{}))
			if got != want {
				t.Errorf("after a restart the snapshot differs: %s", firstDifference(got, want))
			}
		})
	}
}

// FuzzState reads states that something has damaged.
func FuzzState(f *testing.F) {
	a := aggregate.New(aggregate.Options{})
	saved, _ := a.MarshalBinary()
	f.Add(saved)
	f.Fuzz(func(t *testing.T, data []byte) {
		b := aggregate.New(aggregate.Options{})
		if err := b.UnmarshalBinary(data); err == nil {
			b.Snapshot(time.Time{})
		}
	})
}
