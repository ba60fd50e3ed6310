package aggregate_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tempfail/aggregate"
)

// want is an expect or allow line.
type want struct {
	line         int
	about        string // "finding", "answer" or "verdict" (of a row)
	least, most  int    // how many such findings
	verdicts     []string
	kinds, names []string // of the scope; "*" is any
	since, until time.Duration
	tolerance    time.Duration
	timed        struct{ since, until bool }
	ongoing      bool
	causes       []string
	faults       []string
	evidence     []string
	advice       []string
	says         []string // of the answer
	destinations int
	returned     int
}

func (s *scene) readExpect(w *words) {
	x := want{line: s.line, about: "finding", least: 1, most: 1, tolerance: 10 * time.Minute}
	switch {
	case w.take("answer"):
		x.about, x.verdicts = "answer", w.either("side")
		if w.take("says") {
			x.says = w.either("word")
		}
	case w.take("verdict"):
		x.about, x.kinds = "verdict", []string{"destination"}
		if w.take("sender") {
			x.kinds[0] = "sender"
		}
		x.names, x.verdicts = []string{w.next("name")}, readVerdicts(w)
	case w.take("no"):
		x.least, x.most, x.verdicts, x.kinds, x.names = 0, 0, readVerdicts(w), []string{"*"}, []string{"*"}
		if w.more() {
			x.kinds, x.names = w.either("kind"), w.either("name")
		}
	default:
		switch {
		case w.take("times"):
			x.least = w.number("times")
			x.most = x.least
		case w.take("some"):
			x.most = math.MaxInt
		}
		x.verdicts, x.kinds, x.names = readVerdicts(w), w.either("kind"), w.either("name")
		x.readClauses(w)
	}
	s.wants = append(s.wants, x)
}

func (s *scene) readAllow(w *words) {
	s.wants = append(s.wants, want{line: s.line, about: "finding", most: math.MaxInt, verdicts: readVerdicts(w), kinds: w.either("kind"), names: w.either("name")})
}

func readVerdicts(w *words) []string {
	known := []aggregate.Verdict{aggregate.Healthy, aggregate.Thin, aggregate.Greylisting, aggregate.Throttled, aggregate.Blocked,
		aggregate.RemoteOutage, aggregate.RecipientTrouble, aggregate.LocalFault, aggregate.Unclear, "*"}
	verdicts := w.either("verdict")
	for _, v := range verdicts {
		if !slices.Contains(known, aggregate.Verdict(v)) {
			w.fail("verdict %q is none of aggregate.Verdict", v)
		}
	}
	return verdicts
}

func (x *want) readClauses(w *words) {
	for w.more() && w.err == nil {
		switch clause := w.next("clause"); clause {
		case "since":
			x.since, x.timed.since = w.clock("time"), true
		case "until":
			x.until, x.timed.until = w.clock("time"), true
		case "ongoing":
			x.ongoing = true
		case "tolerance":
			x.tolerance = w.length("tolerance")
		case "cause":
			x.causes = w.either("cause")
		case "fault":
			x.faults = w.either("fault")
		case "evidence":
			x.evidence = w.either("word")
		case "advice":
			x.advice = w.either("word")
		case "destinations":
			x.destinations = w.number("destinations")
		case "returned":
			x.returned = w.number("returned")
		default:
			w.fail("no clause %q; the comment of TestScenes lists them", clause)
		}
	}
}

// oneOfMany is a count of one before a plural: "1 attempts failed".
var oneOfMany = regexp.MustCompile(`(^|, )1 (other )?[a-z]+s `)

