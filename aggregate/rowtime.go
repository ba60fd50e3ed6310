package aggregate

const (
	rowSteps     = 24 // of a row's timeline
	rowsWithTime = 64 // the rows with most deferrals have one
)

// timelines draws the deferrals of the worst destinations and providers over
// the time of the log, cut into equal steps.
func (e *evidence) timelines(s *Snapshot) {
	for i := range s.Destinations[:min(len(s.Destinations), rowsWithTime)] {
		r := &s.Destinations[i]
		r.Timeline = e.rowTime(r, e.deAll(e.dests.number(r.Name)))
	}
	for i := range s.Providers[:min(len(s.Providers), rowsWithTime)] {
		r := &s.Providers[i]
		r.Timeline = e.rowTime(r, e.opAll(e.ops.number(r.Name)))
	}
}

func (e *evidence) rowTime(r *Row, attempts []int32) []Bucket {
	if r.Deferred == 0 || len(attempts) == 0 {
		return nil
	}
	steps := make([]Bucket, rowSteps)
	width := (e.last-e.first)/rowSteps + 1
	for n, from := 0, 0; n < rowSteps; n++ {
		to := len(attempts)
		if n < rowSteps-1 {
			_, to = e.places(attempts, 0, e.first+int64(n+1)*width-1)
		}
		b := &steps[n]
		for _, i := range attempts[from:to] {
			switch {
			case e.at[i] == layerNone:
			case e.is(i, flagBounced):
				b.Bounced++
			default:
				b.Deferred++
			}
		}
		b.Attempts, from = int64(to-from), to
	}
	return steps
}
