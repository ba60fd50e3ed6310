package exporter

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
)

// world is a host's destinations, whose counts only grow.
type world struct {
	rows map[string]*aggregate.Row
	now  time.Time
}

func newWorld() *world { return &world{rows: map[string]*aggregate.Row{}, now: midnight} }

// mail adds attempts: of each ten the last is deferred.
func (w *world) mail(name string, attempts int64) {
	r := w.rows[name]
	if r == nil {
		r = &aggregate.Row{Name: name}
		w.rows[name] = r
	}
	r.Attempts += attempts
	deferred := attempts / 10
	r.Deferred += deferred
	r.Sent += attempts - deferred
	r.Codes.C451 += deferred
}

func (w *world) snapshot() []aggregate.Row {
	var rows []aggregate.Row
	for _, name := range slices.Sorted(maps.Keys(w.rows)) {
		rows = append(rows, *w.rows[name])
	}
	return rows
}

// count lets a roster see the world an hour later.
func (w *world) count(r *roster) {
	w.now = w.now.Add(time.Hour)
	r.update(w.snapshot(), moment{now: w.now, created: midnight})
}

// total is what was ever counted, shown or remembered.
func (r *roster) total() int64 {
	all := r.Other[0] + r.Other[1] + r.Other[2]
	for _, m := range r.Members {
		all += m.Own[0] + m.Own[1] + m.Own[2]
	}
	return all
}

// own is what the series of a name show, and whether there are any.
func (r *roster) own(name string) (n int64, shown bool) {
	r.each(func(is string, m *member) {
		if is == name {
			n, shown = m.Own[0]+m.Own[1]+m.Own[2], true
		}
	})
	return n, shown
}

func (r *roster) expect(t *testing.T, when, name string, want int64) {
	t.Helper()
	got, shown := r.own(name)
	switch {
	case want < 0 && shown:
		t.Errorf("%s: %s has series, with %d", when, name, got)
	case want >= 0 && (!shown || got != want):
		t.Errorf("%s: %s has %d (shown: %v), want %d", when, name, got, shown, want)
	}
}

const hiddenNow = -1

// TestAdmission follows names through all that may happen to them.
func TestAdmission(t *testing.T) {
	w, r := newWorld(), newRoster(Options{Names: 4, Allow: []string{"vip.example"}}.withDefaults())
	w.mail("one.example", 100)
	w.mail("two.example", 50)
	w.count(r)
	r.expect(t, "first snapshot", "one.example", 100)
	r.expect(t, "first snapshot", "two.example", 50)
	r.expect(t, "first snapshot", "other", 0)
	r.expect(t, "allowed, without mail", "vip.example", 0)

	w.mail("small.example", 1)
	w.mail("vip.example", 2)
	w.count(r)
	r.expect(t, "the last quarter must be earned", "small.example", hiddenNow)
	r.expect(t, "the last quarter must be earned", "other", 1)
	r.expect(t, "allowed", "vip.example", 2)

	w.mail("late.example", 400)
	w.count(r)
	r.expect(t, "earned at first sight", "late.example", 400)
	w.mail("later.example", 500)
	w.count(r)
	r.expect(t, "no place left", "later.example", hiddenNow)
	r.expect(t, "no place left", "other", 501)

	for range 26 { // a day in which one.example alone is silent
		for _, name := range []string{"two.example", "late.example", "later.example"} {
			w.mail(name, 10)
		}
		w.count(r)
	}
	r.expect(t, "idle", "one.example", hiddenNow)
	inOther, _ := r.own("other")
	own, _ := r.own("later.example")
	if own == 0 || own+inOther != 501+260 {
		t.Errorf("later.example took the free place with %d of its own, %d stayed in other: %d attempts have been", own, inOther, 501+260)
	}

	w.mail("one.example", 7)
	w.count(r)
	r.expect(t, "no place to come back to", "one.example", hiddenNow)
	for range 26 { // now late.example is silent
		w.mail("two.example", 10)
		w.mail("later.example", 10)
		w.count(r)
	}
	w.mail("one.example", 5)
	w.count(r)
	r.expect(t, "back, with what it had and what is new", "one.example", 105)
	if got, want := r.total(), sum(w); got != want {
		t.Errorf("all series show %d attempts; there have been %d", got, want)
	}
}

func sum(w *world) (all int64) {
	for _, r := range w.rows {
		all += r.Attempts
	}
	return all
}

