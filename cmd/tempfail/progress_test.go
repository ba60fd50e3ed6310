package main

import (
	"testing"
	"time"
)

func TestProgressLine(t *testing.T) {
	for _, c := range []struct {
		done, total int64
		took        time.Duration
		want        string
	}{
		{250e6, 1e9, 2 * time.Second, "250 MB of 1.0 GB, 25 %, 125 MB/s, 6s left"},
		{0, 1e9, time.Second, "0 B read, 0 B/s"},
		{1500, 0, time.Second, "1.5 kB read, 1.5 kB/s"},
		{1100, 1000, time.Second, "1.1 kB of 1.1 kB, 100 %, 1.1 kB/s, 0s left"},
	} {
		if got := progressLine(c.done, c.total, c.took); got != c.want {
			t.Errorf("%d of %d: %q, want %q", c.done, c.total, got, c.want)
		}
	}
}
