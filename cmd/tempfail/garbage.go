package main

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
)

// How much garbage there may be to what is in use, in percent (see GOGC, which
// goes before). What only starts and ends is left at Go's own 100: the
// collector then does not run at all.
const (
	// Note: a large log is held as a few large tables without pointers, which
	// are marked in no time. More than 50 takes more memory, and no less time;
	// 25 takes a twentieth less on two cores, and a twentieth more time.
	readingPercent = 50

	// judgingPercent is for the judging, which begins with nothing of what the
	// reading has left.
	//
	// Note: a gigabyte of log takes 137 MiB on one core; with 20 it takes 147,
	// and with 5 it takes 129, for a twentieth more CPU.
	judgingPercent = 10

	// roomyHeap is how large the heap of what ends soon may grow, in bytes,
	// before anything is collected: half of what a large log takes anyway.
	//
	// Note: a log of 200 MB takes 25 collections without, a tenth of its time.
	roomyHeap = 48 << 20

	// mostGarbage bounds the garbage of a larger heap, in bytes.
	//
	// Note: a gigabyte with many names took 179 MiB without, and takes 159.
	mostGarbage = 20 << 20
)

// allowGarbage sets how much garbage there may be, unless the environment
// does, and returns what sets it back.
func allowGarbage(percent int) (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	was := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(was) }
}

// room is how much garbage a heap may hold that grows: a small one up to
// roomyHeap, a larger one so many percent, and no more than mostGarbage. Nil is
// for what sets that itself.
type room struct {
	percent, set int
}

// allowRoom begins with a small heap, unless the environment says how much
// garbage there may be. What it returns second sets that back.
func allowRoom(percent int) (*room, func()) {
	if os.Getenv("GOGC") != "" {
		return nil, func() {}
	}
	was := debug.SetGCPercent(percent)
	r := &room{percent: percent, set: percent}
	r.adjust()
	return r, func() { debug.SetGCPercent(was) }
}

// adjust is called from time to time. The collector counts no less than 4 MiB
// as in use (runtime/mgcpacer.go, heapMinimum).
//
// Note: a cleanup, which the runtime calls after each collection, is called
// when its memory is swept, and too late.
func (r *room) adjust() {
	if r == nil {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	used := max(live[0].Value.Uint64(), 4<<20)
	fill := int(100*roomyHeap/used) - 100
	if percent := max(min(r.percent, int(100*mostGarbage/used)), fill); percent != r.set {
		debug.SetGCPercent(percent)
		r.set = percent
	}
}