// judge returns what the scene's wants have to complain of.
func (s *scene) judge(snap *aggregate.Snapshot) []string {
	var complaints []string
	complain := func(line int, format string, args ...any) {
		complaints = append(complaints, fmt.Sprintf("%s:%d: ", s.file, line)+fmt.Sprintf(format, args...))
	}
	claimed := make([]bool, len(snap.Findings))
	for _, x := range s.wants {
		switch x.about {
		case "answer":
			if !slices.Contains(x.verdicts, string(snap.Answer.Side)) {
				complain(x.line, "the answer is %q (%s), want %s", snap.Answer.Side, snap.Answer.Says, strings.Join(x.verdicts, " or "))
			} else if x.says != nil && !slices.ContainsFunc(x.says, func(word string) bool { return strings.Contains(snap.Answer.Says, word) }) {
				complain(x.line, "the answer says %q, want a word of %s", snap.Answer.Says, strings.Join(x.says, " or "))
			}
		case "verdict":
			if got := rowVerdict(snap, x.kinds[0], x.names[0]); !slices.Contains(x.verdicts, got) {
				complain(x.line, "the row of %s says %q, want %s", x.names[0], got, strings.Join(x.verdicts, " or "))
			}
		default:
			n := 0
			for i := range snap.Findings {
				f := &snap.Findings[i]
				if !x.claims(f) {
					continue
				}
				n++
				claimed[i] = claimed[i] || x.most > 0
				for _, c := range x.check(f, s.day) {
					complain(x.line, "%s %s %s: %s", f.Verdict, f.Scope.Kind, f.Scope.Name, c)
				}
			}
			if n < x.least || n > x.most {
				complain(x.line, "%d findings of %s %s %s, want %s", n, strings.Join(x.verdicts, "|"), strings.Join(x.kinds, "|"), strings.Join(x.names, "|"), x.number())
			}
		}
	}
	for i, f := range snap.Findings {
		if alarms[f.Verdict] && !claimed[i] {
			complain(s.line, "found %s %s %s, which no line expects or allows", f.Verdict, f.Scope.Kind, f.Scope.Name)
		}
		for _, c := range s.lawless(&f, snap.Findings) {
			complain(s.line, "%s %s: %s", f.Verdict, f.Scope.Name, c)
		}
	}
	return complaints
}

// lawless returns what no finding of any scene may say.
func (s *scene) lawless(f *aggregate.Finding, all []aggregate.Finding) (wrong []string) {
	if f.Scope.Name == "" {
		wrong = append(wrong, "it is about nobody: "+f.Says)
	}
	if f.Since.Year() < 2000 {
		wrong = append(wrong, "it begins before there was a log: "+f.Since.String())
	}
	if f.Failed == 0 && f.Verdict != aggregate.LocalFault { // whose own lines may be all
		wrong = append(wrong, "nothing failed: "+f.Says)
	}
	for _, advice := range f.Advice {
		if strings.HasPrefix(advice, "One ") || strings.HasPrefix(advice, "Many hosts") || strings.HasPrefix(advice, "Many domains") {
			wrong = append(wrong, "its advice is for a case: "+advice)
		}
		if f.Verdict == aggregate.LocalFault && (strings.HasPrefix(advice, "Theirs") || strings.HasPrefix(advice, "Wait")) {
			wrong = append(wrong, "it is us, and the advice is to wait for others: "+advice)
		}
	}
	if f.Scope.Kind == "recipient" && (f.Recipients != f.Messages || f.Recovery.Deferred > f.Messages) {
		wrong = append(wrong, fmt.Sprintf("it is one recipient, of %d messages, and counts %d, and %d who were deferred", f.Messages, f.Recipients, f.Recovery.Deferred))
	}
	for _, e := range f.Evidence {
		if e.Name == "others-passing" && e.Value < e.Threshold {
			wrong = append(wrong, "no evidence, but a doubt: "+e.Says)
		}
	}
	for _, e := range slices.Concat(f.Evidence, f.Against) {
		if oneOfMany.MatchString(e.Says) {
			wrong = append(wrong, "one is not many: "+e.Says)
		}
		for _, g := range all {
			if g.Verdict == f.Verdict && g.Fault == f.Fault && g.Scope != f.Scope && together(f, &g) && strings.Contains(e.Says, "no other operator says so") {
				wrong = append(wrong, "another does: "+g.Says)
			}
		}
	}
	return wrong
}

// together tells whether two findings are of one time.
func together(f, g *aggregate.Finding) bool {
	return (f.Until == nil || !g.Since.After(*f.Until)) && (g.Until == nil || !f.Since.After(*g.Until))
}

// number says how many findings x wants.
func (x *want) number() string {
	if x.most == math.MaxInt {
		return "some"
	}
	return strconv.Itoa(x.most)
}

