package aggregate

import (
	"strings"
	"time"

	"tempfail/parser"
)

// Verdict is a judgement about a scope.
type Verdict string

const (
	Healthy          Verdict = "healthy"
	Thin             Verdict = "thin" // too little evidence
	Greylisting      Verdict = "greylisting"
	Throttled        Verdict = "throttled"
	Blocked          Verdict = "blocked"
	RemoteOutage     Verdict = "remote-outage"
	RecipientTrouble Verdict = "recipient-trouble"
	LocalFault       Verdict = "local-fault"
	Unclear          Verdict = "unclear"
)

// Side says whose hands a verdict asks for: SideUs or SideThem; empty where the
// answer is not about it.
func (v Verdict) Side() Side {
	switch v {
	case LocalFault, Blocked, Throttled:
		return SideUs
	case RemoteOutage:
		return SideThem
	}
	return ""
}

// Scope is what a verdict is about. Kind is one of host, relay, provider,
// destination, sender, recipient.
type Scope struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// Named tells whether Name is a name, and not the words for a host, or for
// several, that the log does not name: see hostName.
func (s Scope) Named() bool { return s.Kind != "host" || !strings.HasPrefix(s.Name, "this ") }

// Finding is a verdict with its scope, its time, the numbers that decided
// it, what spoke against it, and what to do.
type Finding struct {
	Verdict      Verdict      `json:"verdict"`
	Fault        parser.Fault `json:"fault"`
	Cause        parser.Cause `json:"cause"`
	Scope        Scope        `json:"scope"`
	Says         string       `json:"says"`  // one sentence
	Since        time.Time    `json:"since"` // the first failed attempt of the fault
	Until        *time.Time   `json:"until"` // its last; nil while it lasts
	Ongoing      bool         `json:"ongoing"`
	Attempts     int64        `json:"attempts"` // in scope, while it lasted
	Failed       int64        `json:"failed"`
	Recipients   int64        `json:"recipients"` // hit
	Messages     int64        `json:"messages"`   // hit
	Destinations int          `json:"destinations"`
	Waiting      int64        `json:"waiting"`  // still
	Returned     int64        `json:"returned"` // to their senders: bounced for it, or expired after they were deferred for it
	Confidence   float64      `json:"confidence"`
	Evidence     []Evidence   `json:"evidence"`
	Against      []Evidence   `json:"against"`
	Advice       []string     `json:"advice"`
	Samples      []string     `json:"samples"`
	Recovery     Recovery     `json:"recovery"`

	unreached bool // no server of the destination was reached in the whole log

	Person string `json:"-"` // whose account or address it is about, if any: for who hides people's names
}

// Answered are the findings that the answer is about.
func (s *Snapshot) Answered() (all []Finding) {
	for _, f := range s.Findings {
		if f.Verdict.Side() != "" {
			all = append(all, f)
		}
	}
	return all
}

// Lasting counts the findings that last, and tells when the last of the others
// ended; the zero time where none has.
func Lasting(all []Finding) (n int, ended time.Time) {
	for _, f := range all {
		switch {
		case f.Ongoing || f.Until == nil:
			n++
		case f.Until.After(ended):
			ended = *f.Until
		}
	}
	return n, ended
}

// Evidence is one number, against its threshold, in words.
type Evidence struct {
	Name      string  `json:"name"`
	Value     float64 `json:"value"`
	Threshold float64 `json:"threshold"`
	Says      string  `json:"says"`
}
