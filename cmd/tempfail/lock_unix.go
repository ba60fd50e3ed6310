//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package main

import (
	"errors"
	"os"
	"syscall"
)

// lock keeps others out of a directory until it is released or the process
// ends, however that happens. It reports whether somebody else has it.
//
// Limit: where the file system has no locks, nobody is kept out.
func lock(dir string) (release func(), taken bool) {
	file, err := os.Open(dir)
	if err != nil {
		return func() {}, false
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
		file.Close()
		return func() {}, true
	}
	return func() { file.Close() }, false
}
