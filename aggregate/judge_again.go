package aggregate

// What fails off and on has one trouble, and not a hundred: a server that is
// overloaded a minute of each ten all day, a limit of so much an hour.
const (
	againTimes = 3        // what came so often is expected to come again,
	againPause = 3600_000 // after pauses no longer than that, in milliseconds: no limit is of more than an hour
)

// again is how often something came, and the longest pause between, in
// milliseconds.
type again struct {
	times int
	pause int64
}

// join makes one episode of some, in order. It lasts where the pause since is
// no longer than those before.
func (e *evidence) join(parts []episode) (ep episode, a again) {
	ep, a = parts[0], again{times: 1}
	for _, next := range parts[1:] {
		a = again{a.times + 1, max(a.pause, next.since-ep.until)}
		ep.to, ep.until, ep.ongoing = next.to, next.until, next.ongoing
		ep.n, ep.fails, ep.score = ep.n+next.n, ep.fails+next.fails, ep.score+next.score
	}
	ep.ongoing = ep.ongoing || a.times >= againTimes && e.end-ep.until <= a.pause
	return ep, a
}

// tell says so in a finding of what came more than once.
func (a again) tell(f *Finding) {
	if a.times > 1 {
		f.Says += sentence(", off and on, %d times", a.times)
		f.Evidence = append(f.Evidence, Evidence{"times", float64(a.times), 1, sentence("it came %d times, with no more than %s between", a.times, span(a.pause))})
	}
}

// joined makes one failure of those of a scope that come again and again.
func (e *evidence) joined(all []failure) (out []failure) {
	for len(all) > 0 {
		n, parts := 1, all[0].parts
		for n < len(all) && !all[n-1].slight && !all[n].slight && all[n].since-all[n-1].until <= againPause {
			parts = append(parts, all[n].parts...)
			n++
		}
		if n < againTimes {
			n = 1
			out = append(out, all[0])
		} else {
			out = append(out, e.failure(all[0].all, parts...))
		}
		all = all[n:]
	}
	return out
}
