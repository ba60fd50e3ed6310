package trace

import (
	"fmt"
	"slices"
	"strings"
)

// maxMatches is how many messages that match are kept.
const maxMatches = 1_000

// matches are the messages that match, as many as are kept: those that wait,
// whom somebody looks for, and the newest.
type matches struct {
	all []*Message
	cut Ends // those that are not kept any more
}

func (s *matches) add(m *Message) {
	if s.all = append(s.all, m); len(s.all) >= 2*maxMatches {
		s.prune()
	}
}

// prune cuts the matches to those that are kept.
//
// Limit: a message that is cut while it waits counts as one that does.
func (s *matches) prune() {
	kept, cut := Choose(s.all, maxMatches)
	for _, m := range cut {
		s.cut.count(m)
	}
	s.all = kept
}

// Choose splits messages into those shown, n at most, and the others: first
// come those that wait, then the newest. Both are in the order of the log.
func Choose(all []*Message, n int) (shown, others []*Message) {
	slices.SortFunc(all, func(a, b *Message) int { return a.order - b.order })
	if len(all) <= n {
		return all, nil
	}
	room := n
	take := map[*Message]bool{}
	for _, wanted := range []bool{true, false} {
		for _, m := range slices.Backward(all) {
			if room > 0 && (m.State() == Waiting) == wanted {
				take[m] = true
				room--
			}
		}
	}
	for _, m := range all {
		if take[m] {
			shown = append(shown, m)
		} else {
			others = append(others, m)
		}
	}
	return shown, others
}

// WhoWait are the messages with a recipient who waits.
func WhoWait(all []*Message) (waiting []*Message) {
	for _, m := range all {
		if m.State() == Waiting {
			waiting = append(waiting, m)
		}
	}
	return waiting
}

// Ends counts messages by how they stand.
type Ends map[State]int

// CountEnds counts how messages stand.
func CountEnds(all []*Message) (e Ends) {
	for _, m := range all {
		e.count(m)
	}
	return e
}

func (e *Ends) count(m *Message) {
	if *e == nil {
		*e = Ends{}
	}
	(*e)[m.State()]++
}

// ends are the states in the order in which they decide on a message of
// several recipients, and in which they are told.
var ends = []struct {
	state State
	says  string
}{
	{Waiting, "waiting"}, {Expired, "expired"}, {Bounced, "bounced"}, {Gone, "gone without an outcome"},
	{Delivered, "delivered"}, {HandedOn, "handed on"}, {untried, "not tried yet"}, {refused, "refused"},
}

// String lists the counts: "3 waiting, 39 delivered".
func (e Ends) String() string {
	var parts []string
	for _, end := range ends {
		if n := e[end.state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, end.says))
		}
	}
	return strings.Join(parts, ", ")
}

// States of messages that no recipient has.
const (
	untried State = "untried" // the log has no attempt
	refused State = "refused" // this host did not take it
)

// State is how a message stands: waiting while a recipient does, else as the
// one who fared worst.
func (m *Message) State() State {
	if m.Refused != nil {
		return refused
	}
	for _, end := range ends {
		if slices.ContainsFunc(m.Recipients, func(r *Recipient) bool { return r.State == end.state }) {
			return end.state
		}
	}
	if m.Removed != nil {
		return Gone
	}
	return untried
}
