package aggregate

import (
	"cmp"
	"slices"
)

// groups sorts items into n groups, in one piece of memory. Number is the
// group of each item.
func groups(n int, items []int32, number []uint32) [][]int32 {
	ends := make([]int32, n+1)
	for _, i := range items {
		ends[number[i]]++
	}
	sum := int32(0)
	for g, n := range ends {
		ends[g], sum = sum, sum+n
	}
	all := make([]int32, len(items))
	for _, i := range items {
		end := &ends[number[i]]
		all[*end] = i
		*end++
	}
	out, from := make([][]int32, n), int32(0)
	for g := range n {
		to := ends[g]
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

// group sorts spells into n groups, in one piece of memory.
func group(spells []spell, n int, number func(*spell) uint32) [][]spell {
	ends := make([]int, n)
	for i := range spells {
		ends[number(&spells[i])]++
	}
	sum := 0
	for g, n := range ends {
		ends[g], sum = sum, sum+n
	}
	all := make([]spell, len(spells))
	for i := range spells {
		end := &ends[number(&spells[i])]
		all[*end] = spells[i]
		*end++
	}
	groups, from := make([][]spell, n), 0
	for g, to := range ends {
		groups[g], from = all[from:to:to], to
	}
	return groups
}

// distinct sorts numbers, and keeps one of each.
func distinct[T cmp.Ordered](all []T) []T {
	slices.Sort(all)
	return slices.Compact(all)
}
