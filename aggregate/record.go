package aggregate

// record is how the attempts at an operator fared, of those that say something
// about a fault.
type record struct{ n, failed int32 }

func (r *record) add(v vote, n int32) {
	switch v {
	case failed:
		r.failed += n
		r.n += n
	case passed:
		r.n += n
	}
}

// records are those of all operators, over the whole log.
//
// Note: they are counted once for a fault, and kept up with what is explained.
// A host that fails for minutes, again and again, is looked at each time.
type records struct {
	fault layers
	says  [numLayers]vote
	by    []record // by operator
}

// records returns those for a fault.
func (e *evidence) records(fault layers) *records {
	for _, r := range e.kept {
		if r.fault == fault {
			return r
		}
	}
	r := &records{fault: fault, says: fault.says(), by: make([]record, len(e.ops.all))}
	for _, i := range e.all {
		if !e.explained[i] {
			r.by[e.opOf(i)].add(r.says[e.at[i]], 1)
		}
	}
	e.kept = append(e.kept, r)
	return r
}

// explain marks the failed attempts of a duty as explained.
func (e *evidence) explain(d *duty) {
	for _, i := range d.mine {
		if e.explained[i] {
			continue
		}
		e.explained[i] = true
		for _, r := range e.kept {
			r.by[e.opOf(i)].add(r.says[e.at[i]], -1)
		}
	}
}
