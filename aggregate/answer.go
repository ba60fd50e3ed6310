package aggregate

import (
	"fmt"
	"strings"

	"tempfail/parser"
)

// everyLists is the part of all recipients that may be at names which are wrong
// or gone: no more are part of any list.
const everyLists = 4

// thinLog is how few attempts are too few to judge by.
const thinLog = 20

// answer is the report in one sentence. A live one is about what lasts.
func answer(s *Snapshot, live bool) Answer {
	us, them, over := sides(s, live)
	switch {
	case len(us) > 0 && len(them) > 0:
		return Answer{SideBoth, "Both. Us: " + more(us) + ". Them: " + more(them) + "."}
	case len(us) > 0:
		return Answer{SideUs, "It is us. " + more(us) + "."}
	case len(them) > 0:
		return Answer{SideThem, "It is them. " + more(them) + "."}
	case over != "":
		return Answer{SideClear, "Nothing is wrong now. Earlier: " + over + "."}
	}
	return nobodys(s, live)
}

// sides are what the findings say that need hands, ours or theirs; over is the
// first of those that no longer last, where that matters.
func sides(s *Snapshot, live bool) (us, them []string, over string) {
	for i := range s.Findings {
		f := &s.Findings[i]
		side := f.Verdict.Side()
		switch {
		case live && !f.Ongoing:
			if side != "" && over == "" {
				over = f.Says
			}
		case side == SideUs:
			us = append(us, f.Says)
		case side == SideThem:
			them = append(them, f.Says)
		}
	}
	return us, them, over
}

// more is the first, and how many come after it.
func more(says []string) string {
	if len(says) > 1 {
		return fmt.Sprintf("%s; and %d more", says[0], len(says)-1)
	}
	return says[0]
}

// nobodys is the answer where no finding needs hands.
func nobodys(s *Snapshot, live bool) Answer {
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
		case Greylisting:
			expected += f.Failed
		case RecipientTrouble:
			if f.Scope.Kind != "host" || everyLists*f.Recipients <= t.Recipients {
				expected += f.Failed
			}
		}
	}
	held := untried(s)
	switch {
	case t.Attempts < thinLog && failed > 0:
		return Answer{SideThin, fmt.Sprintf("There is not enough mail to tell: %s in all, %d failed.", plural(int(t.Attempts), "attempt"), failed)}
	case t.Attempts == 0:
		return Answer{SideThin, "There is nothing to judge: the log holds no delivery attempt" + hinted(s) + "."}
	case 3*(failed-expected) > t.Attempts:
		return Answer{SideThin, fmt.Sprintf("It cannot be told: %d of %d attempts failed, but no destination has mail enough, or failed long enough, to say why.", failed, t.Attempts)}
	case held >= untriedLeast && 2*held > len(s.Waiting) && untriedShare*int64(held) >= t.Recipients:
		return Answer{SideThin, fmt.Sprintf("It cannot be told yet: %d of %s who wait were put off without a try.", held, plural(len(s.Waiting), "recipient"))}
	case failed == 0:
		return Answer{SideClear, calm(s) + fmt.Sprintf("%s, none failed%s.", plural(int(t.Attempts), "attempt"), hinted(s))}
	}
	return Answer{SideClear, calm(s) + usual(s)}
}

// calm begins the answer of a quiet log. Where lines of this host hint at a
// fault that no delivery shows, that is not said of all.
func calm(s *Snapshot) string {
	if hinted(s) != "" {
		return "The deliveries give no cause to worry: "
	}
	return "Nothing to worry about: "
}

// untriedLeast is how many recipients who were never tried are no calm. Exim
// lets a host that failed rest for a quarter of an hour: that are too few tries
// to judge it by, while the queue grows. Of much mail they are a twentieth at
// least: some always wait behind a domain that is gone.
const (
	untriedLeast = 10
	untriedShare = 20
)

// untried counts the recipients who wait and were never tried.
func untried(s *Snapshot) (n int) {
	for i := range s.Waiting {
		n += b2i(s.Waiting[i].Attempts == 0)
	}
	return n
}

