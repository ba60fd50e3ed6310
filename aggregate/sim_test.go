package aggregate_test

import (
	"flag"
	"strings"
	"sync"
	"testing"
	"time"

	"tempfail/aggregate"
)

// The bars that judgement has to clear on simulated days.
const (
	recallBar    = 0.97
	precisionBar = 0.97
	timelyBar    = 0.95
	timelyWithin = 15 * time.Minute // the first two steps of the backoff
)

var (
	simDays    = flag.Int("sim.days", 150, "simulated days with faults")
	simHealthy = flag.Int("sim.healthy", 60, "simulated days without")
	simSeed    = flag.Uint64("sim.seed", 1, "the first day's seed: with -sim.days=1 -v one day is told in full")
)

// TestSimulatedDays plays random days with up to three faults each and asks
// how many of the faults are found, and how many findings are of a fault. A
// fault that left too little in the log for anyone to see is not asked for
// (see faultKinds), and a finding of it not held against anybody.
//
//	go test ./aggregate -run Simulated -v -sim.days=3000 -sim.healthy=1000
//	go test ./aggregate -run SimulatedDays -v -sim.days=1 -sim.seed=1000029
func TestSimulatedDays(t *testing.T) {
	s := newScore()
	playDays(*simDays, *simSeed, func(d *simDay, snap *aggregate.Snapshot) {
		s.add(d, snap)
		if *simDays == 1 {
			t.Logf("faults: %v; besides: %s\n%s", d.faults, strings.Join(d.notes, "; "), describe(snap))
		}
	})
	recall, precision, timely := s.totals(timelyWithin)
	t.Logf("%d days: recall %.3f, precision %.3f (%d of %d findings), times within %s %.3f\n%s", *simDays, recall, precision, s.matched, s.matched+s.wrong, timelyWithin, timely, s)
	if recall < recallBar || precision < precisionBar || timely < timelyBar {
		t.Errorf("recall %.3f, precision %.3f, timely %.3f; the bars are %.2f, %.2f, %.2f", recall, precision, timely, recallBar, precisionBar, timelyBar)
	}
	for _, note := range s.notes {
		t.Log(note)
	}
}

// TestSimulatedHealthyDays plays days with nothing wrong but what always is;
// nothing may be found on any of them.
func TestSimulatedHealthyDays(t *testing.T) {
	s := newScore()
	playDays(*simHealthy, healthySeed, s.add)
	if s.wrong > 0 {
		t.Errorf("%d false findings on %d healthy days", s.wrong, *simHealthy)
		for _, note := range s.notes {
			t.Log(note)
		}
	}
}

// playDays plays the n days from a seed on two goroutines and hands the
// results over in order.
func playDays(n int, seed uint64, result func(*simDay, *aggregate.Snapshot)) {
	type played struct {
		day  *simDay
		snap *aggregate.Snapshot
	}
	days := make([]chan played, n)
	for i := range days {
		days[i] = make(chan played, 1)
	}
	var wg sync.WaitGroup
	gate := make(chan struct{}, 2)
	wg.Add(1)
	go func() {
		defer wg.Done()
		for i := range n {
			gate <- struct{}{}
			wg.Add(1)
			go func() {
				defer wg.Done()
				d := newSimDay(seed + uint64(i))
				snap := d.play()
				d.office = nil
				days[i] <- played{d, snap}
				<-gate
			}()
		}
	}()
	for i := range n {
		p := <-days[i]
		result(p.day, p.snap)
	}
	wg.Wait()
}
