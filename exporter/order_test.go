package exporter

import (
	"sync/atomic"
	"testing"
	"time"

	"tempfail/aggregate"
)

// TestOlderStateIsNotCountedLast has a request dawdle with the state that it
// was given, while another one comes with a newer state: what is more in the
// newer one counts once.
func TestOlderStateIsNotCountedLast(t *testing.T) {
	older := State{Created: midnight, Now: hour(10, 0), Snapshot: &aggregate.Snapshot{
		Destinations: []aggregate.Row{row("example.com", "p", 100, 10, "", "", 0)}}}
	newer := older
	newer.Snapshot = &aggregate.Snapshot{Destinations: append(older.Snapshot.Destinations, row("example.org", "p", 200, 20, "", "", 0))}

	var dawdle atomic.Bool
	given, other := make(chan struct{}), make(chan struct{})
	e, err := New(Options{State: func() State {
		if !dawdle.CompareAndSwap(true, false) {
			return newer
		}
		close(given)
		select {
		case <-other: // it went by
		case <-time.After(200 * time.Millisecond): // it waits for this one
		}
		return older
	}})
	if err != nil {
		t.Fatal(err)
	}
	dawdle.Store(true)
	done := make(chan error)
	go func() {
		_, err := e.Save()
		done <- err
	}()
	<-given
	go func() {
		_, err := e.Save()
		close(other)
		done <- err
	}()
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	for series, n := range gathered(t, e)["tempfail_destination_attempts_total"] {
		if n != 100 && n != 10 && n != 200 && n != 20 && n != 2 && n != 0 {
			t.Errorf("%s is %g, of which some counted twice", series, n)
		}
	}
}
