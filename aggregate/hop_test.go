package aggregate_test

import (
	"fmt"
	"testing"
	"time"

	"tempfail/aggregate"
)

// TestHops counts each delivery once, and each message.
func TestHops(t *testing.T) { eachSmallLog(t, "hops") }

// TestFilterDown stops the filter for an hour: that is a fault of this host,
// before the hop, and no message or recipient is counted twice for it.
func TestFilterDown(t *testing.T) {
	var lines []string
	start := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	put := func(at time.Time, format string, args ...any) {
		lines = append(lines, at.Format(time.Stamp)+" out postfix/"+fmt.Sprintf(format, args...))
	}
	const messages = 480
	passes := func(at time.Time, i int) {
		put(at, "smtpd[4]: B%05d: client=localhost[127.0.0.1]", i)
		put(at, "qmgr[3]: B%05d: from=<ann@example.com>, size=1243, nrcpt=1 (queue active)", i)
		put(at, "smtp[6]: A%05d: to=<u@d%02d.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as B%05d)", i, i%40, i)
		put(at, "qmgr[3]: A%05d: removed", i)
		put(at, "smtp[7]: B%05d: to=<u@d%02d.example>, relay=mx.d%02d.example[192.0.2.%d]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as C%05d)", i, i%40, i%40, i%40+1, i)
		put(at, "qmgr[3]: B%05d: removed", i)
	}
	for i := range messages { // one a minute for eight hours; the filter is down in the fourth
		at := start.Add(time.Duration(i) * time.Minute)
		put(at, "smtpd[1]: A%05d: client=client.example.com[203.0.113.7]", i)
		put(at, "qmgr[3]: A%05d: from=<ann@example.com>, size=843, nrcpt=1 (queue active)", i)
		if i/60 == 3 {
			put(at, "smtp[6]: A%05d: to=<u@d%02d.example>, relay=none, delay=0.1, delays=0.1/0/0/0, dsn=4.4.1, status=deferred (connect to 127.0.0.1[127.0.0.1]:10024: Connection refused)", i, i%40)
			continue
		}
		if i == 240 {
			for down := 180; down < 240; down++ {
				passes(at, down)
			}
		}
		passes(at, i)
	}
	a := addLines(t, aggregate.New(aggregate.Options{}), lines)
	s := a.Snapshot(time.Time{})
	tot := s.Totals
	if tot.Messages != messages || tot.Recipients != messages || tot.Delivered != messages || tot.Attempts != messages+60 || tot.Deferred != 60 || tot.Waiting != 0 {
		t.Errorf("%+v", tot)
	}
	if len(s.Findings) != 1 || s.Findings[0].Verdict != aggregate.LocalFault {
		t.Errorf("findings: %+v", s.Findings)
	} else if f := s.Findings[0]; f.Attempts != 60 || f.Failed != 60 {
		t.Errorf("%d of %d attempts failed, want 60 of 60: what passed afterwards is none of them", f.Failed, f.Attempts)
	}
}
