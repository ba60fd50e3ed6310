// Package aggregate turns events into numbers, and numbers into findings.
//
// It is pure: no I/O, no clock, no goroutine. Time arrives with the events
// and with the question (Snapshot). An Aggregator is a monoid: cut the input
// anywhere, add the parts to aggregators of their own, Merge them in order,
// and the snapshot is the same to the byte.
package aggregate
