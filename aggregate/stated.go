package aggregate

import (
	"regexp"
	"strconv"
	"sync"
)

// statedDelay is the longest time in milliseconds after which who greylists
// says to come back; 0 where none says so.
func (e *evidence) statedDelay(causes map[uint32]int64) (longest int64) {
	for r := range causes {
		longest = max(longest, statedDelay(e.replies.rows[r].sample))
	}
	return longest
}

// statedDelay reads a time like 300 seconds, 5 minutes, 4 hours or 01:30:00.
func statedDelay(text string) int64 {
	if m := clockPattern().FindStringSubmatch(text); m != nil {
		return (atoi(m[1])*3600 + atoi(m[2])*60 + atoi(m[3])) * 1000
	}
	if m := unitPattern().FindStringSubmatch(text); m != nil {
		return atoi(m[1]) * map[byte]int64{'s': 1, 'm': 60, 'h': 3600}[m[2][0]|0x20] * 1000
	}
	return 0
}

// What is read when it is needed makes no start slower.
var (
	clockPattern = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\b(?:in|for|after) (\d{1,2}):(\d\d):(\d\d)\b`)
	})
	unitPattern = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)\b(\d{1,6}) ?(s|m|h)(?:ec|in|our|r)?(?:ond|ute)?s?\b`)
	})
)

// atoi is a number of a few digits.
func atoi(digits string) int64 {
	n, _ := strconv.ParseInt(digits, 10, 64)
	return n
}
