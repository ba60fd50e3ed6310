//go:build !linux

package main

// inHugePages does nothing: other systems have pages of their own choice.
func inHugePages(int) {}
