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
	done, kinds := make([]bool, len(all)), e.kindsOf(all)
	for n := range all {
		if done[n] {
			continue
		}
		if j, found := e.joint(all, kinds, alongside(all, kinds, done, n)); found && e.sharedLayer(all, &j) {
			for _, m := range j.group {
				done[m] = true
			}
		}
		if !done[n] {
			rest = append(rest, all[n])
		}
	}
	return rest
}

// kind is what an episode is told apart by.
type kind struct {
	layer    layer
	distrust *distrust
	alone    bool // who was never reached fails at any time, and a server's own words are its own
}

func (e *evidence) kindsOf(all []opinion) []kind {
	kinds := make([]kind, len(all))
	for n := range all {
		k := &kinds[n]
		k.layer = e.mainLayer(&all[n].episode)
		if k.alone = e.dead[all[n].op] || k.layer > layerSession; !k.alone {
			k.distrust = e.distrustIn(&all[n].episode)
		}
	}
	return kinds
}

// alongside are the episodes that fail at the layer of the first, at its time.
func alongside(all []opinion, kinds []kind, done []bool, first int) (group []int) {
	if kinds[first].alone {
		return nil
	}
	for m := first; m < len(all); m++ {
		if !done[m] && !kinds[m].alone && kinds[m].layer == kinds[first].layer && overlap(&all[first].episode, &all[m].episode) >= togetherShare {
			group = append(group, m)
		}
	}
	return group
}

// joint is what operators that fail together share.
type joint struct {
	group  []int // episodes
	ops    map[uint32]bool
	layer  layer
	ours   *distrust // of this host, of them all
	chance Evidence
}

// joint tells whether a group is too many for chance: all that this host
// distrusts for one reason, since a time, or all of them.
func (e *evidence) joint(all []opinion, kinds []kind, group []int) (joint, bool) {
	if len(group) == 0 {
		return joint{}, false
	}
	layer := kinds[group[0]].layer
	for k := range distrusts {
		var mine []int
		for _, m := range group {
			if kinds[m].distrust == &distrusts[k] {
				mine = append(mine, m)
			}
		}
		j := e.jointly(all, mine, layer, distrustRate, distrustChance)
		if j.ours = &distrusts[k]; len(j.ops) >= distrustLeast && j.chance.Value <= distrustChance && (!j.ours.common || e.changedAtOnce(all, mine)) {
			return j, true
		}
	}
	j := e.jointly(all, group, layer, breadthRate, breadthChance)
	return j, len(j.ops) >= togetherLeast && j.chance.Value <= breadthChance
}

func (e *evidence) jointly(all []opinion, group []int, l layer, rate, most float64) joint {
	ops := map[uint32]bool{}
	for _, m := range group {
		ops[all[m].op] = true
	}
	tail := binomialTail(len(ops), e.tried, rate)
	return joint{group: group, ops: ops, layer: l, chance: Evidence{"chance", tail, most, sentence("chance of so many at once by accident: %s", odd(tail))}}
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

// sharedLayer files operators that fail together. Where it is this host that
// distrusts them all, it is this host that has changed. It files nothing, and
// says so, where too little is left that no other finding explains.
func (e *evidence) sharedLayer(all []opinion, j *joint) bool {
	fault, ops := set(j.layer), j.ops
	since, until, ongoing := int64(math.MaxInt64), int64(0), false
	for _, m := range j.group {
		since, until, ongoing = min(since, all[m].since), max(until, all[m].until), ongoing || all[m].ongoing
	}
	least := togetherLeast
	if j.ours != nil {
		least = distrustLeast
	}
	d := e.dutyOf(e.alike(ops, since, until, j.ours), since, until, fault)
	if j.ours != nil { // what else breaks there is not of this host's doing
		d.mine = filter(d.mine, func(i int32) bool { return e.distrust(i) == j.ours })
		d.failed = int64(len(d.mine))
	}
	left := map[uint32]bool{}
	for _, i := range d.mine {
		left[e.opOf(i)] = true
	}
	if len(left) < least {
		return false
	}
	e.describe(&d)
	e.explain(&d)
	tried := e.tried
	f := Finding{Verdict: Unclear, Fault: parser.FaultUnknown, Scope: Scope{"host", e.hostName()}, Confidence: confidence(j.chance.Value),
		Evidence: []Evidence{
			{"operators-failing", float64(len(ops)), float64(least), sentence("%d of %d operators failed %s at the same time", len(ops), tried, layerSays[j.layer])},
			j.chance,
		},
		Against: []Evidence{{"operators-failing", float64(len(ops)) / float64(tried), breadthShare, sentence("%s passed: what is broken does not touch all mail", plural(tried-len(ops), "operator"))}},
	}
	f.Cause = e.topCause(d.causes)
	f.Says = sentence("%d of %d operators failed together %s (%s), %s: look for what they share before you blame each of them", len(ops), tried, layerSays[j.layer], words(f.Cause), e.clock(since, until, ongoing))
	if j.ours != nil {
		f.Verdict, f.Fault = LocalFault, parser.FaultLocal
		f.Says = sentence(j.ours.says, len(ops), e.clock(since, until, ongoing))
		f.Advice = slices.Clone(j.ours.advice)
	}
	e.report(f, d, since, until, ongoing)
	return true
}
