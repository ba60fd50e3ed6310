package parser

import (
	"slices"
	"testing"
	"time"
)

// TestCensusCountsEveryLine has lines that say nothing beside others: a program
// that is known already is asked no more, and still counted.
func TestCensusCountsEveryLine(t *testing.T) {
	c, err := NewCensus(Options{Location: time.UTC, Date: Date{Year: 2026}})
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		for _, line := range []string{
			"Nov 23 12:26:25 mail postfix/smtpd[101]: connect from unknown[192.0.2.1]",
			"Nov 23 12:26:25 mail postfix/smtpd[101]: disconnect from unknown[192.0.2.1]",
			"Nov 23 12:26:26 mail postfix/qmgr[102]: 4XyzAbc01: removed",
			"Nov 23 12:26:26 mail dovecot: imap(ann@example.com): Logged out",
			"",
		} {
			c.See([]byte(line))
		}
	}
	want := []Share{{"postfix", true, 0.75}, {"dovecot", false, 0.25}}
	if got := c.Shares(); !slices.Equal(got, want) {
		t.Errorf("shares %v, want %v", got, want)
	}
}
