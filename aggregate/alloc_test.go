package aggregate

import (
	"testing"
	"time"
)

// TestAddAllocatesLittle counts a log twice, the second time as that of two
// days later: its names are then known, and an event may allocate only for
// what it leaves behind: an example each minute, who waits.
func TestAddAllocatesLittle(t *testing.T) {
	events := eventsOf(t, 200_000)
	a := New(Options{})
	n := testing.AllocsPerRun(1, func() { // which runs it once before
		for i := range events {
			a.Add(&events[i])
			events[i].Time = events[i].Time.Add(48 * time.Hour)
		}
	})
	if per := n / float64(len(events)); per > 0.06 {
		t.Errorf("%.3f allocations an event (%.0f for %d)", per, n, len(events))
	}
}
