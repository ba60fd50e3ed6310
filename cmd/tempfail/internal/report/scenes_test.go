package report

import (
	"strings"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// The scenes are snapshots made by hand, one for each kind of report.

var sceneDay = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func at(clock string) time.Time {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		panic(err)
	}
	return sceneDay.Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
}

func ptr[T any](v T) *T { return &v }

// buckets spreads deferrals over a day: a digit a step.
func buckets(deferred string, scale int64) []aggregate.Bucket {
	list := make([]aggregate.Bucket, len(deferred))
	for i, digit := range deferred {
		n := int64(digit-'0') * scale
		list[i] = aggregate.Bucket{Attempts: n + 4*scale, Deferred: n}
	}
	return list
}

// demo is an outage at one destination while the resolver of this host fails
// for a while, with greylisting and a full mailbox beside them.
func demo() *aggregate.Snapshot {
	return &aggregate.Snapshot{
		Schema: 1,
		Answer: aggregate.Answer{Side: aggregate.SideBoth, Says: "example.org answers 451 to nearly everything since 07:04 while 9 of 9 other providers take our mail; and this host could not look up names from 01:44 to 02:14."},
		Input: aggregate.Input{
			Files: []aggregate.InputFile{{Name: "mail.log.1", MTA: "postfix", Bytes: 1_100_000_000, Lines: 5_400_000}, {Name: "mail.log", MTA: "postfix", Bytes: 812_000_000, Lines: 4_412_441}},
			Bytes: 1_912_000_000, Lines: 9_812_441, Found: 4_100_300, Silent: 5_610_179, Foreign: 100_000, Malformed: 1_962,
			From: ptr(at("00:00")), Until: ptr(at("12:04")), Hosts: []string{"mx1.example.net"},
			Samples: []aggregate.Sample{{File: "mail.log", Line: 88_121, Text: "Mar  2 09:14:02 mx1 postfix/smtp[812]: 4bX2kq1Zz3: to=<a@example.org>, relay="}},
		},
		Totals: aggregate.Totals{Messages: 61_204, Recipients: 64_981, Attempts: 71_310, Sent: 64_002, Deferred: 7_189, Bounced: 119, Expired: 4,
			Replies451: 4_381, NotAttempted: 2_204, RefusedInbound: 410, Waiting: 278, Delivered: 64_002, BouncedRecipients: 119, Removed: 578, Outside: 212},
		Findings:     []aggregate.Finding{outage(), resolver(), greylisting(), fullMailbox(), tooFew()},
		Destinations: demoDestinations(),
		Providers: []aggregate.Row{
			{Name: "outlook.com", Destinations: 214, Counts: aggregate.Counts{Attempts: 18_204, Sent: 17_800, Deferred: 404, Codes: aggregate.Codes{C451: 402, CNone: 2}}, Verdict: aggregate.Healthy,
				Recovery: aggregate.Recovery{Deferred: 400, Delivered: 400, P50: ptr(1080.0), P90: ptr(1900.0)}, Timeline: buckets("000999000000000000000000", 10)},
			{Name: "google.com", Destinations: 96, Counts: aggregate.Counts{Attempts: 41_377, Sent: 41_371}, Verdict: aggregate.Healthy},
		},
		Causes: []aggregate.CauseRow{
			{Cause: parser.RemoteError, Fault: parser.FaultRemote, Deferred: 3_010, Attempts: 3_010, Recipients: 251, Destinations: 1, Recovery: aggregate.Recovery{Deferred: 251, Waiting: 251}},
			{Cause: parser.DNS, Fault: parser.FaultLocal, Deferred: 2_204, Attempts: 2_204, Recipients: 2_190, Destinations: 310, Recovery: aggregate.Recovery{Deferred: 2_190, Delivered: 2_190, P50: ptr(1080.0), P90: ptr(1900.0)}},
			{Cause: parser.Greylist, Fault: parser.FaultPolicy, Deferred: 1_911, Attempts: 1_911, Recipients: 1_880, Destinations: 402, Recovery: aggregate.Recovery{Deferred: 1_880, Delivered: 1_861, Waiting: 19, P50: ptr(312.0), P90: ptr(1500.0)}},
			{Cause: parser.MailboxFull, Fault: parser.FaultRecipient, Deferred: 64, Attempts: 64, Recipients: 8, Destinations: 3, Recovery: aggregate.Recovery{Deferred: 8, Waiting: 8}},
			{Cause: parser.RecipientUnknown, Fault: parser.FaultRecipient, Bounced: 119, Attempts: 119, Recipients: 119, Destinations: 77},
		},
		Replies: []aggregate.ReplyRow{
			{Code: 451, Enhanced: "4.3.2", Cause: parser.RemoteError, Fault: parser.FaultRemote, Origin: parser.Remote, Attempts: 3_010, Destinations: 1, Template: "host <host> said: 451 4.3.2 Internal server error, please try again later (in reply to MAIL FROM command)", Sample: "451 4.3.2 Internal server error, please try again later"},
			{Cause: parser.DNS, Fault: parser.FaultLocal, Origin: parser.Local, Attempts: 2_204, Destinations: 310, Template: "Host or domain name not found. Name service error for name=<host> type=MX: Host not found, try again"},
			{Code: 450, Enhanced: "4.2.0", Cause: parser.Greylist, Fault: parser.FaultPolicy, Origin: parser.Remote, Attempts: 1_911, Destinations: 402, Template: "450 4.2.0 <addr>: Recipient address rejected: Greylisted, see <url>"},
			{Code: 452, Enhanced: "4.2.2", Cause: parser.MailboxFull, Fault: parser.FaultRecipient, Origin: parser.Remote, Attempts: 64, Destinations: 3, Template: "452 4.2.2 The email account that you tried to reach is over quota"},
		},
		LocalFaults: []aggregate.LocalFaultRow{
			{Trouble: "dns", Cause: parser.LocalCause, Strength: "breadth", Count: 31, First: at("01:44"), Last: at("02:13"), Sample: "warning: dns_query_type: res_send: Connection refused"},
		},
		Refused: []aggregate.RefusedRow{
			{Code: 451, Enhanced: "4.7.1", Count: 398, Template: "<addr>: Recipient address rejected: Greylisting in effect, please come back later"},
			{Code: 450, Enhanced: "4.7.25", Count: 12, Template: "Client host rejected: cannot find your hostname, [<ip>]"},
		},
		Waiting: []aggregate.WaitingRow{
			{QueueID: "4bX2kq1Zz3", Sender: "news@example.net", Recipient: "alice@example.org", Destination: "example.org", Since: at("07:04"), Last: at("11:58"), Attempts: 9, Cause: parser.RemoteError, LastReply: "451 4.3.2 Internal server error, please try again later", Expires: ptr(at("07:04").AddDate(0, 0, 5))},
			{QueueID: "4bX2m21ZzQ", Recipient: "bob@example.org", Destination: "example.org", Since: at("07:06"), Last: at("11:41"), Attempts: 8, Cause: parser.RemoteError, LastReply: "451 4.3.2 Internal server error, please try again later", Expires: ptr(at("07:06").AddDate(0, 0, 5))},
			{QueueID: "4bX5001Zz9", Sender: "shop@example.net", Recipient: "full.mailbox@mail.example.com", Destination: "mail.example.com", Since: at("08:10"), Last: at("11:12"), Attempts: 6, Cause: parser.MailboxFull, LastReply: "452 4.2.2 The email account that you tried to reach is over quota", Expires: ptr(at("08:10").AddDate(0, 0, 5))},
		},
		Timeline: aggregate.Timeline{Start: at("00:00"), Step: 1810, Buckets: buckets("000999000000004677776666", 60)},
		Limits:   []aggregate.LimitRow{{Name: "destinations", Limit: 10_000, Lost: 311, Says: "destinations beyond the first 10 000 were counted together as other"}},
	}
}

