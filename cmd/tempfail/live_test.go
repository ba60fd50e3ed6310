package main

import (
	"testing"
	"time"
)

// TestPause: what is drawn in no time is drawn when it is asked for; what takes
// long leaves the machine to others.
func TestPause(t *testing.T) {
	for _, c := range []struct{ every, took, want time.Duration }{
		{15 * time.Second, 40 * time.Millisecond, 15 * time.Second},
		{15 * time.Second, 140 * time.Millisecond, 15 * time.Second},
		{15 * time.Second, 200 * time.Millisecond, 20 * time.Second},
		{15 * time.Second, 5 * time.Second, time.Minute},
		{5 * time.Minute, 5 * time.Second, 5 * time.Minute},
		{50 * time.Millisecond, 100 * time.Millisecond, 50 * time.Millisecond},
	} {
		if got := pause(c.every, c.took); got != c.want {
			t.Errorf("every %s, taking %s: the next one in %s, want %s", c.every, c.took, got, c.want)
		}
	}
}
