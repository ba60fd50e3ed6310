package report

import (
	"fmt"
	"io"

	"tempfail/aggregate"
	"tempfail/internal/printable"
)

// JSON writes s for other programs, as the contract of its fields has it: a
// blank for each level, a newline at the end, an empty list as []. With o.Top
// above 0 the lists of names, replies and waiting recipients are cut to as
// many; findings never are.
func JSON(w io.Writer, s *aggregate.Snapshot, o Options) error {
	e := printable.NewEncoder(w)
	e.SetIndent("", " ")
	if err := e.Encode(complete(*s, o.Top)); err != nil {
		return fmt.Errorf("writing the report as JSON: %w", err)
	}
	return nil
}

// complete is s with its lists cut to top, and none of them nil.
func complete(s aggregate.Snapshot, top int) *aggregate.Snapshot {
	s.Input.Files = listed(s.Input.Files, 0)
	s.Destinations = listed(s.Destinations, top)
	s.Providers = listed(s.Providers, top)
	s.Senders = listed(s.Senders, top)
	s.Causes = listed(s.Causes, 0)
	s.Replies = listed(s.Replies, top)
	s.LocalFaults = listed(s.LocalFaults, 0)
	s.Refused = listed(s.Refused, top)
	s.Waiting = listed(s.Waiting, top)
	s.Timeline.Buckets = listed(s.Timeline.Buckets, 0)
	s.Limits = listed(s.Limits, 0)
	findings := make([]aggregate.Finding, len(s.Findings))
	for i, f := range s.Findings {
		f.Evidence = listed(f.Evidence, 0)
		f.Against = listed(f.Against, 0)
		f.Advice = listed(f.Advice, 0)
		f.Samples = listed(f.Samples, 0)
		findings[i] = f
	}
	s.Findings = findings
	return &s
}

// listed is list without what is beyond top, and never nil.
func listed[T any](list []T, top int) []T {
	if list == nil {
		return []T{}
	}
	if top > 0 && len(list) > top {
		return list[:top]
	}
	return list
}
