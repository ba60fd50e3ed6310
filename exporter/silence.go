package exporter

import (
	"fmt"
	"strings"
	"time"

	"tempfail/aggregate"
)

// How long a log may hold no event until it tells nothing of the present: the
// server may be down, or write elsewhere. Of mail that waits there are tries:
// of the usual schedules Exim's last is the slowest, with one in 6 hours. Else
// a small host has mail, or says something of it, once a day.
const (
	silentForAll     = 24 * time.Hour
	silentForWaiting = 8 * time.Hour
)

// age is how long ago the newest event was; 0 where there is none, or more is
// still to be read.
func (s *State) age() time.Duration {
	until := s.Snapshot.Input.Until
	for i := range s.Sources {
		if s.Sources[i].Up && !s.Sources[i].CaughtUp {
			return 0
		}
	}
	if until == nil {
		return 0
	}
	return max(0, s.Now.Sub(*until))
}

// silent tells a log that has said nothing for too long.
func (s *State) silent() bool {
	age := s.age()
	return age > silentForAll || age > silentForWaiting && s.Snapshot.Totals.Waiting > 0
}

// unread counts the logs that cannot be read, and tells why the first of them
// cannot. One that has ended, as standard input does, has no reason.
func (s *State) unread() (n int, why string) {
	for i := range s.Sources {
		if source := &s.Sources[i]; !source.Up && source.Error != "" {
			if n++; n == 1 {
				why = source.Error
			}
		}
	}
	return n, why
}

// noNews tells logs that say nothing of the present.
func (s *State) noNews() bool {
	n, _ := s.unread()
	return n > 0 || s.silent()
}

// Answer is that of the snapshot, unless a log tells nothing of the present:
// what is said of that comes first, and nothing is called clear.
func (s State) Answer() aggregate.Answer {
	s.complete()
	a := s.Snapshot.Answer
	if !s.noNews() {
		return a
	}
	if a.Side == aggregate.SideClear {
		a.Side = aggregate.SideThin
	}
	return aggregate.Answer{Side: a.Side, Says: s.withoutNews(a.Says)}
}

// withoutNews is what was said, with why a log tells nothing of the present.
func (s *State) withoutNews(said string) string {
	why := s.whySilent()
	if n, reason := s.unread(); n > 0 {
		if n < len(s.Sources) && said != "" {
			return fmt.Sprintf("%s But %d of %d logs cannot be read: %s.", said, n, len(s.Sources), long(reason))
		}
		why = "The log cannot be read: " + long(reason) + "."
	}
	if earlier, ok := strings.CutPrefix(said, "Nothing is wrong now. "); ok {
		return why + " " + earlier
	}
	if s.Snapshot.Input.Until == nil {
		return why
	}
	return why + " Until then: " + said
}

func (s *State) whySilent() string {
	says := "There was no mail line for " + wholeUnits(s.age())
	if n := s.Snapshot.Totals.Waiting; n > 0 {
		says += ", and " + many(n, "recipient") + " waited then"
	}
	return says + ": look whether the mail server runs, and whether this is still its log."
}

// answered is the snapshot with that answer.
func (s *State) answered() *aggregate.Snapshot {
	c := *s.Snapshot
	c.Answer = s.Answer()
	return &c
}

// wholeUnits is a length of time that changes seldom: what is read out again
// with every change must not tell of minutes.
func wholeUnits(d time.Duration) string {
	if d < 2*24*time.Hour {
		return fmt.Sprintf("%d hours", d/time.Hour)
	}
	return fmt.Sprintf("%d days", d/(24*time.Hour))
}
