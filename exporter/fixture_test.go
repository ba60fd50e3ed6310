package exporter

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tempfail/aggregate"
	"tempfail/internal/pseudonym"
	"tempfail/parser"
)

var update = flag.Bool("update", false, "write the golden files and METRICS.md anew")

// golden compares got with a file, or writes it.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; go test ./exporter -update writes it", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what is drawn now; read the difference, then go test ./exporter -update:\n%s", file, diff)
	}
}

var midnight = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// hour is a time of the day on which everything here happens.
func hour(h, m int) time.Time {
	return midnight.Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute)
}

func ptr[T any](v T) *T { return &v }

// day is a timeline of 48 quarters of an hour: attempts each, of which the
// given share is deferred from one to another, and 1 in 100 otherwise.
func day(attempts int64, from, until int, share float64) []aggregate.Bucket {
	all := make([]aggregate.Bucket, 48)
	for i := range all {
		n := attempts/2 + attempts*int64((i*i*7+i*13)%50)/100
		all[i] = aggregate.Bucket{Attempts: n, Deferred: n / 100, Bounced: n / 500}
		if i >= from && i < until {
			all[i].Deferred = int64(float64(n) * share)
		}
	}
	return all
}

func row(name, provider string, sent, deferred int64, v aggregate.Verdict, cause string, waiting int64) aggregate.Row {
	r := aggregate.Row{Name: name, Provider: provider, Verdict: v, TopCause: cause}
	r.Counts = aggregate.Counts{Attempts: sent + deferred + 2, Sent: sent, Deferred: deferred, Bounced: 2, Waiting: waiting,
		Codes: aggregate.Codes{C451: deferred, C5xx: 2}, Replies451: deferred}
	r.Recovery = aggregate.Recovery{Deferred: deferred/4 + waiting, Delivered: deferred / 4, Waiting: waiting}
	for c := range parser.NumCauses {
		if c.String() == cause {
			r.Causes = []aggregate.CauseCount{{Cause: c, Attempts: deferred + 2}}
		}
	}
	if deferred >= 4 {
		r.Recovery.P50 = ptr(312.0)
		r.Timeline = day(max(10, (sent+deferred)/48), 28, 48, float64(deferred)/float64(sent+deferred))
	}
	return r
}