func outage() aggregate.Finding {
	return aggregate.Finding{
		Verdict: aggregate.RemoteOutage, Fault: parser.FaultRemote, Cause: parser.RemoteError, Scope: aggregate.Scope{Kind: "destination", Name: "example.org"},
		Says:  "example.org answers 451 to nearly everything; the others take our mail.",
		Since: at("07:04"), Ongoing: true, Attempts: 3_102, Failed: 3_010, Recipients: 251, Messages: 248, Destinations: 1, Waiting: 251, Confidence: 0.998,
		Evidence: []aggregate.Evidence{
			{Name: "deferral-ratio", Value: 0.97, Threshold: 0.2, Says: "97 % of 212 first attempts failed; 1.3 % is usual here"},
			{Name: "chance", Value: 2e-21, Threshold: 1e-4, Says: "by chance that would happen less than once in 10^20 such days"},
			{Name: "others", Value: 9, Threshold: 3, Says: "9 of 9 other providers took mail meanwhile, 31 204 messages"},
		},
		Against:  []aggregate.Evidence{{Name: "successes", Value: 6, Says: "6 messages got through between 07:30 and 07:41"}},
		Advice:   []string{"Nothing to mend here: the queue retries by itself until 7 Mar 07:04.", "Tell senders of urgent mail to use another way; tempfail trace ADDRESS shows each."},
		Samples:  []string{"host mx.example.org[192.0.2.25] said: 451 4.3.2 Internal server error, please try again later (in reply to MAIL FROM command)"},
		Recovery: aggregate.Recovery{Deferred: 251, Waiting: 251},
	}
}

