package aggregate

import "slices"

const (
	rowSteps     = 24 // of a row's timeline
	rowsWithTime = 64 // the rows with most deferrals have one
)

// timelines draws the deferrals of the worst destinations and providers over
// the time of the log, cut into equal steps.
func (e *evidence) timelines(s *Snapshot) {
	ends := e.steps()
	for i := range s.Destinations[:min(len(s.Destinations), rowsWithTime)] {
		r := &s.Destinations[i]
		r.Timeline = e.rowTime(r, e.deAll(e.dests.number(r.Name)), ends)
	}
	for i := range s.Providers[:min(len(s.Providers), rowsWithTime)] {
		r := &s.Providers[i]
		r.Timeline = e.rowTime(r, e.opAll(e.ops.number(r.Name)), ends)
	}
}

// steps tells the places where the steps end.
func (e *evidence) steps() (ends [rowSteps]int32) {
	width := (e.last-e.first)/rowSteps + 1
	for n := range ends {
		ends[n] = e.before(e.first + int64(n+1)*width)
	}
	ends[rowSteps-1] = int32(e.attempts.n())
	return ends
}

func (e *evidence) rowTime(r *Row, attempts []int32, ends [rowSteps]int32) []Bucket {
	if r.Deferred == 0 || len(attempts) == 0 {
		return nil
	}
	steps := make([]Bucket, rowSteps)
	for n := range steps {
		b := &steps[n]
		to, _ := slices.BinarySearch(attempts, ends[n])
		for _, i := range attempts[:to] {
			switch {
			case e.at[i] == layerNone:
			case e.is(i, flagBounced):
				b.Bounced++
			default:
				b.Deferred++
			}
		}
		b.Attempts, attempts = int64(to), attempts[to:]
	}
	return steps
}