// bothSides is a day with a fault of this host, one of another, and more.
func bothSides() State {
	s := &aggregate.Snapshot{
		Schema: 1,
		Answer: aggregate.Answer{Side: aggregate.SideBoth, Says: "example.org answers 451 to nearly everything since 07:04 while 9 of 9 other providers take our mail; and example.net holds us off for our reputation."},
		Input: aggregate.Input{Lines: 9_812_441, Found: 4_100_300, Silent: 5_610_179, Foreign: 100_000, Malformed: 1_962,
			From: ptr(hour(0, 0)), Until: ptr(hour(12, 0)), Hosts: []string{"mx1.example.com"}},
		Totals: aggregate.Totals{Messages: 61_204, Recipients: 64_981, Attempts: 71_310, Sent: 64_002, Deferred: 7_189, Bounced: 119,
			Expired: 4, NotAttempted: 2_204, Waiting: 278, Delivered: 64_002},
		Timeline: aggregate.Timeline{Start: midnight, Step: 900, Buckets: day(2000, 28, 48, 0.3)},
		Destinations: []aggregate.Row{
			row("example.org", "example.org", 92, 3_010, aggregate.RemoteOutage, "remote_error", 251),
			row("shop.example.net", "example.net", 4_120, 1_903, aggregate.Blocked, "reputation", 24),
			row("lists.example.net", "example.net", 2_204, 884, aggregate.Blocked, "reputation", 2),
			row("example.com", "example.com", 11_880, 512, aggregate.Greylisting, "greylist", 0),
			row("mail.example.com", "example.com", 8_030, 61, aggregate.RecipientTrouble, "mailbox_full", 1),
			row("one.example", "big.example", 18_340, 40, aggregate.Healthy, "conn_lost", 0),
			row("two.example", "big.example", 12_112, 9, aggregate.Healthy, "greylist", 0),
			row("three.test", "three.test", 3, 3, aggregate.Thin, "connect", 0),
		},
		Providers: []aggregate.Row{
			row("example.org", "", 92, 3_010, aggregate.RemoteOutage, "remote_error", 251),
			row("example.net", "", 6_324, 2_787, aggregate.Blocked, "reputation", 26),
			row("example.com", "", 19_910, 573, aggregate.Greylisting, "greylist", 1),
			row("big.example", "", 30_452, 49, aggregate.Healthy, "conn_lost", 0),
		},
		Senders: []aggregate.Row{
			row("news.example.com", "", 40_112, 6_120, aggregate.Healthy, "", 260),
			row("example.com", "", 23_890, 1_069, aggregate.Healthy, "", 18),
		},
		Causes: []aggregate.CauseRow{
			{Cause: parser.RemoteError, Fault: parser.FaultRemote, Attempts: 3_010, Deferred: 3_010, Recipients: 251, Destinations: 1, Recovery: aggregate.Recovery{Deferred: 251, Waiting: 251}},
			{Cause: parser.Reputation, Fault: parser.FaultSender, Attempts: 2_787, Deferred: 2_787, Recipients: 1_903, Destinations: 14, Recovery: aggregate.Recovery{Deferred: 1_903, Delivered: 95, Waiting: 26, GivenUp: 4, P50: nil}},
			{Cause: parser.Greylist, Fault: parser.FaultPolicy, Attempts: 522, Deferred: 522, Recipients: 480, Destinations: 9, Recovery: aggregate.Recovery{Deferred: 480, Delivered: 476, P50: ptr(312.0), P90: ptr(1860.0)}},
			{Cause: parser.DNS, Fault: parser.FaultNetwork, Attempts: 204, Deferred: 204, Recipients: 190, Destinations: 96, Recovery: aggregate.Recovery{Deferred: 190, Delivered: 190, P50: ptr(1080.0), P90: ptr(1900.0)}},
		},
		LocalFaults: []aggregate.LocalFaultRow{{Trouble: "dns", Cause: parser.DNS, Strength: "breadth", Count: 31, First: hour(1, 44), Last: hour(2, 13), Sample: "warning: dns_query: lookup of mx.example.org: Connection refused"}},
		Waiting: []aggregate.WaitingRow{
			{QueueID: "4bX2kq1Zz3", Sender: "news@example.com", Recipient: "alice@example.org", Destination: "example.org", Since: hour(7, 4), Last: hour(11, 58), Attempts: 9, Cause: parser.RemoteError, LastReply: "451 4.3.2 Service currently unavailable, please try again later", Expires: ptr(hour(7, 4).AddDate(0, 0, 5))},
			{QueueID: "4bX2m21ZzQ", Sender: "", Recipient: "bob@example.org", Destination: "example.org", Since: hour(7, 6), Last: hour(11, 41), Attempts: 8, Cause: parser.RemoteError, LastReply: "451 4.3.2 <bob@example.org>: try again later", Expires: ptr(hour(7, 6).AddDate(0, 0, 5))},
			{QueueID: "4bX3pp7ZzT", Sender: "news@example.com", Recipient: "carol@shop.example.net", Destination: "shop.example.net", Since: hour(9, 30), Last: hour(11, 50), Attempts: 5, Cause: parser.Reputation, LastReply: "451 4.7.650 The mail server [192.0.2.25] has been temporarily rate limited due to IP reputation", Expires: ptr(hour(9, 30).AddDate(0, 0, 5))},
		},
		Limits: []aggregate.LimitRow{{Name: "destinations", Limit: 100_000, Lost: 311, Says: "311 attempts at further destinations are counted together, as (other)"}},
	}
	s.Findings = fixtureFindings()
	s.MTAs = []aggregate.MTARow{{MTA: "postfix", Counts: aggregate.Counts{Sent: 64_002, Deferred: 7_189, Bounced: 119}}}
	s.Delivery, s.Recovery = someTimes(40, 0.7), someTimes(12, 312)
	return State{Snapshot: s, Created: midnight, Now: hour(12, 4),
		Sources: []Source{
			{Name: "/var/log/mail.log", Up: true, CaughtUp: true, Lag: 2 * time.Second},
			{Name: "/var/log/mail-archive.log", Up: true, CaughtUp: true, LostBytes: 48_213},
			{Name: "journal", Error: "journalctl: not found; install systemd, or name a log file with --log"},
		}}
}