// TestCountersNeverFall lets a world run wild, and watches every series.
func TestCountersNeverFall(t *testing.T) {
	w, r := newWorld(), newRoster(Options{Names: 20, Idle: 3 * time.Hour}.withDefaults())
	last := map[string]int64{}
	for round := range 300 {
		for i := range 60 {
			if (round/20+i)%7 < 3 { // comes and goes
				w.mail(fmt.Sprintf("d%02d.example", (i*i+round/9)%90), int64(1+(i*round)%40))
			}
		}
		w.count(r)
		r.each(func(name string, m *member) {
			n := m.Own[0] + m.Own[1] + m.Own[2]
			if n < last[name] {
				t.Fatalf("round %d: %s fell from %d to %d", round, name, last[name], n)
			}
			last[name] = n
		})
		if len(r.Members) > 20+remembered*20 {
			t.Fatalf("round %d: %d names are kept", round, len(r.Members))
		}
	}
	if r.total() > sum(w) {
		t.Errorf("%d attempts are counted, %d have been", r.total(), sum(w))
	}
}

// TestMillionDomains is an attack: every message goes to another domain.
func TestMillionDomains(t *testing.T) {
	r := newRoster(Options{}.withDefaults())
	steady := aggregate.Row{Name: "steady.example"}
	all := int64(0)
	now := midnight
	for round := range 20 {
		steady.Attempts += 10_000
		steady.Sent += 10_000
		all += 10_000
		rows := make([]aggregate.Row, 0, 50_001)
		for i := range 50_000 { // the aggregate has forgotten those before
			row := aggregate.Row{Name: fmt.Sprintf("x%d.test", round*50_000+i)}
			row.Attempts, row.Deferred = 1, 1
			rows = append(rows, row)
			all++
		}
		now = now.Add(time.Hour)
		r.update(append(rows, steady), moment{now: now, created: midnight})
		if got := r.tracked(); got > 200 {
			t.Fatalf("round %d: %d names have series", round, got)
		}
	}
	if n := len(r.Members); n > 200*(1+remembered) {
		t.Errorf("%d names are kept", n)
	}
	if n := len(r.sketch.heap.all); n > 200*sketchPlaces || n != len(r.sketch.heap.at) {
		t.Errorf("the sketch holds %d names", n)
	}
	if len(r.met) > maxMet {
		t.Errorf("%d hashes are kept", len(r.met))
	}
	r.expect(t, "one that is always there", "steady.example", steady.Attempts)
	if r.Folded < 500_000 {
		t.Errorf("%d of a million names were counted as folded", r.Folded)
	}
}

// TestNames: what is no name, or looks like ours, has no series.
func TestNames(t *testing.T) {
	w, r := newWorld(), newRoster(Options{}.withDefaults())
	for _, name := range []string{"other", "(other)", "", "a\xffb.test", "a\nb.test", "\u202etset", strings.Repeat("x", 300)} {
		w.mail(name, 10)
	}
	w.mail("(local)", 3)
	w.mail("bücher.example", 4)
	w.count(r)
	r.expect(t, "names", "other", 70)
	r.expect(t, "names", "(local)", 3)
	r.expect(t, "names", "bücher.example", 4)
}

// TestSaved: a restart is no break in any series.
func TestSaved(t *testing.T) {
	o := Options{Names: 4}.withDefaults()
	w, r := newWorld(), newRoster(o)
	for i := range 9 {
		w.mail(fmt.Sprintf("d%d.example", i), int64(100-i))
	}
	w.count(r)
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	o.Allow = []string{"d7.example"} // allowed since
	back := newRoster(o)
	if err := json.Unmarshal(text, back); err != nil {
		t.Fatal(err)
	}
	folded := r.Folded
	for i := range 9 {
		w.mail(fmt.Sprintf("d%d.example", i), 10)
	}
	w.count(back)
	r.each(func(name string, m *member) {
		is, _ := back.own(name)
		was := m.Own[0] + m.Own[1] + m.Own[2]
		if name != "other" && is != was+10 {
			t.Errorf("%s: %d before the restart, %d after 10 more", name, was, is)
		}
		if name != "other" && !back.Members[name].Created.Equal(m.Created) {
			t.Errorf("%s began at %s before, and at %s after", name, m.Created, back.Members[name].Created)
		}
	})
	back.expect(t, "allowed since the restart", "d7.example", 0)
	if got, want := back.total(), sum(w); got != want {
		t.Errorf("all series show %d attempts; there have been %d", got, want)
	}
	if back.Folded != folded {
		t.Errorf("%d folded names are %d after the restart", folded, back.Folded)
	}
	w.mail("d7.example", 10)
	w.count(back)
	back.expect(t, "allowed, counted", "d7.example", 10)
}