func resolver() aggregate.Finding {
	return aggregate.Finding{
		Verdict: aggregate.LocalFault, Fault: parser.FaultLocal, Cause: parser.DNS, Scope: aggregate.Scope{Kind: "host", Name: "mx1.example.net"},
		Says:  "This host could not look up names: 13 of 14 providers failed at once, all at DNS.",
		Since: at("01:44"), Until: ptr(at("02:14")), Attempts: 2_260, Failed: 2_204, Recipients: 2_190, Messages: 2_101, Destinations: 310, Confidence: 1,
		Evidence: []aggregate.Evidence{
			{Name: "breadth", Value: 13, Threshold: 3, Says: "13 of 14 providers that were tried failed in the same step, the look-up"},
			{Name: "own-lines", Value: 31, Threshold: 1, Says: "31 lines of this host say so itself: dns"},
		},
		Advice:   []string{"Over since 02:14. Check what the resolver in /etc/resolv.conf was doing then.", "dig MX example.com @127.0.0.1"},
		Samples:  []string{"Host or domain name not found. Name service error for name=example.com type=MX: Host not found, try again", "warning: dns_query_type: res_send: Connection refused"},
		Recovery: aggregate.Recovery{Deferred: 2_190, Delivered: 2_190, P50: ptr(1080.0), P90: ptr(1900.0)},
	}
}

func greylisting() aggregate.Finding {
	return aggregate.Finding{
		Verdict: aggregate.Greylisting, Fault: parser.FaultPolicy, Cause: parser.Greylist, Scope: aggregate.Scope{Kind: "destination", Name: "example.com"},
		Says: "example.com greylists first contact: 99 % of 1 880 recipients passed on a later try, half within 5m 12s", Since: at("00:01"), Until: ptr(at("12:01")),
	}
}

func fullMailbox() aggregate.Finding {
	return aggregate.Finding{
		Verdict: aggregate.RecipientTrouble, Fault: parser.FaultRecipient, Cause: parser.MailboxFull, Scope: aggregate.Scope{Kind: "recipient", Name: "full.mailbox@mail.example.com"},
		Says: "full.mailbox@mail.example.com is over quota since 08:10; other mailboxes of mail.example.com take mail", Since: at("08:10"), Ongoing: true, Waiting: 1,
	}
}

func tooFew() aggregate.Finding {
	return aggregate.Finding{Verdict: aggregate.Thin, Fault: parser.FaultNetwork, Cause: parser.Connect, Scope: aggregate.Scope{Kind: "destination", Name: "tiny.example"},
		Says: "tiny.example refused 3 connections of 3", Since: at("09:12"), Ongoing: true, Waiting: 3}
}

func demoDestinations() []aggregate.Row {
	list := []aggregate.Row{
		{Name: "example.org", Provider: "example.org", Counts: aggregate.Counts{Attempts: 3_102, Sent: 92, Deferred: 3_010, Waiting: 251, Codes: aggregate.Codes{C451: 3_010}, Replies451: 3_010},
			Verdict: aggregate.RemoteOutage, Recovery: aggregate.Recovery{Deferred: 251, Waiting: 251}, Timeline: buckets("000000000000005688887777", 20)},
		{Name: "example.com", Provider: "example.com", Counts: aggregate.Counts{Attempts: 5_880, Sent: 3_969, Deferred: 1_911, Waiting: 19, Codes: aggregate.Codes{C450: 1_911}},
			Verdict: aggregate.Greylisting, Recovery: aggregate.Recovery{Deferred: 1_880, Delivered: 1_861, P50: ptr(312.0), P90: ptr(1500.0)}, Timeline: buckets("112233221122334455443322", 10)},
		{Name: "mail.example.com", Provider: "example.com", Counts: aggregate.Counts{Attempts: 160, Sent: 77, Deferred: 64, Bounced: 19, Waiting: 8, Codes: aggregate.Codes{C452: 64, C5xx: 19}},
			Verdict: aggregate.RecipientTrouble, Timeline: buckets("000000001111111111111111", 4)},
	}
	for _, name := range []string{"a.example", "b.example", "c.example"} {
		list = append(list, aggregate.Row{Name: name, Provider: name, Counts: aggregate.Counts{Attempts: 900, Sent: 900}, Verdict: aggregate.Healthy})
	}
	return list
}

