package aggregate

import (
	"fmt"
	"slices"
	"testing"
)

// TestPeopleOfAnyCut meets more people than there is room for, in one go and
// in parts: who is kept, which of them by name, and how often the others were
// met, must be the same.
func TestPeopleOfAnyCut(t *testing.T) {
	const limit, meetings, named = 100, 5000, 11
	meet := func(p *people, from, to int) {
		for i := from; i < to; i++ {
			name := fmt.Appendf(nil, "user%d@example.org", i*i%997)
			p.meet(fold(hashOf(name)), 1, name)
		}
	}
	whole := newPeople(limit, named)
	meet(&whole, 0, meetings)
	whole.prune()
	uses, names := whole.folded, 0
	for _, x := range whole.all {
		uses += int64(x.uses)
		if is := whole.name(x.hash) != ""; is != (x.uses >= named) {
			t.Errorf("met %d times, and the name is known: %v", x.uses, is)
		}
		names += b2i(x.uses >= named)
	}
	if len(whole.all) != limit || uses != meetings || whole.folded == 0 || names == 0 || names == limit {
		t.Fatalf("%d people, %d with a name, %d of %d meetings, %d folded", len(whole.all), names, uses, meetings, whole.folded)
	}
	for _, size := range []int{1, 7, 300, 2600} {
		sum := newPeople(limit, named)
		for from := 0; from < meetings; from += size {
			part := newPeople(limit, 1)
			meet(&part, from, min(from+size, meetings))
			sum.absorb(&part)
		}
		sum.prune()
		if !slices.Equal(known(&sum), known(&whole)) || sum.folded != whole.folded {
			t.Errorf("in parts of %d: %d people, %d folded; want %d, %d", size, len(sum.all), sum.folded, len(whole.all), whole.folded)
		}
	}
}

// known lists people with their names.
func known(p *people) (all []string) {
	for _, x := range p.all {
		all = append(all, fmt.Sprintf("%s %d", p.name(x.hash), x.uses))
	}
	return all
}
