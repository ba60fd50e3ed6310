package aggregate

// shares is in how many shares things are looked at: more than one for each
// worker, since the first things are the biggest (names are numbered as they
// are met).
const shares = 8

// look looks at n things, side by side, and returns what is seen of each. Who
// looks has buffers of its own, and changes nothing else.
//
// Note: destinations have no attempts in common, nor have operators, or relays.
// What a finding explains of one changes nothing for the others of its kind:
// all can be looked at before the first is filed.
func look[R any](e *evidence, n int, see func(e *evidence, k int) R) []R {
	seen, tasks := make([]R, n), make([]func(), min(n, shares))
	for share := range tasks {
		tasks[share] = func() {
			mine := *e
			mine.met, mine.refused, mine.scratch = nil, nil, nil
			for k := share; k < n; k += len(tasks) {
				seen[k] = see(&mine, k)
			}
		}
	}
	e.opt.Beside(tasks...)
	return seen
}
