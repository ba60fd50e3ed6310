package aggregate_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tempfail/parser"
)

// outageAnswers are how an outage can look.
var outageAnswers = []*answer{
	said(parser.PhaseRcpt, "451 4.3.0 Temporary system problem. Try again later"),
	said(parser.PhaseRcpt, "451 4.3.2 System not accepting network messages"),
	said(parser.PhaseEOD, "451 4.3.0 Internal error while processing message, please retry"),
	said(parser.PhaseEOD, "451 Requested action aborted: local error in processing"),
	said(parser.PhaseBanner, "421 4.3.2 Service not available, closing transmission channel"),
	said(parser.PhaseMail, "452 4.3.1 Insufficient system storage"),
	ownAnswers["refused"], ownAnswers["timeout"], ownAnswers["noroute"], ownAnswers["lost-greeting"], ownAnswers["lost-helo"], ownAnswers["servfail"], ownAnswers["tls-broken"],
}

// addDestination takes a small operator down, or a part of its tries.
func addDestination(least, most float64) func(*simDay, *fault) bool {
	return func(d *simDay, f *fault) bool {
		served := d.land.operators[2+d.chance.IntN(len(d.land.operators)-2)]
		if !d.claim(served[0].name) {
			return false
		}
		for _, to := range served {
			d.taken[to.name] = true
			f.names = append(f.names, to.name)
		}
		for _, mx := range served[0].mx {
			f.names = append(f.names, mx.host)
		}
		share := least + (most-least)*d.chance.Float64()
		a := outageAnswers[d.chance.IntN(len(outageAnswers))]
		f.noise = served[0].noise
		f.about = fmt.Sprintf("%s, %.0f %% %s", served[0].name, share*100, a.text)
		d.fail(f, share, a, func(t *try) bool { return slices.Contains(served, t.to.to) })
		return true
	}
}

// addProvider takes one of the two big ones down.
func addProvider(d *simDay, f *fault) bool {
	served := d.land.operators[d.chance.IntN(2)]
	if !d.claim(served[0].name) {
		return false
	}
	f.names, f.noise = []string{served[0].name}, served[0].noise
	f.part(served)
	a, share := outageAnswers[d.chance.IntN(len(outageAnswers))], 1.0
	if d.chance.IntN(3) == 0 {
		share = 0.5
	}
	f.about = fmt.Sprintf("%s, %.0f %% %s", served[0].name, share*100, a.text)
	d.fail(f, share, a, func(t *try) bool { return slices.Contains(served, t.to.to) })
	return true
}

// addRelay breaks one of the four hosts of a big provider, on days when a
// try stops at the first.
func addRelay(d *simDay, f *fault) bool {
	served := d.land.operators[d.chance.IntN(2)]
	if d.office.sessions > 1 || !d.claim(served[0].name) {
		return false
	}
	mx := served[0].mx[d.chance.IntN(len(served[0].mx))]
	f.names, f.about = []string{mx.host, mx.operator}, mx.host
	d.fail(f, 1, outageAnswers[d.chance.IntN(5)], func(t *try) bool { return t.mx == mx })
	return true
}

// addBreakdown fails most tries everywhere by one of Postfix's own words.
func addBreakdown(words ...string) func(*simDay, *fault) bool {
	return func(d *simDay, f *fault) bool {
		if !d.claim("host") {
			return false
		}
		word, share := words[d.chance.IntN(len(words))], 1.0
		if d.chance.IntN(4) == 0 {
			share = 0.9
		}
		f.names, f.about = []string{"*"}, word
		d.fail(f, share, ownAnswers[word], func(*try) bool { return true })
		return true
	}
}

// addAll451 has everybody answer 451, with one text: it is us.
func addAll451(d *simDay, f *fault) bool {
	if !d.claim("host") {
		return false
	}
	f.names, f.about = []string{"*"}, "451 everywhere"
	d.fail(f, 0.95, said(parser.PhaseRcpt, "451 4.3.0 Temporary failure, please try again later"), func(*try) bool { return true })
	return true
}

// addOwnWords has the host refuse mail and say why.
func addOwnWords(d *simDay, f *fault) bool {
	if !d.claim("host") {
		return false
	}
	text, reply := "warning: not enough free space in mail queue: 8192 bytes < 1.5*message size limit", "452 4.3.1 Insufficient system storage"
	if d.chance.IntN(2) == 0 {
		text, reply = "warning: connect to Milter service inet:127.0.0.1:8891: Connection refused", "451 4.7.1 Service unavailable - try again later"
	}
	f.names, f.about = []string{"*"}, text
	f.until = min(f.until, aDay)
	d.office.shut = append(d.office.shut, &shut{f.from, f.until, &answer{text: reply}})
	for at := f.from; at < f.until; at += 30 * time.Second {
		d.office.say(at, "smtpd", text)
		f.tally.last = at
	}
	f.tally.first = f.from
	return true
}

// part adds the destinations of an operator to what a part of the fault may
// be called.
func (f *fault) part(served []*domain) {
	for _, to := range served {
		f.parts = append(f.parts, to.name)
	}
}