func fixtureFindings() []aggregate.Finding {
	return []aggregate.Finding{
		{Verdict: aggregate.RemoteOutage, Fault: parser.FaultRemote, Cause: parser.RemoteError, Scope: aggregate.Scope{Kind: "destination", Name: "example.org"},
			Says: "example.org answers 451 to nearly everything; all others take our mail.", Since: hour(7, 4), Ongoing: true,
			Attempts: 3_102, Failed: 3_010, Recipients: 251, Messages: 248, Destinations: 1, Waiting: 251, Confidence: 0.998,
			Evidence: []aggregate.Evidence{
				{Name: "deferral-ratio", Value: 0.97, Threshold: 0.2, Says: "97 % of 212 first attempts failed; 1.3 % is usual here"},
				{Name: "chance", Says: "by chance that would happen less than once in 10^20 such days"},
				{Name: "others", Says: "9 of 9 other providers took mail meanwhile: 31,204 messages"}},
			Against: []aggregate.Evidence{{Name: "successes", Value: 6, Says: "6 messages got through between 07:30 and 07:41"}},
			Advice:  []string{"Nothing to mend here: the queue retries by itself until 7 Mar 07:04.", "Tell senders of urgent mail to use another way."},
			Samples: []string{"host mx.example.org[198.51.100.25] said: 451 4.3.2 Service currently unavailable (in reply to MAIL FROM command)"}},
		{Verdict: aggregate.Blocked, Fault: parser.FaultSender, Cause: parser.Reputation, Scope: aggregate.Scope{Kind: "provider", Name: "example.net"},
			Says: "example.net limits mail of 192.0.2.25 for its reputation. Waiting alone will not help.", Since: hour(9, 20), Ongoing: true,
			Attempts: 4_120, Failed: 2_787, Recipients: 1_903, Destinations: 14, Waiting: 26, Confidence: 0.97,
			Evidence: []aggregate.Evidence{{Name: "wording", Says: "98 % of the replies are 451 4.7.650 and name our address's reputation"}, {Name: "breadth", Says: "it covers 14 domains there, so it is not one customer's server"}},
			Advice:   []string{"Ask for delisting with the form that the reply names, for 192.0.2.25.", "Send less at a time there until it is lifted.", "Look at what was sent from 09:00 on: three times the usual volume."},
			Samples:  []string{"host mx1.example.net[203.0.113.7] said: 451 4.7.650 The mail server [192.0.2.25] has been temporarily rate limited due to IP reputation"}},
		{Verdict: aggregate.RecipientTrouble, Fault: parser.FaultRecipient, Cause: parser.MailboxFull, Scope: aggregate.Scope{Kind: "recipient", Name: "full.mailbox@mail.example.com"},
			Says: "full.mailbox@mail.example.com is over quota; other mailboxes there take mail.", Since: hour(8, 10), Ongoing: true, Attempts: 9, Failed: 9, Recipients: 1, Waiting: 1, Confidence: 0.9,
			Advice: []string{"Tell the recipient by another way."}},
		{Verdict: aggregate.LocalFault, Fault: parser.FaultLocal, Cause: parser.DNS, Scope: aggregate.Scope{Kind: "host", Name: "mx1.example.com"},
			Says: "This host could not look up names: 13 of 14 providers failed at once, all at DNS.", Since: hour(1, 44), Until: ptr(hour(2, 14)), Attempts: 2_260, Failed: 2_204, Confidence: 1},
		{Verdict: aggregate.Throttled, Fault: parser.FaultRate, Cause: parser.RateLimit, Scope: aggregate.Scope{Kind: "provider", Name: "big.example"},
			Says: "big.example took mail slower than we sent it during the morning's newsletter.", Since: hour(5, 0), Until: ptr(hour(6, 12)), Attempts: 900, Failed: 120, Confidence: 0.95},
		{Verdict: aggregate.Greylisting, Fault: parser.FaultPolicy, Cause: parser.Greylist, Scope: aggregate.Scope{Kind: "destination", Name: "example.com"},
			Says: "example.com greylists first contacts: 99 % passed on a later try, half within 5m 12s.", Since: hour(0, 1), Until: ptr(hour(11, 40)), Attempts: 522, Failed: 480, Confidence: 0.99},
	}
}

// someTimes has n lengths of time around a middle one.
func someTimes(n int, middle float64) *aggregate.Histogram {
	h := new(aggregate.Histogram)
	for i := range n {
		seconds := middle * float64(i+1) / float64(n) * 2
		h.Show(h.Observe(seconds), aggregate.Example{QueueID: "4bX2kq1Zz3", Seconds: seconds, At: hour(11, 0)})
	}
	return h
}

// fixed is an Exporter over one state, whose pseudonyms are the same in every run.
func fixed(t *testing.T, s State, o Options) *Exporter {
	t.Helper()
	o.State, o.Pseudonyms = func() State { return s }, pseudonym.With("the same in every run")
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
