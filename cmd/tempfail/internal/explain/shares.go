package explain

import "tempfail/parser"

// Share is how often codes without words are about something.
type Share struct {
	Cause string  `json:"cause"` // a cause, or words for a group of causes
	Share float64 `json:"share"` // 0 to 1

	cause parser.Cause // CauseUnknown for a group
}

// counted is what a number of distinct replies with the same codes were about.
type counted struct {
	code     uint16
	enhanced string
	texts    int
	about    []count
}

type count struct {
	cause parser.Cause
	n     int
}

// The counts come from a collection of 1,462 distinct reply texts of mail
// servers and operators, labelled by hand. What is missing to the number of
// texts is spread over other causes.
var countedReplies = []counted{
	{421, "4.3.2", 15, []count{{parser.RemoteBusy, 8}, {parser.RateLimit, 6}, {parser.Greylist, 1}}},
	{421, "4.7.0", 34, []count{{parser.Reputation, 13}, {parser.RateLimit, 7}, {parser.Policy, 3}, {parser.TLS, 2}, {parser.Authentication, 2}}},
	{421, "", 65, []count{{parser.RateLimit, 21}, {parser.RemoteBusy, 12}, {parser.Reputation, 9}, {parser.Authentication, 7}, {parser.RemoteError, 6}}},
	{450, "4.2.1", 12, []count{{parser.MailboxUnavailable, 7}, {parser.RateLimit, 3}}},
	{450, "4.7.1", 18, []count{{parser.Authentication, 7}, {parser.RateLimit, 4}, {parser.Greylist, 3}}},
	{451, "4.3.0", 32, []count{{parser.RemoteError, 18}, {parser.RemoteStorage, 5}, {parser.Protocol, 3}}},
	{451, "4.7.1", 23, []count{{parser.Greylist, 6}, {parser.Policy, 4}, {parser.RateLimit, 3}, {parser.TLS, 3}}},
}

// groupsOf451 is what a 451 is about, whatever its enhanced code.
var groupsOf451 = []Share{
	{Cause: "their server (error, overload, disk)", Share: 0.43},
	{Cause: "us as the sender (reputation, authentication, content)", Share: 0.18},
	{Cause: "our host or the protocol", Share: 0.13},
	{Cause: "a house rule or greylisting", Share: 0.11},
	{Cause: "sending too fast", Share: 0.07},
	{Cause: "network or DNS", Share: 0.05},
	{Cause: "that mailbox or domain", Share: 0.02},
}

// sharesOf returns what codes without words can be about, the likeliest
// first; nothing where they were not counted. An enhanced code alone stands
// for the counted pair that has it.
func sharesOf(code uint16, enhanced string) []Share {
	if code == 451 && enhanced == "" {
		return groupsOf451
	}
	for _, c := range countedReplies {
		if c.enhanced != enhanced || code != 0 && c.code != code || code == 0 && c.code != 451 && enhanced == "4.7.1" {
			continue
		}
		shares := make([]Share, 0, len(c.about))
		for _, a := range c.about {
			shares = append(shares, Share{Cause: a.cause.String(), Share: round(float64(a.n) / float64(c.texts)), cause: a.cause})
		}
		return shares
	}
	return nil
}

// round keeps two digits: more would pretend.
func round(x float64) float64 { return float64(int(x*100+0.5)) / 100 }
