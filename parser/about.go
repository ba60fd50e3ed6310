package parser

// About says what a format's log tells, and what it cannot.
type About struct {
	MTA    string // one of MTAs
	Title  string // as its makers write it
	Reads  string // which lines are read
	Joins  bool   // a line may need lines before it
	Size   string // whether a message's size is told
	Relay  string // whether the host that a try went to is told
	Reply  string // how much of what it said
	End    string // what tells that a message is over
	Misses string // what the log does not tell; "" for nothing of use here
}

// The words of abouts that several share.
const (
	told        = "yes"
	untold      = "no"
	wholeReply  = "whole"
	lastOutcome = "last outcome"
)

// abouts has a row for each format of the table of formats. Those of maps
// follow from the maps.
var abouts = [...]About{
	{MTA: "postfix", Title: "Postfix", Size: told, Relay: told, Reply: wholeReply, End: "`removed`",
		Reads: "the forms of before 2.3 and up to 3.11: all delivery agents, renamed services, several instances and hosts in one log"},
	{MTA: "exim", Title: "Exim", Size: told, Relay: told, Reply: "whole; of deliveries with `+smtp_confirmation`", End: "`Completed`",
		Reads:  "mainlog and over syslog, with any `log_selector`; retry times not reached are no attempts",
		Misses: "the reply code of what it refuses itself"},
	{MTA: "sendmail", Title: "Sendmail 8", Size: told, Relay: told, Reply: "first line", End: lastOutcome,
		Reads:  "`sendmail`, `sm-mta`, `sm-msp-queue`; repeats from the host status cache are no attempts, further hosts of a try neither",
		Misses: "further lines of a reply"},
	{MTA: "opensmtpd", Title: "OpenSMTPD", Size: told, Relay: told, Reply: wholeReply, End: lastOutcome,
		Reads:  "four generations of lines",
		Misses: "why a connection failed, mostly"},
	{MTA: "qmail", Title: "qmail", Size: told, Relay: "address, with its reply", Reply: wholeReply, End: "`end msg`",
		Reads:  "qmail-send under multilog, tai64nlocal and splogger",
		Misses: "what went wrong with a connection"},
	{MTA: "courier", Title: "Courier", Size: untold, Relay: "of successes", Reply: wholeReply, End: lastOutcome,
		Reads: "deliveries, deferrals and notices of courierd and its modules"},
	{MTA: "dma", Title: "dma", Size: untold, Relay: told, Reply: "of failures", End: lastOutcome,
		Reads:  "all that it logs",
		Misses: "the end of a failed try: the first host's failure counts for it"},
	{MTA: "nullmailer", Title: "nullmailer", Size: untold, Relay: told, Reply: wholeReply, End: lastOutcome,
		Reads: "nullmailer-send"},
}

// Formats says of each mail server that is known, and of those of the maps
// given, what its log tells.
func Formats(maps ...*Map) []About {
	var all []About
	for _, f := range formats {
		if mapNamed(maps, f.name) != nil {
			continue
		}
		for _, a := range abouts {
			if a.MTA == f.name {
				a.Joins = f.remember != nil
				all = append(all, a)
			}
		}
	}
	for _, m := range allMaps(maps) {
		all = append(all, m.about())
	}
	return all
}

// Title is how the makers of a mail server write its name, which is one of
// MTAs; without a map of the name, the name itself.
func Title(mta string) string {
	for _, a := range Formats() {
		if a.MTA == mta && a.Title != "" {
			return a.Title
		}
	}
	return mta
}

// about tells what the map's records hold.
func (m *Map) about() About {
	yes := func(fields ...field) string {
		for _, f := range fields {
			if len(m.fields[f]) > 0 {
				return told
			}
		}
		return untold
	}
	a := About{MTA: m.name, Title: m.title, Reads: m.reads, Misses: m.misses, Joins: m.joined(), End: "a line"}
	a.Size, a.Relay, a.Reply = yes(fieldSize), yes(fieldRelay, fieldRelayIP), untold
	if yes(fieldReply) == told {
		a.Reply = wholeReply
	}
	if m.ends {
		a.End = lastOutcome
	}
	return a
}
