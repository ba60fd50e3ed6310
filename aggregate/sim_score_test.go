package aggregate_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"text/tabwriter"
	"time"

	"tempfail/aggregate"
)

// score sums what was said of simulated days against what was true.
type score struct {
	byKind  map[string]*kindScore
	wrong   int      // findings that no fault explains
	matched int      // findings that a fault explains
	notes   []string // the first misses and false findings, for people
}

type kindScore struct {
	faults, unseen int // there; too little to be seen by anyone, and not counted
	found, missed  int
	extra          int // findings beyond the first of one fault
	start, end     []time.Duration
}

func newScore() *score { return &score{byKind: map[string]*kindScore{}} }

func (s *score) kind(name string) *kindScore {
	if s.byKind[name] == nil {
		s.byKind[name] = &kindScore{}
	}
	return s.byKind[name]
}

// slack is how far beside a fault's time a finding of it may lie.
const slack = 90 * time.Minute

// add scores one day.
func (s *score) add(d *simDay, snap *aggregate.Snapshot) {
	explained := make([]bool, len(snap.Findings))
	for _, f := range d.faults {
		k := s.kind(f.kind.name)
		k.faults++
		best := -1
		for i := range snap.Findings {
			x := &snap.Findings[i]
			if !alarms[x.Verdict] || !f.explains(x) {
				continue
			}
			explained[i] = true
			if best < 0 || x.Failed > snap.Findings[best].Failed {
				best = i
			}
			k.extra++
		}
		visible := f.tally.last > 0 && f.kind.seen(f)
		switch {
		case best >= 0:
			k.extra--
			if !visible {
				k.unseen++
				break
			}
			k.found++
			k.time(f, &snap.Findings[best])
		case visible:
			k.missed++
			s.note("day %d: missed %s", d.seed, f)
		default:
			k.unseen++
		}
	}
	for i, f := range snap.Findings {
		switch {
		case !alarms[f.Verdict]:
		case explained[i]:
			s.matched++
		default:
			s.wrong++
			s.kind("none").extra++
			s.note("day %d: false %s %s %s %s, %d of %d: %s", d.seed, f.Verdict, f.Scope.Kind, f.Scope.Name, f.Cause, f.Failed, f.Attempts, f.Says)
		}
	}
}

func (s *score) note(format string, args ...any) {
	if len(s.notes) < 60 {
		s.notes = append(s.notes, fmt.Sprintf(format, args...))
	}
}

// explains reports whether the fault is what the finding speaks of.
func (f *fault) explains(x *aggregate.Finding) bool {
	whole := slices.Contains(f.kind.verdicts, x.Verdict) && among(f.kind.scopes, x.Scope.Kind) && among(f.names, x.Scope.Name)
	if !whole {
		return f.explainsPart(x)
	}
	return f.meets(x) && (f.kind.words == nil || slices.ContainsFunc(f.kind.words, func(word string) bool { return tells(x, word) }))
}

// meets reports whether the finding's time meets the fault's.
func (f *fault) meets(x *aggregate.Finding) bool {
	return !x.Since.After(simMidnight.Add(f.until+slack)) && (x.Until == nil || !x.Until.Before(simMidnight.Add(f.from-slack)))
}

// explainsPart reports whether the finding names a part of a fault that hit
// so few that nobody could know it for more: a provider by one or two of its
// destinations, a blocklist by fewer than four operators, a lost IPv6 route
// by as few that look down.
func (f *fault) explainsPart(x *aggregate.Finding) bool {
	said, small := f.kind.verdicts, false
	switch f.kind.name {
	case "provider":
		small = len(f.tally.domains) < 3
	case "blocklist":
		small = f.tally.breadth(3) < 4
	case "ipv6":
		said, small = verdicts{aggregate.LocalFault, aggregate.RemoteOutage}, f.tally.breadth(1) < 4 // the first where this host says so
	}
	return small && slices.Contains(said, x.Verdict) && f.meets(x) && slices.Contains(f.parts, x.Scope.Name) && (x.Scope.Kind == "destination" || x.Scope.Kind == "provider")
}

// time adds how far the finding's times are from the truth: a fault begins
// between its cause and the first failure, and ends between the last failure
// and the cure.
func (k *kindScore) time(f *fault, x *aggregate.Finding) {
	k.start = append(k.start, outside(x.Since.Sub(simMidnight), f.from, f.tally.first))
	switch {
	case x.Until != nil:
		k.end = append(k.end, outside(x.Until.Sub(simMidnight), f.tally.last, f.until))
	case f.until < aDay:
		k.end = append(k.end, aDay-f.until)
	default:
		k.end = append(k.end, 0)
	}
}

func outside(at, from, until time.Duration) time.Duration {
	from, until = min(from, until), max(from, until)
	return max(0, from-at, at-until)
}

func (f *fault) String() string {
	return fmt.Sprintf("%s %s-%s (%s), %d of %d messages at %d operators", f.kind.name, clockOf(f.from), clockOf(f.until), f.about,
		f.tally.failed, f.tally.failed+f.tally.spared, f.tally.breadth(1))
}

func clockOf(at time.Duration) string { return simMidnight.Add(at).Format("15:04") }

// totals are recall, precision and the share of times that lie within limit.
func (s *score) totals(limit time.Duration) (recall, precision, timely float64) {
	found, missed, near, times := 0, 0, 0, 0
	for _, k := range s.byKind {
		found, missed = found+k.found, missed+k.missed
		for _, off := range slices.Concat(k.start, k.end) {
			times++
			if off <= limit {
				near++
			}
		}
	}
	return share(found, found+missed), share(s.matched, s.matched+s.wrong), share(near, times)
}

func share(part, all int) float64 {
	if all == 0 {
		return 1
	}
	return float64(part) / float64(all)
}

// String is the table by kind.
func (s *score) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "fault\tthere\tunseen\tfound\tmissed\textra\tstart off p50\tp95\tend off p50\tp95\t")
	names := make([]string, 0, len(s.byKind))
	for name := range s.byKind {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		k := s.byKind[name]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t\n", name, k.faults, k.unseen, k.found, k.missed, k.extra,
			quantile(k.start, 0.5), quantile(k.start, 0.95), quantile(k.end, 0.5), quantile(k.end, 0.95))
	}
	w.Flush()
	return b.String()
}

func quantile(d []time.Duration, q float64) string {
	if len(d) == 0 {
		return "-"
	}
	d = slices.Sorted(slices.Values(d))
	return d[int(q*float64(len(d)-1)+0.5)].Round(time.Second).String()
}
