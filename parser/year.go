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

	// No stamp is of a later month; 0 where that is not known.
	LastYear  int
	LastMonth time.Month
}

// Walk gives the date of a stamp in month m that follows a stamp of date d.
// A month that falls by more than six is in the next year; one that rises by
// more than six is a late line of the year before.
//
// Where the last month is known, none lies behind it, and months that cannot
// follow each other in a log are those of logs put together as their names
// sort (mail.log, mail.log.1, mail.log.10): each is the latest that there can
// be.
func (d Date) Walk(m time.Month) Date {
	step := m - d.Month
	switch {
	case d.Month == 0:
	case d.LastYear == 0 && step < -6, step < -6 && !d.ahead(d.Year+1, m):
		d.Year++
	case d.LastYear == 0 && step > 6, step == time.December-time.January:
		d.Year--
	case d.LastYear != 0 && (step < -1 || step > 6):
		d.Year = d.LastYear
		if d.ahead(d.Year, m) {
			d.Year--
		}
	}
	d.Month = m
	return d
}

// ahead tells whether a month lies behind the last one.
func (d Date) ahead(year int, m time.Month) bool {
	return year > d.LastYear || year == d.LastYear && m > d.LastMonth
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
type Years struct {
	e      *envelope
	latest int // month, counted from the year 0
}

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
	y.latest = max(y.latest, y.e.years.date.months())
}

// Ordered tells whether the last line is of the latest month, or of the one
// before. If not, logs were put together in another order than that of time,
// or a clock was wrong for a while; Date has to know the last month.
func (y *Years) Ordered() bool { return y.e == nil || y.latest-y.e.years.date.months() <= 1 }

// months counts those from the year 0.
func (d Date) months() int { return 12*d.Year + int(d.Month) }

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
