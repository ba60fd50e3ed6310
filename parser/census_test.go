package parser

import (
	"slices"
	"testing"
	"time"
)

// TestCensusCountsEveryLine has lines that say nothing beside others: a program
// that is known already is asked no more, and still counted, also behind a line
// that a map reads.
func TestCensusCountsEveryLine(t *testing.T) {
	const (
		removed = "Nov 23 12:26:26 mail postfix/qmgr[102]: 4XyzAbc01: removed"
		connect = "Nov 23 12:26:25 mail postfix/smtpd[101]: connect from unknown[192.0.2.1]"
		gone    = "Nov 23 12:26:25 mail postfix/smtpd[101]: disconnect from unknown[192.0.2.1]"
		dovecot = "Nov 23 12:26:26 mail dovecot: imap(ann@example.com): Logged out"
		msmtp   = "Nov 23 12:26:25 mail msmtp: host=smtp.example.com tls=on auth=on user=ann from=ann@example.com recipients=bob@example.org mailsize=200 smtpstatus=250 smtpmsg='250 2.0.0 Ok' exitcode=EX_OK"
	)
	for _, c := range []struct {
		lines []string
		want  []Share
	}{
		{[]string{connect, gone, removed, dovecot, ""}, []Share{{"postfix", true, 0.75}, {"dovecot", false, 0.25}}},
		{[]string{removed, msmtp, connect, gone}, []Share{{"postfix", true, 0.75}, {"msmtp", true, 0.25}}},
	} {
		census, err := NewCensus(Options{Location: time.UTC, Date: Date{Year: 2026}})
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			for _, line := range c.lines {
				census.See([]byte(line))
			}
		}
		if got := census.Shares(); !slices.Equal(got, c.want) {
			t.Errorf("%q: shares %v, want %v", c.lines, got, c.want)
		}
	}
}

// TestIdleLineIsReadNext: an idle line leaves nothing behind for the next, and
// the next is asked of the same format.
func TestIdleLineIsReadNext(t *testing.T) {
	p, err := New(Options{Location: time.UTC, Date: Date{Year: 2026}})
	if err != nil {
		t.Fatal(err)
	}
	var ev Event
	for _, c := range []struct {
		line string
		want Result
	}{
		{"Nov 23 12:26:25 mail postfix/qmgr[102]: 4XyzAbc01: removed", Found},
		{"Nov 23 12:26:25 mail smtpd[1]: smtp-in: session 0", Silent},
		{"Nov 23 12:26:25 mail postfix/smtpd[101]: connect from unknown[192.0.2.1]", Silent},
		{"Nov 23 12:26:25 mail smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 451 4.3.5 <ann@example.com>: Recipient address rejected: Server configuration problem; from=<bob@example.org> to=<ann@example.com> proto=ESMTP helo=<client.example.org>", Found},
	} {
		if got := p.Parse([]byte(c.line), &ev); got != c.want {
			t.Errorf("%q: %v, want %v", c.line, got, c.want)
		}
	}
}
