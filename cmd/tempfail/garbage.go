package main

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
	"sync"
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
	// reading has left, and then needs ever more.
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

// room is how much garbage a heap may hold: a small one, up to a size, a
// larger one so many percent, and no more than mostGarbage. Nil is for what
// sets that itself.
type room struct {
	lock    sync.Mutex
	percent int
	small   uint64 // up to here nothing is collected, in bytes
	most    uint64 // that the heap was allowed so far
	set     int    // the percentage that the collector was told last
}

// allowRoom begins with a small heap, unless the environment says how much
// garbage there may be. What it returns second sets that back.
func allowRoom(percent int) (*room, func()) {
	if os.Getenv("GOGC") != "" {
		return nil, func() {}
	}
	was := debug.SetGCPercent(percent)
	r := &room{percent: percent, small: roomyHeap, set: percent}
	r.adjust()
	return r, func() { debug.SetGCPercent(was) }
}

// judge is called when all has been read, and what that took is garbage.
//
// Note: so much of what the heap was before is there to be filled once more.
// Two cores have three parts of a log in it as they read: judging then takes a
// quarter less time, for want of collections. To fill all of it takes a tenth
// more memory, since that is in pieces.
func (r *room) judge() {
	if r == nil {
		return
	}
	r.lock.Lock()
	r.percent, r.small = judgingPercent, max(r.small, r.most/4*3)
	r.lock.Unlock()
	r.adjust()
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
	r.lock.Lock()
	defer r.lock.Unlock()
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	used := max(live[0].Value.Uint64(), 4<<20)
	goal := max(r.small, used+min(used*uint64(r.percent)/100, mostGarbage))
	r.most = max(r.most, goal)
	if percent := int(100*goal/used) - 100; percent != r.set {
		debug.SetGCPercent(percent)
		r.set = percent
	}
}
