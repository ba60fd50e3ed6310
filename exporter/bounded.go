package exporter

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// roster decides which names have series of their own, and keeps their
// counts; all others count together as "other".
//
// A count never moves between series: a name counts under its own from its
// admission on, and what it had before stays in other. Places are free for
// all until three quarters are taken; the rest must be earned by a share of
// the window's mail. A name that has been idle long is no longer shown;
// its counts are remembered, and go on where they stood when it comes back.
//
// Limit: a count of a snapshot that falls (a domain whose attempts are booked
// to another provider when more is known) stands still here until it is
// caught up, for counters do not go down; the sum over all names may then be
// above the number of attempts.
type roster struct {
	limit, places int // names shown; of them, those that need not be earned
	idle          time.Duration
	window        time.Duration // after which what was counted weighs half
	allow         map[string]bool

	Members map[string]*member `json:"members"` // shown, and remembered
	Other   counts             `json:"other"`
	Last    counts             `json:"last"` // all rows of the last snapshot together
	Folded  int64              `json:"folded"`
	Cells   []*weighed         `json:"sketch"` // only while saved
	Faded   time.Time          `json:"faded"`
	Begun   time.Time          `json:"begun"` // of other

	sketch   sketch
	met      map[uint64]int64 // weightOf every name in the last snapshot, by hash
	seed     maphash.Seed
	restored bool  // met has still to learn what was met before the restart
	waiting  int64 // of other
}

// member is a name that has, or had, series of its own.
type member struct {
	Own     counts    `json:"own"`  // what its series show
	Last    counts    `json:"last"` // its row in the last snapshot
	Created time.Time `json:"created"`
	Active  time.Time `json:"active"` // the last attempt that was counted
	Shown   bool      `json:"shown"`

	row     *aggregate.Row // in the last snapshot; nil where it has none, and in other
	now     counts         // of row
	waiting int64
}

// moment is when a snapshot is counted, and when counting began.
type moment struct{ now, created time.Time }

// newcomer is a row that has attempts which are not yet counted anywhere.
type newcomer struct {
	row   *aggregate.Row
	cell  *weighed
	fresh bool // it was not there in any snapshot before
}

const (
	sketchWindow = 24 * time.Hour
	sketchPlaces = 8 // times the names that are shown
	remembered   = 4 // likewise
	maxMet       = 1 << 17
)

func newRoster(o Options) *roster {
	r := &roster{limit: o.Names, places: o.Names - o.Names/4, idle: o.Idle, window: sketchWindow, allow: map[string]bool{},
		Members: map[string]*member{}, sketch: newSketch(sketchPlaces * o.Names), met: map[uint64]int64{}, seed: maphash.MakeSeed()}
	for _, name := range o.Allow {
		if name = strings.ToLower(name); admissible(name) {
			r.allow[name] = true
			r.Members[name] = &member{Shown: true}
		}
	}
	return r
}

// admissible says whether a name can have series of its own.
func admissible(name string) bool {
	return nameable(name) && name != otherName && !strings.HasPrefix(name, "(other)") // as aggregate.MakeRoom names them
}

// update counts a snapshot.
func (r *roster) update(rows []aggregate.Row, at moment) {
	r.expire(at.now)
	newcomers, total := r.meet(rows)
	r.admit(newcomers, at)
	r.book(total, at)
	r.forget()
}

// expire no longer shows the names that have been idle, and lets what was
// counted long ago weigh less.
func (r *roster) expire(now time.Time) {
	for name, m := range r.Members {
		m.row, m.now, m.waiting = nil, counts{}, 0
		if m.Shown && !r.allow[name] && now.Sub(m.Active) >= r.idle {
			m.Shown = false
		}
	}
	if now.Sub(r.Faded) >= r.window {
		r.sketch.fade()
		r.Faded = now
	}
}

