package aggregate

import (
	"strconv"
	"strings"
)

// statedDelay is the longest time in milliseconds after which who greylists
// says to come back; 0 where none says so.
func (e *evidence) statedDelay(causes map[uint32]int64) (longest int64) {
	for r := range causes {
		longest = max(longest, statedDelay(e.replies.rows[r].sample))
	}
	return longest
}

// units are the words of a time, in seconds.
var units = map[string]int64{
	"s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
	"h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600,
}

// statedDelay reads a time like 300 seconds, 5m, 4 hours, or behind "in", "for"
// or "after" 01:30:00.
func statedDelay(text string) int64 {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r <= ' ' || strings.ContainsRune("()<>[],;.!", r) })
	before := ""
	for n, word := range words {
		digits := word[:len(word)-len(strings.TrimLeft(word, "0123456789"))]
		unit := word[len(digits):]
		if unit == "" && n+1 < len(words) {
			unit = words[n+1]
		}
		switch count, err := strconv.ParseInt(digits, 10, 32); {
		case err != nil:
		case units[unit] > 0:
			return count * units[unit] * 1000
		case before == "in" || before == "for" || before == "after":
			if h, m, s, ok := clock(word); ok {
				return (h*3600 + m*60 + s) * 1000
			}
		}
		before = word
	}
	return 0
}

// clock reads hours, minutes and seconds: 01:30:00.
func clock(word string) (h, m, s int64, ok bool) {
	parts := strings.Split(word, ":")
	if len(parts) != 3 {
		return 0, 0, 0, false
	}
	var n [3]int64
	for i, part := range parts {
		var err error
		if n[i], err = strconv.ParseInt(part, 10, 16); err != nil || n[i] < 0 {
			return 0, 0, 0, false
		}
	}
	return n[0], n[1], n[2], true
}
