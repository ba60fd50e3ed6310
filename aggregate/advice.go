package aggregate

import (
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

// cases are what advice begins with that is for one case only. A label is not
// shown where its case is given.
var cases = []struct {
	begins string
	label  bool
	given  func(e *evidence, f *Finding) bool
}{
	{"One domain: ", true, theirs},
	{"One host: ", true, theirs},
	{"Many domains: ", true, ours},
	{"Many hosts: ", true, ours},
	{"If only IPv6 ", false, func(e *evidence, _ *Finding) bool { return e.families() > 1 }},
}

// theirs and ours tell a fault of one scope from one of many at once; where it
// cannot be told whose it is, it is neither.
func theirs(_ *evidence, f *Finding) bool { return f.Scope.Kind != "host" && f.Verdict != Unclear }
func ours(_ *evidence, f *Finding) bool   { return f.Scope.Kind == "host" }

// fitting is advice without its label; "" if its case is not given, or to wait
// was said before.
func (e *evidence) fitting(f *Finding, advice string, said []string) string {
	if len(said) > 0 && (strings.HasPrefix(advice, "Wait") || strings.HasSuffix(advice, "wait.")) {
		return ""
	}
	for _, c := range cases {
		rest, found := strings.CutPrefix(advice, c.begins)
		switch {
		case !found:
		case !c.given(e, f):
			return ""
		case c.label:
			return capital(rest)
		}
	}
	return advice
}

// adviceFor is what to do about a finding now: first what its verdict asks
// for, then what its cause does, unless the test itself told better.
func (e *evidence) adviceFor(f *Finding) []string {
	var out []string
	switch f.Verdict {
	case RemoteOutage:
		if !f.Ongoing && f.Waiting == 0 {
			out = append(out, "Nothing is left to do: it is over, and nobody waits for it any more.")
		} else {
			out = append(out, "Wait: the queue retries by itself. Reach urgent recipients another way"+whoWaits(f)+".")
		}
		if f.unreached {
			name := "DOMAIN"
			if plainDomain(f.Scope.Name) {
				name = f.Scope.Name
			}
			out[0] = "Check the name, and whether anybody is there (`dig MX " + name + "`): no server of it was reached in this log. It may be a typing error, or gone for good; else wait, and reach urgent recipients another way" + whoWaits(f) + "."
		}
		if layerOf[f.Cause] == layerRecipient {
			return append(out, "Tell no sender that a mailbox is full: what failed is the storage of "+f.Scope.Name+", or what counts it. Their status page or their postmaster knows.")
		}
	case Throttled:
		return append(out, "Lower the concurrency and the rate for "+f.Scope.Name+" ({slow}), and spread the campaign.")
	case RecipientTrouble:
		if len(f.Advice) > 0 {
			return nil
		}
		return f.Cause.Advice()
	case Unclear:
		if f.Scope.Kind != "host" && len(f.Advice) == 0 {
			out = append(out, "Try "+f.Scope.Name+" from another network: if it takes mail from there, look for the fault on this side.")
		}
	case Greylisting:
		out = append(out, "Nothing to do: retries from the same address pass.")
	case LocalFault:
		switch fault := f.Cause.Fault(); { // of a relay: nobody else's server is meant
		case f.Scope.Kind == "relay" && fault == parser.FaultRemote:
			return append(out, "Look at the log, the queue and the disk of "+f.Scope.Name+": it is this host's own way out.")
		case f.Scope.Kind == "relay" && fault == parser.FaultNetwork:
			return append(out, "Check name and port of "+f.Scope.Name+" ({relay}), and whether this host reaches it; then ask who runs it: it is this host's own way out.")
		}
	}
	if f.Cause != parser.CauseUnknown && f.Verdict != Greylisting && len(f.Advice) == 0 {
		for _, advice := range f.Cause.Advice() {
			if s := e.fitting(f, advice, out); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}