// claims reports whether the finding is of the kind that x speaks of.
func (x *want) claims(f *aggregate.Finding) bool {
	return among(x.verdicts, string(f.Verdict)) && among(x.kinds, f.Scope.Kind) && among(x.names, f.Scope.Name)
}

func among(names []string, name string) bool {
	return slices.Contains(names, name) || slices.Contains(names, "*")
}

// check compares what a claimed finding says.
func (x *want) check(f *aggregate.Finding, day time.Time) []string {
	var wrong []string
	miss := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if x.timed.since && f.Since.Sub(day.Add(x.since)).Abs() > x.tolerance {
		miss("since %s, want %s", f.Since.Format("15:04:05"), day.Add(x.since).Format("15:04:05"))
	}
	if x.timed.until {
		if f.Until == nil {
			miss("lasts, want an end at %s", day.Add(x.until).Format("15:04:05"))
		} else if f.Until.Sub(day.Add(x.until)).Abs() > x.tolerance {
			miss("until %s, want %s", f.Until.Format("15:04:05"), day.Add(x.until).Format("15:04:05"))
		}
	}
	if x.ongoing && !f.Ongoing {
		miss("has ended, want it ongoing")
	}
	if x.causes != nil && !slices.Contains(x.causes, f.Cause.String()) {
		miss("cause %s, want %s", f.Cause, strings.Join(x.causes, " or "))
	}
	if x.faults != nil && !slices.Contains(x.faults, f.Fault.String()) {
		miss("fault %s, want %s", f.Fault, strings.Join(x.faults, " or "))
	}
	if x.evidence != nil && !slices.ContainsFunc(x.evidence, func(word string) bool { return tells(f, word) }) {
		miss("no evidence speaks of %s", strings.Join(x.evidence, " or "))
	}
	if x.advice != nil && !slices.ContainsFunc(x.advice, func(word string) bool { return advises(f, word) }) {
		miss("no advice speaks of %s: %s", strings.Join(x.advice, " or "), strings.Join(f.Advice, " "))
	}
	if f.Returned < int64(x.returned) {
		miss("%d returned, want at least %d", f.Returned, x.returned)
	}
	if f.Destinations < x.destinations {
		miss("%d destinations, want at least %d", f.Destinations, x.destinations)
	}
	return wrong
}

// tells reports whether the finding's sentence or evidence has the word.
func tells(f *aggregate.Finding, word string) bool {
	has := func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(word)) }
	return has(f.Says) || slices.ContainsFunc(f.Evidence, func(e aggregate.Evidence) bool { return has(e.Name) || has(e.Says) })
}

// advises reports whether the finding's advice, or what speaks against it, has
// the word.
func advises(f *aggregate.Finding, word string) bool {
	has := func(s string) bool { return strings.Contains(s, word) }
	return slices.ContainsFunc(f.Advice, has) || slices.ContainsFunc(f.Against, func(e aggregate.Evidence) bool { return has(e.Says) })
}

// rowVerdict is what a destination's row says; "" for no row.
func rowVerdict(snap *aggregate.Snapshot, kind, name string) string {
	rows := snap.Destinations
	if kind == "sender" {
		rows = snap.Senders
	}
	for _, r := range rows {
		if r.Name == name {
			return string(r.Verdict)
		}
	}
	return ""
}

// describe prints an answer and its findings, for a failed test's log.
func describe(snap *aggregate.Snapshot) string {
	var b strings.Builder
	fmt.Fprintf(&b, "answer %s: %s\n", snap.Answer.Side, snap.Answer.Says)
	for _, f := range snap.Findings {
		until := "ongoing"
		if f.Until != nil {
			until = f.Until.Format("15:04:05")
		}
		fmt.Fprintf(&b, "%s %s %s, %s/%s, %s to %s, %d of %d failed, %d recipients, %d waiting: %s\n", f.Verdict, f.Scope.Kind, f.Scope.Name,
			f.Fault, f.Cause, f.Since.Format("15:04:05"), until, f.Failed, f.Attempts, f.Recipients, f.Waiting, f.Says)
		for _, e := range f.Evidence {
			fmt.Fprintf(&b, "    %s %.4g (%.4g): %s\n", e.Name, e.Value, e.Threshold, e.Says)
		}
	}
	return b.String()
}