// meet reads all rows, and returns those with attempts that ask for a place.
func (r *roster) meet(rows []aggregate.Row) ([]newcomer, counts) {
	var newcomers []newcomer
	var total counts
	r.waiting = 0
	if len(r.met) > maxMet/2 && len(r.met) > 2*len(rows) { // names that are gone
		clear(r.met)
		r.restored = true
	}
	for i := range rows {
		row := &rows[i]
		now := countsOf(row)
		total.plus(&now)
		r.waiting += row.Waiting
		if !admissible(row.Name) {
			continue
		}
		more, fresh := r.grown(row)
		if more > 0 {
			r.sketch.add(row.Name, float64(more))
		}
		m := r.Members[row.Name]
		if m != nil {
			m.row, m.now, m.waiting = row, now, row.Waiting
			if r.restored && m.Created.IsZero() { // allowed since the restart: what it had is in other
				m.Last = now
			}
		}
		if (m == nil || !m.Shown) && (more > 0 || fresh) {
			newcomers = append(newcomers, newcomer{row: row, fresh: fresh && m == nil})
		}
	}
	r.restored = false
	return newcomers, total
}

// weightOf is what earns a name its place: a deferral weighs as ten attempts,
// for it is those who defer that one wants to see.
func weightOf(row *aggregate.Row) int64 { return row.Attempts + 9*row.Deferred }

// grown returns how much heavier a row is than in the last snapshot. Names
// beyond maxMet are never fresh, and never grow.
func (r *roster) grown(row *aggregate.Row) (more int64, fresh bool) {
	h := maphash.String(r.seed, row.Name)
	before, known := r.met[h]
	if !known && len(r.met) >= maxMet {
		return 0, false
	}
	weight := weightOf(row)
	r.met[h] = weight
	if weight < before { // it was forgotten meanwhile
		before = 0
	}
	if !known && r.restored {
		return 0, false
	}
	return max(0, weight-before), !known
}

// book counts what is new to those it belongs to, and the rest to other.
func (r *roster) book(total counts, at moment) {
	if r.Begun.IsZero() {
		r.Begun = earlier(at)
	}
	rest := total.since(&r.Last)
	r.Last.raise(&total)
	for _, m := range r.Members {
		if m.row == nil { // forgotten: what it had is in a row of others, and it would begin anew
			m.Last = counts{}
		}
		more := m.now.since(&m.Last)
		m.Last.raise(&m.now)
		if !m.Shown {
			continue
		}
		m.Own.plus(&more)
		rest.minus(&more)
		r.waiting -= m.waiting
		if more != (counts{}) {
			m.Active = at.now
		}
		if m.Created.IsZero() {
			m.Created = earlier(at)
		}
	}
	r.Other.plus(&rest)
}

// forget bounds the names that are remembered: the longest idle go.
func (r *roster) forget() {
	excess := len(r.Members) - r.tracked() - remembered*r.limit
	if excess <= 0 {
		return
	}
	var hidden []string
	for name, m := range r.Members {
		if !m.Shown {
			hidden = append(hidden, name)
		}
	}
	slices.SortFunc(hidden, func(x, y string) int {
		return cmp.Or(r.Members[x].Active.Compare(r.Members[y].Active), cmp.Compare(x, y))
	})
	for _, name := range hidden[:excess] {
		delete(r.Members, name)
	}
}

// tracked is how many names are shown.
func (r *roster) tracked() (n int) {
	for _, m := range r.Members {
		n += count(m.Shown)
	}
	return n
}

// each visits all that is shown, and other.
func (r *roster) each(f func(name string, m *member)) {
	for name, m := range r.Members {
		if m.Shown {
			f(name, m)
		}
	}
	f(otherName, &member{Own: r.Other, Created: r.Begun, waiting: max(0, r.waiting)})
}

func (r *roster) attempts(out sink) {
	r.each(func(name string, m *member) {
		for i, status := range statuses {
			out.since(m.Created).put(float64(m.Own[i]), name, status)
		}
	})
}

func (r *roster) replies(out sink) {
	r.each(func(name string, m *member) {
		for i, code := range codes {
			out.since(m.Created).put(float64(m.Own[firstCode+i]), name, code)
		}
	})
}

func (r *roster) causes(out sink) {
	r.each(func(name string, m *member) {
		for c := range parser.NumCauses {
			out.since(m.Created).put(float64(m.Own[firstCause+int(c)]), name, c.String(), c.Fault().String())
		}
	})
}
