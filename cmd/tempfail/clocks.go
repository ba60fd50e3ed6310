package main

import (
	"fmt"
	"time"
)

// Clocks that go forward skip an hour, and those that go back show one twice.
// What such a time means is not guessed in silence: the log of that night is
// read because of it.

var (
	dateAndTimeLayouts = []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"}
	timeOfDayLayouts   = []string{"15:04", "15:04:05"}
)

// clockReading is the date and time that text gives, as if it were UTC; a time
// alone is one of now's day.
func clockReading(text string, now time.Time) (time.Time, bool) {
	for _, layout := range dateAndTimeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	for _, layout := range timeOfDayLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC), true
		}
	}
	return time.Time{}, false
}

// momentsOf are the moments at which the clocks of loc show the reading: one,
// or none, or two.
func momentsOf(reading time.Time, loc *time.Location) (all []time.Time) {
	for _, near := range []time.Duration{-day, day} { // before a change of the clocks, and after
		_, offset := reading.Add(near).In(loc).Zone()
		t := reading.Add(-time.Duration(offset) * time.Second).In(loc)
		if t.Format(time.DateTime) == reading.Format(time.DateTime) && (len(all) == 0 || !t.Equal(all[0])) {
			all = append(all, t)
		}
	}
	return all
}

// first is the first moment of the reading.
func (m moment) first(reading time.Time, loc *time.Location) (time.Time, error) {
	if all := momentsOf(reading, loc); len(all) > 0 {
		return all[0], nil
	}
	_, change := reading.Add(-day).In(loc).ZoneBounds()
	return time.Time{}, fmt.Errorf("%q is a time that the clocks of the zone %v skipped, going forward to %s", m.text, loc, change.In(loc).Format(clockLayout))
}

// again is the second moment that the text may mean; the zero time where there
// is none.
func (m moment) again(now time.Time) time.Time {
	if reading, ok := clockReading(m.text, now); ok {
		if all := momentsOf(reading, now.Location()); len(all) > 1 {
			return all[1]
		}
	}
	return time.Time{}
}

const clockLayout = "2006-01-02 15:04:05 MST"
