package aggregate

import (
	"cmp"
	"slices"

	"tempfail/parser"
)

// Consequences of a trouble begin so long after one of its lines, and may be
// told so long before it, in milliseconds.
const (
	followTime = 60_000
	aheadTime  = 10_000
)

// ownFaults sorts lines into faults, the gravest first. Those of one trouble
// are of one fault where nothing says that it was over between one and the
// next, and those of another belong to it where they begin near one of its
// lines: they follow from it. What went on before, or begins by itself, is a
// fault of its own.
func ownFaults(lines []spokenLine, lasted func(x, y *spokenLine) bool) (faults [][]spokenLine) {
	by := make([][][]spokenLine, parser.NumTroubles) // runs, by trouble
	for _, l := range lines {
		runs := by[l.trouble]
		if n := len(runs) - 1; n >= 0 && lasted(&runs[n][len(runs[n])-1], &l) {
			runs[n] = append(runs[n], l)
		} else {
			by[l.trouble] = append(runs, []spokenLine{l})
		}
	}
	for rank, t := range gravity {
		for _, run := range by[t] {
			fault := run
			for _, lesser := range gravity[rank+1:] {
				var rest [][]spokenLine
				from, to := runsBefore(by[lesser], run[0].at-aheadTime), runsBefore(by[lesser], run[len(run)-1].at+followTime+1)
				for _, r := range by[lesser][from:to] {
					if near(run, r[0].at) {
						fault = append(fault, r...)
					} else {
						rest = append(rest, r)
					}
				}
				by[lesser] = slices.Replace(by[lesser], from, to, rest...)
			}
			slices.SortStableFunc(fault, func(x, y spokenLine) int { return cmp.Compare(x.at, y.at) })
			faults = append(faults, fault)
		}
	}
	return faults
}

// runsBefore counts the runs that begin before a time.
func runsBefore(runs [][]spokenLine, at int64) int {
	n, _ := slices.BinarySearchFunc(runs, at, func(r []spokenLine, at int64) int { return cmp.Compare(r[0].at, at) })
	return n
}

// near tells whether one of some lines is at about a time.
func near(lines []spokenLine, at int64) bool {
	i, _ := slices.BinarySearchFunc(lines, at-followTime, func(l spokenLine, at int64) int { return cmp.Compare(l.at, at) })
	return i < len(lines) && lines[i].at <= at+aheadTime
}