// usual says what the failures of a quiet log are.
func usual(s *Snapshot) string {
	t := &s.Totals
	says := fmt.Sprintf("%d of %d attempts were deferred or bounced", t.Deferred+t.Bounced, t.Attempts)
	if d := refuser(s); d != nil {
		says += fmt.Sprintf(", %d of them bounced by %s alone, of %d there", d.Bounced, d.Name, d.Attempts)
	} else {
		says += ", and none of it stands out"
	}
	says += mostly(s)
	if t.Waiting > 0 {
		says += "; " + plural(int(t.Waiting), "recipient") + " still to be delivered"
	}
	says += hinted(s)
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

const (
	refuserLeast = 10  // bounces of one destination that the answer speaks of,
	refuserShare = 0.2 // of its attempts at least
)

// refuser is the destination that most of what bounced is of; nil where there
// is none. No test knows whether a mailbox should be there.
func refuser(s *Snapshot) *Row {
	for i := range s.Destinations {
		if d := &s.Destinations[i]; d.Bounced >= refuserLeast && 2*d.Bounced > s.Totals.Bounced && float64(d.Bounced) >= refuserShare*float64(d.Attempts) {
			return d
		}
	}
	return nil
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
		says := fmt.Sprintf("; most of it, %s: %s", plural(int(n), "attempt"), words(c.Cause))
		if c.Cause == parser.RecipientUnknown || c.Cause == parser.DomainInvalid {
			says += ", so clean the list before operators count it against this host"
		}
		return says
	}
	return ""
}

// hintsLeast is how many lines that hint at a fault of this host the answer
// speaks of, though no delivery shows it.
const hintsLeast = 10

// hinted says what this host's own lines tell of, though no finding does: a
// moment's fault, or one that mail which comes in is refused for.
func hinted(s *Snapshot) string {
	var most LocalFaultRow
	for _, row := range s.LocalFaults {
		sure := row.Strength == parser.Sure.String()
		if (sure || row.Strength == parser.Hint.String() && row.Count >= hintsLeast) && row.Count > most.Count {
			most = row
		}
	}
	for t, name := range ownNames {
		if most.Trouble == parser.LocalTrouble(t).String() {
			return fmt.Sprintf("; but %s of this host may tell of a fault: %s (see THIS HOST SAYS)", plural(int(most.Count), "line"), name)
		}
	}
	return turnedAway(s)
}

// ownReasons are the causes for which a host turns clients away for a while that
// are no opinion of the client: it may be a fault of this host, or of a filter.
var ownReasons = map[parser.Cause]bool{
	parser.CauseUnknown: true, parser.RateLimit: true, parser.LocalCause: true,
	parser.RemoteBusy: true, parser.RemoteStorage: true, parser.RemoteError: true,
}

// turnedAway says how often this host refused its clients for such a cause:
// these, too, see a 451.
func turnedAway(s *Snapshot) string {
	total, most := int64(0), RefusedRow{}
	for _, row := range s.Refused {
		if !ownReasons[row.Cause] || row.Code/100 == 5 || strings.HasPrefix(row.Enhanced, "5") {
			continue
		}
		total += row.Count
		if row.Count > most.Count {
			most = row
		}
	}
	if total < hintsLeast {
		return ""
	}
	return fmt.Sprintf("; but this host turned its own clients away %d times, mostly with %q (see REFUSED BY US)", total, most.Template)
}

// outageSays is an outage in a sentence.
func (e *evidence) outageSays(f *Finding, d duty, ep *episode) string {
	what := map[parser.Cause]string{
		parser.DNS: "cannot be found in the DNS", parser.Connect: "does not accept connections", parser.ConnLost: "loses connections",
		parser.TLS: "fails at TLS", parser.RemoteBusy: "is overloaded", parser.RemoteStorage: "is out of storage",
		parser.MailboxFull: "says of all mailboxes that they are full", parser.MailboxUnavailable: "says of all mailboxes that they are unavailable",
	}[f.Cause]
	if why := e.distrustIn(ep); why != nil {
		what = why.theirs
	} else if f.Cause == parser.Connect && e.noRoute(&d) {
		what = "cannot be reached from this host"
	}
	if what == "" {
		what = "answers with temporary failures"
	}
	many := ""
	if len(d.dests) > 1 && (f.Scope.Kind != "relay" || f.Fault == parser.FaultRemote) { // of one's own way out that says nothing
		many = fmt.Sprintf(" (%d destinations)", len(d.dests))
	}
	state := "failed"
	if ep.ongoing {
		state = "is failing"
	}
	return fmt.Sprintf("%s%s %s: %s at %s of attempts, %s", f.Scope.Name, many, what, state, percent(float64(d.failed)/float64(max(d.attempts, 1))), e.clock(ep.since, ep.until, ep.ongoing))
}
