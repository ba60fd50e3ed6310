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

// gathered sorts items into n groups, one after the other: group g is from
// ends[g] to ends[g+1]. Number tells the group of the item at a place, from 1;
// 0 for none.
func gathered(n int, items []int32, number func(k int) uint32) (all, ends []int32) {
	ends = make([]int32, n+1)
	for k := range items {
		ends[number(k)]++
	}
	sum := int32(0)
	ends[0] = 0
	for g, n := range ends {
		ends[g], sum = sum, sum+n
	}
	all = make([]int32, sum)
	for k, x := range items {
		if g := number(k); g > 0 {
			all[ends[g]] = x
			ends[g]++
		}
	}
	return all, ends
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

// within cuts those from one number to below another out of a list in order.
func within(some []int32, from, to int32) []int32 {
	first, last := places(some, from, to)
	return some[first:last]
}

// places tells where those are.
func places(some []int32, from, to int32) (first, last int) {
	first, _ = slices.BinarySearch(some, from)
	last, _ = slices.BinarySearch(some, to)
	return first, max(first, last)
}

// merged makes one list of two that are in order. Where one of them is empty
// it is the other itself.
func merged(x, y []int32) []int32 {
	switch {
	case len(y) == 0:
		return x
	case len(x) == 0:
		return y
	}
	all := make([]int32, 0, len(x)+len(y))
	for len(x) > 0 && len(y) > 0 {
		if x[0] < y[0] {
			all, x = append(all, x[0]), x[1:]
		} else {
			all, y = append(all, y[0]), y[1:]
		}
	}
	return append(append(all, x...), y...)
}

// filter is those of a list that are wanted.
func filter(all []int32, wanted func(i int32) bool) (some []int32) {
	for _, i := range all {
		if wanted(i) {
			some = append(some, i)
		}
	}
	return some
}
