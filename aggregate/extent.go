package aggregate

import (
	"maps"
	"slices"
)

// extent is when the events of a log were, by day.
type extent struct {
	days   map[int64]*dayEvents // by number, from 1970 on
	today  *dayEvents           // of the event before
	number int64                // its day
}

// dayEvents are those of a day.
type dayEvents struct {
	n           int64
	first, last int64 // Unix milliseconds
}

const dayLength = 24 * 3600 * 1000

func newExtent() extent { return extent{days: map[int64]*dayEvents{}} }

// saw notes so many events, the first and the last of one day.
func (x *extent) saw(n, first, last int64) {
	if number := first / dayLength; x.today == nil || number != x.number {
		x.number, x.today = number, x.days[number]
		if x.today == nil {
			x.today = &dayEvents{first: first}
			x.days[number] = x.today
		}
	}
	d := x.today
	d.n, d.first, d.last = d.n+n, min(d.first, first), max(d.last, last)
}

func (x *extent) absorb(next *extent) {
	for _, d := range next.days {
		x.saw(d.n, d.first, d.last)
	}
}

func (x *extent) reset() {
	clear(x.days)
	x.today = nil
}

// Events are outliers where a gap of more than outlierGap, and than twice what
// the others span, lies between, and they are a hundredth at most, and
// outlierMost: a clock was wrong for a line. They would make all that goes on
// look over.
const (
	outlierGap  = 14 // days
	outlierMost = 20 // events
)

// ends is when the log began and ended, but for outliers, and how many these
// are; 0 where no event has a time.
func (x *extent) ends() (first, last, outliers int64) {
	numbers := slices.Sorted(maps.Keys(x.days))
	if len(numbers) == 0 {
		return 0, 0, 0
	}
	total := int64(0)
	for _, d := range x.days {
		total += d.n
	}
	most := min(outlierMost, total/100)
	end := len(numbers) - 1
	from, to := 0, end
	for before, i := int64(0), 0; i <= end && before <= most; before, i = before+x.days[numbers[i]].n, i+1 {
		for after, k := int64(0), end; k >= i && before+after <= most; after, k = after+x.days[numbers[k]].n, k-1 {
			far := max(outlierGap, 2*(numbers[k]-numbers[i]))
			if (i == 0 || numbers[i]-numbers[i-1] > far) && (k == end || numbers[k+1]-numbers[k] > far) && before+after > outliers {
				from, to, outliers = i, k, before+after
			}
		}
	}
	return x.days[numbers[from]].first, x.days[numbers[to]].last, outliers
}