// addBlocklist has some operators refuse us by a list.
func addBlocklist(d *simDay, f *fault) bool {
	if !d.claim("standing") {
		return false
	}
	var members []string
	for _, i := range d.chance.Perm(min(12, len(d.land.operators)))[:min(4+d.chance.IntN(4), len(d.land.operators)/2)] {
		if name := d.land.operators[i][0].name; d.claim(name) {
			members = append(members, name)
			f.part(d.land.operators[i])
		}
	}
	texts := []string{
		"554 5.7.1 Service unavailable; Client host [198.51.100.10] blocked using zen.spamhaus.org",
		"450 4.7.1 Service unavailable; Client host [198.51.100.10] blocked using bl.spamcop.net",
		"550 5.7.1 Your IP address 198.51.100.10 has a poor reputation and is listed at dnsbl.example",
	}
	f.names, f.about = []string{"*"}, strings.Join(members, " ")
	d.fail(f, 1, said(parser.PhaseRcpt, texts[d.chance.IntN(len(texts))]), func(t *try) bool { return slices.Contains(members, t.mx.operator) })
	return true
}

// addRateLimit lets a big provider take about half of what it gets.
func addRateLimit(d *simDay, f *fault) bool {
	served := d.land.operators[d.chance.IntN(2)]
	if !d.claim(served[0].name) {
		return false
	}
	texts := []string{
		"421 4.7.28 Our system has detected an unusual rate of mail originating from your IP address; temporarily rate limited",
		"450 4.7.1 Too many messages from your address, rate limit exceeded",
		"451 4.7.500 Server busy. Please try again later from [198.51.100.10]",
	}
	r := limit(func(t *try) bool { return slices.Contains(served, t.to.to) }, max(2, int(d.perHour/6*0.12)), 10*time.Minute, said(parser.PhaseRcpt, texts[d.chance.IntN(len(texts))]))
	f.names, f.about = []string{served[0].name}, served[0].name+" "+r.answer.text
	d.fail(f, 1, r.answer, r.hits)
	return true
}

// addSize has one of the busier operators choke on what is big.
func addSize(d *simDay, f *fault) bool {
	served := d.land.operators[2+d.chance.IntN(4)]
	if !d.claim(served[0].name) {
		return false
	}
	for _, to := range served {
		d.taken[to.name] = true
		f.names = append(f.names, to.name)
	}
	most := int64(1+d.chance.IntN(3)) << 19
	words := []string{"stalled-data", "lost-data"}
	f.about = fmt.Sprintf("%s over %d", served[0].name, most)
	d.fail(f, 1, ownAnswers[words[d.chance.IntN(2)]], func(t *try) bool { return t.msg.size > most && slices.Contains(served, t.to.to) })
	return true
}

// senderAnswers are how receivers refuse what is wrong with a sender.
var senderAnswers = []*answer{
	said(parser.PhaseEOD, "550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy"),
	said(parser.PhaseEOD, "451 4.7.26 This mail has been rate limited because it is unauthenticated: DKIM and SPF did not pass"),
	said(parser.PhaseEOD, "451 4.7.1 Message looks like spam, refused for now"),
	said(parser.PhaseEOD, "451 4.7.1 Message temporarily rejected"),
}

// addSender has most operators refuse one sender domain.
func addSender(d *simDay, f *fault) bool {
	from := d.land.senders[d.chance.IntN(4)]
	if !d.claim("standing") {
		return false
	}
	a := senderAnswers[d.chance.IntN(len(senderAnswers))]
	f.names, f.about = []string{from}, from+" "+a.text
	d.fail(f, 0.9, a, func(t *try) bool { return domainOf(t.msg.from) == from })
	return true
}

// addAccount has most operators refuse one account's mail.
func addAccount(d *simDay, f *fault) bool {
	if !d.claim("standing") {
		return false
	}
	account := fmt.Sprintf("user%d@%s", d.chance.IntN(5), d.land.senders[0])
	a := senderAnswers[2+d.chance.IntN(2)]
	f.names, f.about = []string{account}, account+" "+a.text
	d.fail(f, 0.95, a, func(t *try) bool { return t.msg.account == account })
	return true
}

// addV6 takes the IPv6 route away.
func addV6(d *simDay, f *fault) bool {
	if !d.v6 || !d.claim("host") {
		return false
	}
	words := []string{"unreachable", "timeout"}
	f.names, f.about = []string{"*"}, "IPv6"
	for _, served := range d.land.operators {
		if served[0].mx[0].v6 {
			f.part(served)
		}
	}
	d.fail(f, 1, ownAnswers[words[d.chance.IntN(2)]], func(t *try) bool { return t.mx.v6 })
	return true
}

// addInstance breaks the second instance's way out.
func addInstance(d *simDay, f *fault) bool {
	if d.land.instances == nil || !d.claim("host") {
		return false
	}
	f.names, f.about = []string{"*"}, "instance postfix-out2"
	d.fail(f, 1, ownAnswers["timeout"], func(t *try) bool { return t.msg.via == "postfix-out2" })
	return true
}