func healthy() *aggregate.Snapshot {
	s := demo()
	s.Answer = aggregate.Answer{Side: aggregate.SideClear, Says: "Nothing to worry about: 99.6 % of 12 004 attempts were sent, and no destination fails more than usual."}
	s.Input.Files = s.Input.Files[1:]
	s.Input.Bytes, s.Input.Malformed, s.Input.Samples, s.Input.Foreign = 3_400_000, 0, nil, 0
	s.Input.Lines, s.Input.Found, s.Input.Silent = 61_000, 24_000, 37_000
	s.Totals = aggregate.Totals{Messages: 11_920, Recipients: 11_960, Attempts: 12_004, Sent: 11_956, Deferred: 44, Bounced: 4, Delivered: 11_956, BouncedRecipients: 4}
	s.Findings, s.LocalFaults, s.Refused, s.Waiting, s.Limits, s.Providers = nil, nil, nil, nil, nil, nil
	s.Destinations = s.Destinations[3:]
	s.Destinations = append(s.Destinations, aggregate.Row{Name: "example.edu", Counts: aggregate.Counts{Attempts: 310, Sent: 266, Deferred: 44, Codes: aggregate.Codes{C451: 44}}, Verdict: aggregate.Healthy,
		Recovery: aggregate.Recovery{Deferred: 44, Delivered: 44, P50: ptr(302.0), P90: ptr(610.0)}})
	s.Causes = []aggregate.CauseRow{{Cause: parser.Greylist, Fault: parser.FaultPolicy, Deferred: 44, Attempts: 44, Recipients: 44, Destinations: 1, Recovery: aggregate.Recovery{Deferred: 44, Delivered: 44, P50: ptr(302.0), P90: ptr(610.0)}}}
	s.Replies = []aggregate.ReplyRow{{Code: 451, Enhanced: "4.7.1", Cause: parser.Greylist, Fault: parser.FaultPolicy, Attempts: 44, Destinations: 1, Template: "Greylisting in action, please come back later", Sample: "451 4.7.1 Greylisting in action, please come back later"}}
	s.Timeline.Buckets = buckets("000000000000000000000000", 1)
	return s
}

func thin() *aggregate.Snapshot {
	return &aggregate.Snapshot{
		Schema: 1,
		Answer: aggregate.Answer{Side: aggregate.SideThin, Says: "Not enough mail to tell: 3 messages went to tiny.example and all were deferred; nothing else was sent in that time."},
		Input: aggregate.Input{Files: []aggregate.InputFile{{Name: "-", MTA: "exim", Bytes: 1_210, Lines: 9}}, Bytes: 1_210, Lines: 9, Found: 9,
			From: ptr(at("03:12")), Until: ptr(at("03:15"))},
		Totals: aggregate.Totals{Messages: 3, Recipients: 3, Attempts: 3, Deferred: 3, Waiting: 3},
		Findings: []aggregate.Finding{{Verdict: aggregate.Thin, Fault: parser.FaultNetwork, Cause: parser.Connect, Scope: aggregate.Scope{Kind: "destination", Name: "tiny.example"},
			Says: "tiny.example refused 3 connections; that is too little to name a fault.", Since: at("03:12"), Ongoing: true, Attempts: 3, Failed: 3, Recipients: 3, Messages: 3, Destinations: 1, Waiting: 3,
			Evidence: []aggregate.Evidence{{Name: "operators", Value: 1, Threshold: 3, Says: "1 provider was tried; it takes 3 others to compare"}},
			Advice:   []string{"Send one message elsewhere, or try: nc -vz mx.tiny.example 25"}}},
		Destinations: []aggregate.Row{{Name: "tiny.example", Counts: aggregate.Counts{Attempts: 3, Deferred: 3, Waiting: 3, Codes: aggregate.Codes{CNone: 3}}, Verdict: aggregate.Thin}},
		Waiting: []aggregate.WaitingRow{{QueueID: "1abcDE-000001-AB", Sender: "me@example.net", Recipient: "you@tiny.example", Destination: "tiny.example", Since: at("03:12"), Last: at("03:12"), Attempts: 1, Cause: parser.Connect,
			LastReply: "mx.tiny.example [192.0.2.9]: Connection refused", Expires: ptr(at("03:12").AddDate(0, 0, 4))}},
	}
}

