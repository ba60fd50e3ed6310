package main

import (
	"os"
	"runtime/debug"
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
