package aggregate

import (
	"slices"
	"strings"

	"tempfail/parser"
)

// whoWaits names what lists the recipients that a finding hits. A name that
// is no plain one is in no command: whoever copies it would run what a sender
// wrote.
func whoWaits(f *Finding) string {
	if f.Scope.Kind == "destination" && plainDomain(f.Scope.Name) {
		return "; `tempfail trace --waiting @" + strings.ToLower(f.Scope.Name) + "` lists them"
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
