package parser

import "time"

// Stamps of RFC 3164 have no year ("Nov 23 12:26:22"). It follows from the
// last line, which is about as old as the file's modification time, and from
// the New Years between the first line and the last. A reader of files asks
// Years for the date a file begins with and hands it to New; a reader of
// blocks walks that date from block to block with Date.Walk.

// Date is a year that holds for stamps in and around a month. The zero Date
// is unknown.
type Date struct {
	Year  int
	Month time.Month // 0: of whichever month the first stamp is
}

// Walk gives the date of a stamp in month m that follows a stamp of date d.
// A month that falls by more than six is in the next year; one that rises by
// more than six is a late line of the year before.
func (d Date) Walk(m time.Month) Date {
	if d.Month != 0 {
		switch step := m - d.Month; {
		case step < -6:
			d.Year++
		case step > 6:
			d.Year--
		}
	}
	d.Month = m
	return d
}

// calendar follows the years of the stamps of one log.
type calendar struct {
	date  Date
	first time.Month // of the first stamp without a year; 0: none yet
	last  monthStamp // the last such stamp
	leap  int        // the year given to the last 29 February; 0: none yet
}

// at gives the year of a stamp; 0 where none is known.
func (c *calendar) at(s monthStamp) int {
	c.last = s
	if c.first == 0 {
		c.first = s.month
	}
	if c.date.Year == 0 {
		return 0
	}
	c.date = c.date.Walk(s.month)
	if s.month == time.February && s.day == 29 {
		c.leap = c.date.Year
	}
	return c.date.Year
}

// Years finds the date that a log begins with, in one pass over its lines or
// over any selection of them, in order, that leaves out no six months. The
// zero Years is ready for use.
type Years struct{ e *envelope }

// yearsBase is the year that a pass begins with: years count from there until
// the last one is known.
const yearsBase = 2000

// See takes the next line. Lines without a time, or with a year, say nothing.
func (y *Years) See(text []byte) {
	if y.e == nil {
		y.e = newEnvelope(time.UTC, Date{Year: yearsBase})
	}
	var ln line
	y.e.open(text, &ln)
}

// First gives the date to start with: Options.Date for the lines seen. last is
// when the log ended, in the zone of its stamps: the modification time of the
// file, or now. A last stamp more than a day after it is of the year before.
// A 29 February moves the years back to where it exists. The zero Date means
// that no stamp lacks a year.
func (y *Years) First(last time.Time) Date {
	if y.e == nil || y.e.years.first == 0 {
		return Date{}
	}
	c := &y.e.years
	year := last.Year()
	end := time.Date(year, c.last.month, c.last.day, 0, 0, c.last.clock, 0, last.Location())
	if end.Sub(last) > 24*time.Hour {
		year--
	}
	shift := year - c.date.Year
	for c.leap != 0 && !isLeap(c.leap+shift) {
		shift--
	}
	return Date{Year: yearsBase + shift, Month: c.first}
}

func isLeap(year int) bool {
	return daysSinceEpoch(year, time.February, 29) < daysSinceEpoch(year, time.March, 1)
}

// StampOf reads the time of one line, whatever its envelope, in loc (nil is
// time.Local). Where the line has no year, hasYear is false and t is in the
// year 0; its month, day and clock are right, and t.AddDate(year, 0, 0) moves
// it. ok is false for a line without a time.
func StampOf(text []byte, loc *time.Location) (t time.Time, hasYear, ok bool) {
	e := newEnvelope(loc, Date{})
	var ln line
	e.open(text, &ln)
	if !ln.at.IsZero() {
		return ln.at.In(e.zone.loc), true, true
	}
	if s := e.years.last; s.month != 0 {
		return time.Date(0, s.month, s.day, 0, 0, s.clock, 0, e.zone.loc), false, true
	}
	return t, false, false
}
