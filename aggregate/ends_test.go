package aggregate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// endless are the lines of a message in logs that have none for its end; %[1]s
// is its number, and %[2]s and %[3]s are stamps of its begin and an hour later.
var endless = map[string][]string{
	"sendmail": {
		"%[2]s out sm-mta[1]: 6AN%[1]s000101: from=<ann@example.com>, size=421, class=0, nrcpts=2, msgid=<%[1]s@example.com>, relay=client.example.com [203.0.113.7]",
		"%[2]s out sm-mta[1]: 6AN%[1]s000101: to=<bob@example.org>, delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=30421, relay=mx1.example.org. [192.0.2.25], dsn=2.0.0, stat=Sent (Ok)",
		"%[2]s out sm-mta[1]: 6AN%[1]s000101: to=<eve@example.net>, delay=00:00:00, xdelay=00:00:01, mailer=esmtp, pri=30421, relay=mx.example.net. [192.0.2.26], dsn=4.7.1, stat=Deferred: 451 4.7.1 Greylisted",
		"%[3]s out sm-mta[1]: 6AN%[1]s000101: to=<eve@example.net>, delay=01:00:00, xdelay=00:00:01, mailer=esmtp, pri=30421, relay=mx.example.net. [192.0.2.26], dsn=2.0.0, stat=Sent (Ok)",
	},
	"opensmtpd": {
		`%[2]s out smtpd[74]: 3ae79342%[1]s smtp message msgid=%[1]s size=595 nrcpt=1 proto=ESMTP`,
		`%[2]s out smtpd[74]: 3ae79342%[1]s smtp envelope evpid=%[1]s19276039 from=<ann@example.com> to=<bob@example.org>`,
		`%[3]s out smtpd[74]: 3ae79345%[1]s mta delivery evpid=%[1]s19276039 from=<ann@example.com> to=<bob@example.org> rcpt=<-> source="198.51.100.10" relay="192.0.2.25 (mx1.example.org)" delay=1h result="Ok" stat="250 2.0.0 Ok"`,
	},
	"courier": {
		"%[2]s out courierd: newmsg,id=00000000%[1]s.000000006B043811.0000008C: dns; client (client [203.0.113.7])",
		"%[2]s out courierd: started,id=00000000%[1]s.000000006B043811.0000008C,from=<ann@example.com>,module=esmtp,host=example.org,addr=<bob@example.org>",
		"%[3]s out courieresmtp: id=00000000%[1]s.000000006B043811.0000008C,from=<ann@example.com>,addr=<bob@example.org>,status: success",
	},
	"kumomta": {
		`%[2]s out kumod[1]: {"type":"Reception","id":"%[1]s","sender":"ann@example.com","recipient":"bob@example.org","queue":"example.org","size":10,"response":{"code":250},"timestamp":"-"}`,
		`%[3]s out kumod[1]: {"type":"Delivery","id":"%[1]s","sender":"ann@example.com","recipient":"bob@example.org","queue":"example.org","size":10,"response":{"code":250},"timestamp":"-"}`,
	},
}

// TestEnds reads ten thousand messages with room for a tenth of them: those
// that are over must not take the place of others, nor be missed.
func TestEnds(t *testing.T) {
	const messages = 10_000
	for mta, life := range endless {
		t.Run(mta, func(t *testing.T) {
			a := aggregate.New(aggregate.Options{Messages: messages / 5})
			p, err := parser.New(parser.Options{MTA: mta, Location: time.UTC, Date: parser.Date{Year: 2026, Month: time.March}})
			if err != nil {
				t.Fatal(err)
			}
			var ev parser.Event
			start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
			add := func(number int, hour bool) {
				at := start.Add(time.Duration(number) * 10 * time.Second)
				for _, form := range life {
					if strings.Contains(form, "%[3]s") == hour {
						line := fmt.Sprintf(form+"%.0[1]s%.0[2]s%.0[3]s", fmt.Sprintf("%08x", number+1), at.Format(time.Stamp), at.Add(time.Hour).Format(time.Stamp))
						if r := p.Parse([]byte(line), &ev); r == parser.Found {
							a.Add(&ev)
						} else if r != parser.Silent {
							t.Fatalf("%s: %s", r, line)
						}
					}
				}
			}
			for i := range messages {
				add(i, false)
				if i >= 360 {
					add(i-360, true)
				}
			}
			s := a.Snapshot(time.Time{})
			if len(s.Limits) > 0 {
				t.Errorf("%+v", s.Limits)
			}
			if s.Totals.Messages != messages || s.Totals.Outside != 0 {
				t.Errorf("%d messages, %d of them from before", s.Totals.Messages, s.Totals.Outside)
			}
			if mta == "sendmail" && (s.Totals.Delivered != 2*messages-360 || s.Totals.Waiting != 360) {
				t.Errorf("%+v", s.Totals)
			}
		})
	}
}
