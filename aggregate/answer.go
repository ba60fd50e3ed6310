package aggregate

import (
	"fmt"
	"slices"
	"strings"

	"tempfail/parser"
)

// thinLog is how few attempts are too few to judge by.
const thinLog = 20

// sideOf says whose hands a finding needs.
var sideOf = map[Verdict]Side{LocalFault: SideUs, Blocked: SideUs, Throttled: SideUs, RemoteOutage: SideThem}

// answer is the report in one sentence. A live one is about what lasts.
func answer(s *Snapshot, live bool) Answer {
	us, them, over := "", "", ""
	n := map[Side]int{}
	for i := range s.Findings {
		f := &s.Findings[i]
		side := sideOf[f.Verdict]
		if live && !f.Ongoing {
			if side != "" && over == "" {
				over = f.Says
			}
			continue
		}
		n[side]++
		if side == SideUs && us == "" {
			us = f.Says
		}
		if side == SideThem && them == "" {
			them = f.Says
		}
	}
	more := func(says string, n int) string {
		if n > 1 {
			return fmt.Sprintf("%s; and %d more", says, n-1)
		}
		return says
	}
	switch {
	case n[SideUs] > 0 && n[SideThem] > 0:
		return Answer{SideBoth, "Both. Us: " + more(us, n[SideUs]) + ". Them: " + more(them, n[SideThem]) + "."}
	case n[SideUs] > 0:
		return Answer{SideUs, "It is us. " + more(us, n[SideUs]) + "."}
	case n[SideThem] > 0:
		return Answer{SideThem, "It is them. " + more(them, n[SideThem]) + "."}
	}
	if over != "" {
		return Answer{SideClear, "Nothing is wrong now. Earlier: " + over + "."}
	}
	t := &s.Totals
	failed := t.Deferred + t.Bounced
	expected := int64(0) // failures that are nobody's fault
	for i := range s.Findings {
		switch f := &s.Findings[i]; f.Verdict {
		case Unclear:
			if live && !f.Ongoing {
				continue
			}
			return Answer{SideThin, "It cannot be told whose it is. " + f.Says + "."}
		case Greylisting, RecipientTrouble:
			expected += f.Failed
		}
	}
	switch {
	case t.Attempts < thinLog && failed > 0:
		return Answer{SideThin, fmt.Sprintf("There is not enough mail to tell: %s in all, %d failed.", plural(int(t.Attempts), "attempt"), failed)}
	case t.Attempts == 0:
		return Answer{SideThin, "There is nothing to judge: the log holds no delivery attempt."}
	case 3*(failed-expected) > t.Attempts:
		return Answer{SideThin, fmt.Sprintf("It cannot be told: %d of %d attempts failed, but no destination has mail enough, or failed long enough, to say why.", failed, t.Attempts)}
	case failed == 0:
		return Answer{SideClear, fmt.Sprintf("Nothing to worry about: %s, none failed.", plural(int(t.Attempts), "attempt"))}
	}
	return Answer{SideClear, "Nothing to worry about: " + usual(s)}
}

// usual says what the failures of a quiet log are.
func usual(s *Snapshot) string {
	t := &s.Totals
	says := fmt.Sprintf("%d of %d attempts were deferred or bounced, and none of it stands out", t.Deferred+t.Bounced, t.Attempts)
	if t.Waiting > 0 {
		says += "; " + plural(int(t.Waiting), "recipient") + " still to be delivered"
	}
	says += mostly(s)
	var grey []string
	for i := range s.Findings {
		if f := &s.Findings[i]; f.Verdict == Greylisting {
			grey = append(grey, f.Scope.Name)
		}
	}
	switch {
	case len(grey) > 3:
		return fmt.Sprintf("%s; %d destinations greylist, as expected.", says, len(grey))
	case len(grey) == 1:
		return says + "; " + grey[0] + " greylists, as expected."
	case len(grey) > 0:
		return says + "; " + strings.Join(grey, " and ") + " greylist, as expected."
	}
	return says + "."
}

