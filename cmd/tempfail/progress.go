package main

import (
	"fmt"
	"io"
	"time"

	"tempfail/cmd/tempfail/internal/source"
)

const (
	progressAfter = time.Second
	progressEvery = 200 * time.Millisecond
)

// meter shows on a terminal how far the reading is, once it takes long.
type meter struct {
	stop chan struct{}
	done chan struct{}
}

// startMeter shows the progress of set on w until end is called.
func startMeter(w io.Writer, set *source.Set) *meter {
	m := &meter{stop: make(chan struct{}), done: make(chan struct{})}
	go m.run(w, set)
	return m
}

// end stops the meter and clears its line.
func (m *meter) end() {
	if m != nil {
		close(m.stop)
		<-m.done
	}
}

func (m *meter) run(w io.Writer, set *source.Set) {
	defer close(m.done)
	begun := time.Now()
	wait := time.NewTimer(progressAfter)
	defer wait.Stop()
	for shown := false; ; shown = true {
		select {
		case <-m.stop:
			if shown {
				fmt.Fprint(w, "\r\x1b[K")
			}
			return
		case <-wait.C:
			fmt.Fprintf(w, "\r\x1b[K%s", progressLine(set.Done(), set.Size(), time.Since(begun)))
			wait.Reset(progressEvery)
		}
	}
}

// progressLine tells bytes, share, rate and time to go; total is 0 where
// unknown.
func progressLine(done, total int64, took time.Duration) string {
	rate := float64(done) / took.Seconds()
	if total <= 0 || rate <= 0 {
		return fmt.Sprintf("%s read, %s/s", byteSize(float64(done)), byteSize(rate))
	}
	// A log that grows while it is read is longer than it was.
	total = max(total, done)
	left := time.Duration(float64(total-done) / rate * float64(time.Second)).Round(time.Second)
	return fmt.Sprintf("%s of %s, %d %%, %s/s, %v left",
		byteSize(float64(done)), byteSize(float64(total)), done*100/total, byteSize(rate), left)
}

func byteSize(n float64) string {
	unit := 0
	names := [...]string{"B", "kB", "MB", "GB", "TB"}
	for n >= 1000 && unit < len(names)-1 {
		n /= 1000
		unit++
	}
	if unit == 0 || n >= 100 {
		return fmt.Sprintf("%.0f %s", n, names[unit])
	}
	return fmt.Sprintf("%.1f %s", n, names[unit])
}
