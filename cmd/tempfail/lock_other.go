//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package main

// Limit: two processes with one state are not noticed here.
func lock(string) (release func(), taken bool) { return func() {}, false }
