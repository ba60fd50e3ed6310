package parser

import (
	"encoding/hex"
	"time"
)

// Stamps are read by hand: time.Parse costs more than the rest of a line.

const (
	minute = 60
	day    = 24 * 60 * 60
)

// maxUnix bounds the stamps believed: the year 9999.
const maxUnix = 253402300800

// monthStamp is a stamp as RFC 3164 has it: without a year.
type monthStamp struct {
	month time.Month
	day   int
	clock int // seconds of the day
}

// second is the last ISO stamp up to its seconds. Lines of one second differ
// in the fraction alone.
// Note: with it a line's envelope takes 60 ns instead of 82 (BenchmarkEnvelope,
// shape=rfc3339, 50 lines a second).
type second struct {
	text  [19]byte
	civil int64 // Unix seconds, had the stamp been UTC
}

// daysSinceEpoch counts the days from 1970-01-01 to a date of the Gregorian
// calendar; day may exceed the month's length. Years begin in March, so that
// the leap day is their last.
func daysSinceEpoch(year int, month time.Month, day int) int64 {
	y, m := int64(year), int64(month)
	if m <= 2 {
		y--
		m += 12
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + int64(day) - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

// date gives a stamp without a year its moment; zero where no year is known.
// A time from an outer envelope tells the year better than the lines before.
func (e *envelope) date(s monthStamp, nanos int, outer time.Time) time.Time {
	year := 0
	if outer.IsZero() {
		year = e.years.at(s)
		e.header.minute = 0 // the year of the one kept may be over
	} else {
		y, m, _ := outer.Date()
		year = Date{y, m}.Walk(s.month).Year
	}
	if year == 0 {
		return time.Time{}
	}
	return e.dated(year, s, nanos)
}

func (e *envelope) dated(year int, s monthStamp, nanos int) time.Time {
	civil := daysSinceEpoch(year, s.month, s.day)*day + int64(s.clock)
	return time.Unix(e.zone.unix(civil), int64(nanos)).UTC()
}

// readMonthStamp reads "Nov 23 12:26:22" and gives its length, 0 for anything
// else. The day may be padded with a space, a zero, or not at all.
func readMonthStamp(b []byte) (s monthStamp, n int) {
	if len(b) < 14 || b[3] != ' ' {
		return s, 0
	}
	i := 4
	if b[i] == ' ' {
		i++
	}
	d, digits := readNumber(b[i:], 2)
	if digits == 0 {
		return s, 0
	}
	i += digits
	s.month = monthOf(b)
	if s.month == 0 || d < 1 || int(d) > daysIn(s.month) || len(b) < i+9 || b[i] != ' ' {
		return s, 0
	}
	clock, ok := readClock(b[i+1:])
	if !ok {
		return s, 0
	}
	s.day, s.clock = int(d), clock
	return s, i + 9
}

// readClock reads "hh:mm:ss" as seconds of the day; b has 8 bytes or more. A
// leap second is allowed.
func readClock(b []byte) (seconds int, ok bool) {
	h, m, s := twoDigits(b, 0), twoDigits(b, 3), twoDigits(b, 6)
	return h*3600 + m*60 + s, b[2] == ':' && b[5] == ':' && h < 24 && m < 60 && s <= 60
}

// monthOf reads the English abbreviation that b begins with; 0 for none. b has
// 3 bytes or more.
func monthOf(b []byte) time.Month {
	switch string(b[:3]) {
	case "Jan":
		return time.January
	case "Feb":
		return time.February
	case "Mar":
		return time.March
	case "Apr":
		return time.April
	case "May":
		return time.May
	case "Jun":
		return time.June
	case "Jul":
		return time.July
	case "Aug":
		return time.August
	case "Sep":
		return time.September
	case "Oct":
		return time.October
	case "Nov":
		return time.November
	case "Dec":
		return time.December
	}
	return 0
}

// daysIn is the length of a month in a leap year.
func daysIn(m time.Month) int {
	switch m {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		return 29
	}
	return 31
}

// startsStamp tells whether b begins with a stamp of its own, as a syslog line
// does that a runtime stamped once more.
func startsStamp(b []byte) bool {
	if len(b) < 20 {
		return false
	}
	if isDigit(b[0]) {
		return b[4] == '-' && b[7] == '-' && b[13] == ':'
	}
	_, n := readMonthStamp(b)
	return n > 0
}

// readStamp reads a stamp that has a year, with its fraction and zone, and
// gives what follows it.
func (e *envelope) readStamp(b []byte) (at time.Time, rest []byte, ok bool) {
	if len(b) < 17 {
		return at, nil, false
	}
	civil, n := int64(0), 0
	switch {
	case b[4] == '-':
		civil, n = e.second.read(b)
	case b[4] == ' ':
		civil, n = readYearFirst(b)
	case b[10] == '.':
		return readUnix(b)
	}
	if n == 0 {
		return at, nil, false
	}
	nanos, m := readFraction(b[n:])
	rest = b[n+m:]
	offset, m, known := readZone(rest)
	if known {
		civil -= int64(offset)
	} else {
		civil = e.zone.unix(civil)
	}
	return time.Unix(civil, int64(nanos)).UTC(), rest[m:], true
}

// read reads "YYYY-MM-DDThh:mm:ss", or the same with a space, and gives its
// length; 0 for anything else.
func (s *second) read(b []byte) (civil int64, n int) {
	if len(b) < len(s.text) {
		return 0, 0
	}
	if string(b[:len(s.text)]) == string(s.text[:]) {
		return s.civil, len(s.text)
	}
	year, digits := readNumber(b, 4)
	month, d := twoDigits(b, 5), twoDigits(b, 8)
	clock, ok := readClock(b[11:])
	if digits < 4 || year == 0 || b[7] != '-' || (b[10] != 'T' && b[10] != ' ') || !ok ||
		month < 1 || month > 12 || d < 1 || d > daysIn(time.Month(month)) {
		return 0, 0
	}
	copy(s.text[:], b)
	s.civil = daysSinceEpoch(int(year), time.Month(month), d)*day + int64(clock)
	return s.civil, len(s.text)
}

// readYearFirst reads "YYYY Mon dd hh:mm:ss".
func readYearFirst(b []byte) (civil int64, n int) {
	year, digits := readNumber(b, 4)
	s, n := readMonthStamp(b[5:])
	if digits < 4 || year == 0 || n == 0 {
		return 0, 0
	}
	return daysSinceEpoch(int(year), s.month, s.day)*day + int64(s.clock), 5 + n
}

// readUnix reads "1795438491.125580".
func readUnix(b []byte) (at time.Time, rest []byte, ok bool) {
	seconds, digits := readNumber(b, 10)
	nanos, n := readFraction(b[10:])
	if digits < 10 || n < 2 {
		return at, nil, false
	}
	return time.Unix(seconds, int64(nanos)).UTC(), b[10+n:], true
}

// powers of ten, to fill a fraction up to nanoseconds.
var powers = [...]int{1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1}

// readFraction reads ".123456" or ",123" as nanoseconds and gives its length.
// Digits beyond the ninth are dropped.
func readFraction(b []byte) (nanos, n int) {
	if len(b) < 2 || (b[0] != '.' && b[0] != ',') {
		return 0, 0
	}
	value, digits := readNumber(b[1:], 9)
	if digits == 0 {
		return 0, 0
	}
	n = 1 + digits
	for n < len(b) && isDigit(b[n]) {
		n++
	}
	return int(value) * powers[digits], n
}

// tai64nBase is the label of 1970-01-01 00:00:00 UTC as multilog(8) writes it:
// 2^62 and the 10 seconds that TAI was ahead then. daemontools knows no later
// leap second (tai64nlocal.c).
const tai64nBase = 1<<62 + 10

// tai64n reads "@" and 24 hexadecimal digits: a TAI64N label
// (https://cr.yp.to/libtai/tai64.html).
func tai64n(b []byte) (at time.Time, rest []byte, ok bool) {
	const size = 1 + 24
	if len(b) < size {
		return at, nil, false
	}
	var label [12]byte
	if _, err := hex.Decode(label[:], b[1:size]); err != nil {
		return at, nil, false
	}
	var seconds, nanos uint64
	for _, c := range label[:8] {
		seconds = seconds<<8 | uint64(c)
	}
	for _, c := range label[8:] {
		nanos = nanos<<8 | uint64(c)
	}
	seconds -= tai64nBase
	if seconds > maxUnix || nanos > 999_999_999 {
		return at, nil, false
	}
	return time.Unix(int64(seconds), int64(nanos)).UTC(), trimStart(b[size:]), true
}

// afterWeekday skips the day's name of journalctl -o short-full, "Mon ".
func afterWeekday(b []byte) ([]byte, bool) {
	if len(b) < 24 || b[3] != ' ' || !isDigit(b[4]) {
		return nil, false
	}
	switch string(b[:3]) {
	case "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun":
		return b[4:], true
	}
	return nil, false
}