func TestSavedExporter(t *testing.T) {
	s := bothSides()
	first := fixed(t, s, Options{Names: 4})
	saved, err := first.Save()
	if err != nil {
		t.Fatal(err)
	}
	second := fixed(t, s, Options{Names: 4, Saved: saved})
	second.names = first.names
	_, before := get(t, first, "/metrics")
	_, after := get(t, second, "/metrics")
	if ours(before) != ours(after) {
		t.Errorf("a restart changed the metrics:\n%s\n%s", ours(before), ours(after))
	}
	if _, err := New(Options{State: func() State { return s }, Saved: []byte("{")}); err == nil || !strings.Contains(err.Error(), "start without") {
		t.Errorf("broken state: %v", err)
	}
}

// TestSavedBeforeMore: the first request may come long after the restart. What
// came meanwhile is no part of what was saved.
func TestSavedBeforeMore(t *testing.T) {
	sentTo := func(name string, n int64) aggregate.Row {
		r := aggregate.Row{Name: name}
		r.Attempts, r.Sent = n, n
		return r
	}
	shown := State{Snapshot: &aggregate.Snapshot{Destinations: []aggregate.Row{sentTo("old.example", 3)}}}
	o := Options{State: func() State { return shown }, Names: 1}
	first, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if o.Saved, err = first.Save(); err != nil {
		t.Fatal(err)
	}
	o.Allow = []string{"new.example"}
	second, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	shown.Snapshot = &aggregate.Snapshot{Destinations: []aggregate.Row{sentTo("old.example", 3), sentTo("new.example", 2)}}
	_, text := get(t, second, "/metrics")
	if want := `tempfail_destination_attempts_total{destination="new.example",status="sent"} 2`; !strings.Contains(text, want) {
		t.Errorf("there is no %s in\n%s", want, ours(text))
	}
}

// TestSketch holds the sketch to its promise: no name above total/limit is
// missing, and no weight is below the truth, or above it by more than Over.
func TestSketch(t *testing.T) {
	s, truth := newSketch(50), map[string]float64{}
	for i := range 20_000 {
		name := fmt.Sprintf("rare%d", i)
		if i%3 == 0 {
			name = fmt.Sprintf("often%d", (i/3)%20)
		}
		s.add(name, 1)
		truth[name]++
	}
	for name, n := range truth {
		c := s.find(name)
		switch {
		case c == nil && n > s.total/50:
			t.Errorf("%s with %g of %g is missing", name, n, s.total)
		case c != nil && (c.Weight < n || c.sure() > n):
			t.Errorf("%s weighs %g, of which %g are sure; it has %g", name, c.Weight, c.sure(), n)
		}
	}
	heavy := s.find("often3").Weight
	s.fade()
	if s.find("often3").Weight != heavy/2 || len(s.heap.all) != 50 {
		t.Error("what is past does not fade")
	}
}

// TestFalls: a domain's attempts are booked to another provider once more is
// known of it. A counter that fell would look like a restart, and its rate
// like a flood.
func TestFalls(t *testing.T) {
	r := newRoster(Options{}.withDefaults())
	for i, step := range []struct{ has, shows int64 }{{100, 100}, {60, 100}, {99, 100}, {110, 110}} {
		row := aggregate.Row{Name: "example.net"}
		row.Attempts, row.Sent = step.has, step.has
		r.update([]aggregate.Row{row}, moment{now: midnight.Add(time.Duration(i) * time.Minute), created: midnight})
		r.expect(t, fmt.Sprint("step ", i), "example.net", step.shows)
		r.expect(t, fmt.Sprint("step ", i), "other", 0)
	}
}

// TestForgotten has the aggregate forget a name, which adds what it had to the
// row of others, and meet it again: its series goes on where it stood.
func TestForgotten(t *testing.T) {
	w, r := newWorld(), newRoster(Options{}.withDefaults())
	w.mail("one.example", 100)
	w.mail("two.example", 50)
	w.count(r)
	delete(w.rows, "one.example")
	w.mail("(other) two.example", 100)
	w.count(r)
	r.expect(t, "forgotten", "one.example", 100)
	r.expect(t, "forgotten", "two.example", 50)
	r.expect(t, "forgotten", "other", 0)
	r.expect(t, "a row of others", "(other) two.example", hiddenNow)
	w.mail("one.example", 7)
	w.mail("(other) two.example", 3)
	w.count(r)
	r.expect(t, "met again", "one.example", 107)
	r.expect(t, "met again", "other", 3)
	if all := r.total(); all != sum(w) {
		t.Errorf("%d attempts are in the series, %d have been", all, sum(w))
	}
}
