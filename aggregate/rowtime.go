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
		r.Timeline = e.rowTime(r, e.deAll[e.dests.number(r.Name)])
	}
	for i := range s.Providers[:min(len(s.Providers), rowsWithTime)] {
		r := &s.Providers[i]
		r.Timeline = e.rowTime(r, e.opAll[e.ops.number(r.Name)])
	}
}

func (e *evidence) rowTime(r *Row, attempts []int32) []Bucket {
	if r.Deferred == 0 || len(attempts) == 0 {
		return nil
	}
	steps := make([]Bucket, rowSteps)
	width := (e.last-e.first)/rowSteps + 1
	for _, i := range attempts {
		b := &steps[min(max((e.time(i)-e.first)/width, 0), rowSteps-1)]
		b.Attempts++
		switch {
		case e.at[i] == layerNone:
		case e.try(i).is(flagBounced):
			b.Bounced++
		default:
			b.Deferred++
		}
	}
	return steps
}