// mostly says what most failures are, where there are many and they are of one
// kind.
func mostly(s *Snapshot) string {
	failed := s.Totals.Deferred + s.Totals.Bounced
	for i := range s.Causes {
		c := &s.Causes[i]
		n := c.Deferred + c.Bounced
		if 2*n <= failed || 10*failed < s.Totals.Attempts || c.Cause == parser.CauseUnknown || c.Cause == parser.Greylist {
			continue
		}
		says := fmt.Sprintf("; %d of them because %s", n, c.Cause.Means())
		if c.Cause == parser.RecipientUnknown || c.Cause == parser.DomainInvalid {
			says += ": clean the list before operators count it against this host"
		}
		return says
	}
	return ""
}

// outageSays is an outage in a sentence.
func (e *evidence) outageSays(f *Finding, d duty, ep *episode) string {
	what := map[parser.Cause]string{
		parser.DNS: "cannot be found in the DNS", parser.Connect: "does not accept connections", parser.ConnLost: "loses connections",
		parser.TLS: "fails at TLS", parser.RemoteBusy: "is overloaded", parser.RemoteStorage: "is out of storage",
	}[f.Cause]
	if what == "" {
		what = "answers with temporary failures"
	}
	many := ""
	if len(d.dests) > 1 {
		many = fmt.Sprintf(" (%d destinations)", len(d.dests))
	}
	state := "failed"
	if ep.ongoing {
		state = "is failing"
	}
	return fmt.Sprintf("%s%s %s: %s at %s of attempts, %s", f.Scope.Name, many, what, state, percent(float64(d.failed)/float64(max(d.attempts, 1))), e.clock(ep.since, ep.until))
}

// whoWaits names what lists the recipients that a finding hits. A name that
// is no plain one is in no command: whoever copies it would run what a sender
// wrote.
func whoWaits(f *Finding) string {
	if f.Scope.Kind == "destination" && plainDomain(f.Scope.Name) {
		return "; `tempfail trace @" + strings.ToLower(f.Scope.Name) + "` lists them"
	}
	return ""
}

// plainDomain tells whether a domain name means nothing to a shell.
func plainDomain(name string) bool {
	for _, c := range []byte(name) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '.', c == '-', c == '_', c >= 0x80:
		default:
			return false
		}
	}
	return true
}

// ofOne and ofMany begin the advice for a fault of one scope, or of many at
// once.
var (
	ofOne  = []string{"One domain: ", "One host: "}
	ofMany = []string{"Many domains: ", "Many hosts: "}
)

// fitting is advice without the case that it begins with; "" if that is another
// one, or to wait was said before.
func (f *Finding) fitting(advice string, said []string) string {
	mine, others := ofOne, ofMany
	if f.Scope.Kind == "host" {
		mine, others = ofMany, ofOne
	}
	begins := func(s string) bool { return strings.HasPrefix(advice, s) }
	if slices.ContainsFunc(others, begins) || len(said) > 0 && (begins("Wait") || strings.HasSuffix(advice, "wait.")) {
		return ""
	}
	if i := slices.IndexFunc(mine, begins); i >= 0 {
		advice = advice[len(mine[i]):]
		return strings.ToUpper(advice[:1]) + advice[1:]
	}
	return advice
}

// adviceFor is what to do about a finding now: first what its verdict asks
// for, then what its cause does, unless the test itself told better.
func (e *evidence) adviceFor(f *Finding) []string {
	var out []string
	switch f.Verdict {
	case RemoteOutage:
		out = append(out, "Wait: the queue retries by itself. Reach urgent recipients another way"+whoWaits(f)+".")
	case Throttled:
		return append(out, "Lower the concurrency and the rate for "+f.Scope.Name+e.words.in(" ({slow}), and spread the campaign."))
	case RecipientTrouble:
		return f.Cause.Advice()
	case Greylisting:
		out = append(out, "Nothing to do: retries from the same address pass.")
	case LocalFault:
		switch fault := f.Cause.Fault(); { // of a relay: nobody else's server is meant
		case f.Scope.Kind == "relay" && fault == parser.FaultRemote:
			return append(out, "Look at the log, the queue and the disk of "+f.Scope.Name+": it is this host's own way out.")
		case f.Scope.Kind == "relay" && fault == parser.FaultNetwork:
			return append(out, "Check name and port of "+f.Scope.Name+e.words.in(" ({relay}), and whether this host reaches it; then ask who runs it: it is this host's own way out."))
		}
	}
	if f.Cause != parser.CauseUnknown && f.Verdict != Greylisting && len(f.Advice) == 0 {
		for _, advice := range f.Cause.Advice() {
			if s := f.fitting(advice, out); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}
