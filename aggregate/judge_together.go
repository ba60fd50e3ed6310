package aggregate

import (
	"cmp"
	"math"
	"slices"

	"tempfail/parser"
)

const (
	togetherLeast = 4 // operators
	togetherShare = 0.5
)

// together takes out the episodes of operators that failed at one time, at
// one layer on the way to their servers, and in such numbers that it is no
// accident, though others passed: they share something, and none of them is
// down by itself. What they share could not be told from the log (a trait
// would have been found before).
func (e *evidence) together(all []opinion) (rest []opinion) {
	slices.SortStableFunc(all, func(x, y opinion) int { return cmp.Compare(x.since, y.since) })
	done := make([]bool, len(all))
	for n := range all {
		if done[n] {
			continue
		}
		layer := e.mainLayer(&all[n].episode)
		var group []int
		ops := map[uint32]bool{}
		for m := n; m < len(all); m++ {
			if !done[m] && overlap(&all[n].episode, &all[m].episode) >= togetherShare && e.mainLayer(&all[m].episode) == layer {
				group = append(group, m)
				ops[all[m].op] = true
			}
		}
		tail := 1.0
		if len(ops) >= togetherLeast && layer <= layerSession {
			tail = binomialTail(len(ops), e.tried, breadthRate)
		}
		if tail > breadthChance {
			rest = append(rest, all[n])
			continue
		}
		for _, m := range group {
			done[m] = true
		}
		e.sharedLayer(all, group, ops, layer, tail)
	}
	return rest
}

// overlap is the share of the shorter episode that lies within the other.
func overlap(x, y *episode) float64 {
	both := min(x.until, y.until) - max(x.since, y.since)
	return float64(both+1) / float64(min(x.until-x.since, y.until-y.since)+1)
}

// mainLayer is the layer at which most trials of an episode failed.
func (e *evidence) mainLayer(ep *episode) layer {
	var by [numLayers]int
	for _, i := range ep.trials[ep.from : ep.to+1] {
		by[e.at[i]]++
	}
	top := layerResolve
	for l := layerResolve; l < numLayers; l++ {
		if by[l] > by[top] {
			top = l
		}
	}
	return top
}

// sharedLayer files operators that fail together.
func (e *evidence) sharedLayer(all []opinion, group []int, ops map[uint32]bool, l layer, tail float64) {
	fault := set(l)
	since, until, ongoing := int64(math.MaxInt64), int64(0), false
	var attempts []int32
	for _, m := range group {
		since, until, ongoing = min(since, all[m].since), max(until, all[m].until), ongoing || all[m].ongoing
	}
	for op := range ops {
		attempts = append(attempts, e.opAll(op)...)
	}
	slices.Sort(attempts)
	d := e.cover(attempts, since, until, fault)
	tried := e.tried
	f := Finding{Verdict: Unclear, Fault: parser.FaultUnknown, Scope: Scope{"host", e.hostName()}, Confidence: confidence(tail),
		Evidence: []Evidence{
			{"operators-failing", float64(len(ops)), togetherLeast, sentence("%d of %d operators failed %s at the same time", len(ops), tried, layerSays[l])},
			{"chance", tail, breadthChance, sentence("chance of so many at once by accident: %s", odd(tail))},
		},
		Against: []Evidence{{"operators-failing", float64(len(ops)) / float64(tried), breadthShare, sentence("%s passed: what is broken does not touch all mail", plural(tried-len(ops), "operator"))}},
	}
	f.Cause = e.topCause(d.causes)
	f.Says = sentence("%d of %d operators failed together %s (%s), %s: look for what they share before you blame each of them", len(ops), tried, layerSays[l], f.Cause, e.clock(since, until))
	e.report(f, d, since, until, ongoing)
}