func greylistOnly() *aggregate.Snapshot {
	s := healthy()
	s.Answer.Says = "Nothing to worry about: what is deferred is greylisting, and passes on the second try."
	g := greylisting()
	s.Findings = []aggregate.Finding{g}
	for range 7 {
		g.Scope.Name, g.Says = "b.example", "b.example greylists first contact: 40 of 40 passed on the second try, half within 5m"
		s.Findings = append(s.Findings, g)
	}
	s.Waiting = demo().Waiting[:1]
	s.Totals.Waiting = 1
	return s
}

// nasty are strings that try to steer a terminal or a Markdown reader.
var nasty = []string{
	"\x1b[2J\x1b[31mred\x1b[0m\x1b]0;title\x07",
	"line\r\nsecond\x00\x08\x7f",
	"\u009b31mC1\u0085 \xff\xfe broken \xc3",
	"\u202eevil\u202c \u2066iso\u2069 zero\u200bwidth\ufeff soft\u00adhyphen \u2028",
	"z\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301algo",
	"| a | b |\n|---|---|",
	"`code` ``` <script>alert(1)</script> [x](javascript:alert) ![i](http://203.0.113.1/x.png)",
	"https://evil.example www.evil.example a@evil.example #123 <https://evil.example> https://evil.example/`|`",
	"# heading", "- list", "1. list", "> quote", "***", "&lt;b&gt; $x$ ~~no~~",
	"'; rm -rf / #", "$(reboot) `reboot`", "-rf",
	strings.Repeat("long", 2_000), "漢字のとても長い件名と受信者の名前がここにあります",
}

// hostile puts nasty strings wherever a string of the log can stand.
func hostile() *aggregate.Snapshot {
	s := demo()
	n := 0
	evil := func() string { n++; return nasty[n%len(nasty)] }
	s.Answer.Says, s.Input.Hosts = evil(), []string{evil()}
	s.Input.Files[0].Name, s.Input.Files[0].Error, s.Input.Files[0].MTA = evil(), evil(), evil()
	s.Input.Samples[0].Text, s.Input.Samples[0].File = evil(), evil()
	s.Destinations, s.Findings, s.Replies, s.Waiting, s.LocalFaults, s.Refused, s.Limits = nil, nil, nil, nil, nil, nil, nil
	for range nasty {
		s.Destinations = append(s.Destinations, aggregate.Row{Name: evil(), Verdict: aggregate.Verdict(evil()), Counts: aggregate.Counts{Attempts: 2, Deferred: 1}})
		f := outage()
		f.Says, f.Scope.Name, f.Scope.Kind = evil(), evil(), evil()
		f.Samples, f.Advice, f.Evidence = []string{evil(), evil()}, []string{evil()}, []aggregate.Evidence{{Says: evil()}}
		s.Findings = append(s.Findings, f)
		g := greylisting()
		g.Says = evil()
		s.Findings = append(s.Findings, g)
		s.Replies = append(s.Replies, aggregate.ReplyRow{Code: 451, Enhanced: evil(), Template: evil(), Sample: evil(), Attempts: 1})
		s.Waiting = append(s.Waiting, aggregate.WaitingRow{QueueID: evil(), Sender: evil(), Recipient: evil(), LastReply: evil(), Since: at("07:00"), Last: at("08:00")})
		s.LocalFaults = append(s.LocalFaults, aggregate.LocalFaultRow{Trouble: evil(), Strength: evil(), Sample: evil(), Count: 1})
		s.Refused = append(s.Refused, aggregate.RefusedRow{Code: 451, Enhanced: evil(), Template: evil(), Count: 1})
		s.Limits = append(s.Limits, aggregate.LimitRow{Name: evil(), Says: evil()})
	}
	return s
}

// huge has numbers at the end of their range.
func huge() *aggregate.Snapshot {
	s := demo()
	const n = 9_223_372_036_854_775_807
	s.Totals = aggregate.Totals{Messages: n, Recipients: n, Attempts: n, Sent: n, Deferred: n, Bounced: n, Replies451: n, Waiting: n}
	s.Input.Bytes, s.Input.Lines = n, n
	s.Destinations[0].Counts = aggregate.Counts{Attempts: n, Sent: n, Deferred: n, Bounced: n, Waiting: n, Codes: aggregate.Codes{C451: n}}
	s.Destinations[0].Recovery = aggregate.Recovery{P50: ptr(1e300), P90: ptr(9e9)}
	s.Input.From = ptr(time.Date(2023, 12, 30, 4, 0, 0, 0, time.UTC))
	s.Findings = s.Findings[:1]
	return s
}
