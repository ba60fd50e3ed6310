package aggregate

import "testing"

// TestStatedDelay reads what greylisters say of when to come back.
func TestStatedDelay(t *testing.T) {
	for text, seconds := range map[string]int64{
		"450 4.2.0 <ann@example.com>: Recipient address rejected: Greylisted for 300 seconds": 300,
		"451 4.7.1 Greylisting in action, please come back in 00:05:00":                       300,
		"451 Greylisted, please try again in 5 minutes":                                       300,
		"450 4.7.1 Greylisted, try again in 4 hours":                                          4 * 3600,
		"451 4.7.1 You are greylisted, retry after 1h":                                        3600,
		"450 4.2.0 Greylisted, see http://postgrey.example/help/example.com.html":             0,
		"451 4.3.2 Please try again later, 2026-03-02 12:30:05":                               0,
	} {
		if got := statedDelay(text); got != seconds*1000 {
			t.Errorf("%q: %d s, want %d", text, got/1000, seconds)
		}
	}
}
