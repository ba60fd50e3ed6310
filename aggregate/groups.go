package aggregate

import (
	"cmp"
	"slices"
)

// groups sorts items into n groups, in one piece of memory. Number tells the
// group of each.
func groups[T any](n int, items []T, number func(T) uint32) [][]T {
	ends := make([]int32, n)
	for _, x := range items {
		ends[number(x)]++
	}
	sum := int32(0)
	for g, n := range ends {
		ends[g], sum = sum, sum+n
	}
	all := make([]T, len(items))
	for _, x := range items {
		end := &ends[number(x)]
		all[*end] = x
		*end++
	}
	out, from := make([][]T, n), int32(0)
	for g, to := range ends {
		out[g], from = all[from:to:to], to
	}
	return out
}

// gathered sorts items into n groups. Number is parallel to them: the group of
// each, from 1; 0 for none.
func gathered(n int, items []int32, number []uint32) [][]int32 {
	ends := make([]int32, n+1)
	for _, g := range number {
		ends[g]++
	}
	sum := -ends[0]
	for g, n := range ends {
		ends[g], sum = sum, sum+n
	}
	all := make([]int32, sum)
	for k, g := range number {
		if g > 0 {
			all[ends[g]] = items[k]
			ends[g]++
		}
	}
	out, from := make([][]int32, n), int32(0)
	for g := range n {
		to := ends[g+1]
		out[g], from = all[from:to:to], to
	}
	return out
}

// count is the numbers below n.
func count(n int) []int32 {
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

// distinct sorts numbers, and keeps one of each.
func distinct[T cmp.Ordered](all []T) []T {
	slices.Sort(all)
	return slices.Compact(all)
}
