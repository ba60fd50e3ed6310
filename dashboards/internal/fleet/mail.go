package fleet

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// line is a line of a log, without its stamp.
type line struct {
	at   time.Duration
	text string
}

// backoff is how long mail waits for each further attempt, as a Postfix that
// begins with 5 minutes.
var backoff = []time.Duration{5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 40 * time.Minute, 66 * time.Minute}

// senders are the domains that mail comes from, and the shares of it.
var senders = []struct {
	domain string
	share  float64
}{{"example.com", 0.5}, {"news.example.com", 0.35}, {"shop.example.net", 0.15}}

// office writes the log of one host.
type office struct {
	*Case
	host   string
	dice   *rand.Rand
	serial int
	lines  []line
}

// log returns what a host writes, in the order of time. It is the same in
// every run.
func (c *Case) log(host string) []line {
	seed := fnv.New64a()
	fmt.Fprint(seed, host)
	o := &office{Case: c, host: host, dice: rand.New(rand.NewPCG(seed.Sum64(), 1))}
	for _, f := range c.Flows {
		span := f.Span
		if span.Until == 0 {
			span.Until = c.Length
		}
		for t := span.From + o.gap(f.PerHour); t < span.Until; t += o.gap(f.PerHour) {
			o.send(f.Provider, o.dice.IntN(f.Destinations), t)
		}
	}
	for _, b := range c.Old {
		for range matches(b.Host, host) * b.Messages {
			o.refuse(b)
		}
	}
	for _, l := range c.Lines {
		for t := l.Span.From; t < l.Span.Until && matches(l.Host, host) > 0; t += time.Minute {
			o.write(t, "%s", l.Text)
		}
	}
	slices.SortStableFunc(o.lines, func(x, y line) int { return cmp.Compare(x.at, y.at) })
	return o.lines
}

func matches(pattern, name string) int {
	if pattern == "*" || pattern == name {
		return 1
	}
	return 0
}

// gap is the time to the next message.
func (o *office) gap(perHour float64) time.Duration {
	return time.Duration(o.dice.ExpFloat64() / perHour * float64(time.Hour))
}

func (o *office) write(at time.Duration, format string, args ...any) {
	o.lines = append(o.lines, line{at, fmt.Sprintf(format, args...)})
}

// envelope is a message to one recipient.
type envelope struct {
	id, from, to, domain, mx, ip string
}

func (o *office) envelope(provider string, n int) envelope {
	o.serial++
	domain := provider + ".test"
	if n > 0 {
		domain = fmt.Sprintf("%s%d.example", provider, n)
	}
	e := envelope{id: fmt.Sprintf("%07X", 0x1000000+o.serial), domain: domain, mx: "mx." + provider + ".test",
		to: fmt.Sprintf("user%d@%s", o.dice.IntN(5000), domain)}
	sum := fnv.New32a()
	fmt.Fprint(sum, provider)
	e.ip = fmt.Sprintf("198.51.100.%d", 1+sum.Sum32()%254)
	at := o.dice.Float64()
	for _, s := range senders {
		e.from = "post@" + s.domain
		if at -= s.share; at < 0 {
			break
		}
	}
	return e
}

// send writes the life of a message.
func (o *office) send(provider string, n int, arrived time.Duration) {
	e := o.envelope(provider, n)
	o.write(arrived, "postfix/smtpd[101]: %s: client=client.example.com[192.0.2.9]", e.id)
	o.write(arrived, "postfix/qmgr[50]: %s: from=<%s>, size=%d, nrcpt=1 (queue active)", e.id, e.from, 1000+o.dice.IntN(9000))
	for t, tries := arrived+time.Second, 0; t < o.Length; tries++ {
		says := o.fails(provider, t, tries)
		if says == "" {
			o.write(t, "postfix/smtp[201]: %s: to=<%s>, relay=%s[%s]:25, delay=%.1f, delays=0.1/0.1/0.4/0.4, dsn=2.0.0, status=sent (250 2.0.0 Ok)",
				e.id, e.to, e.mx, e.ip, (t - arrived + 2*time.Second).Seconds())
			o.write(t, "postfix/qmgr[50]: %s: removed", e.id)
			return
		}
		if bounced := o.fail(e, t, t-arrived, says); bounced {
			return
		}
		t += backoff[min(tries, len(backoff)-1)]
	}
}

// fails is what an attempt is told; nothing where it succeeds.
func (o *office) fails(provider string, t time.Duration, tries int) string {
	for _, f := range o.Faults {
		if matches(f.Host, o.host)*matches(f.Provider, provider) == 1 && f.Span.has(t) && (!f.First || tries == 0) && o.dice.Float64() < f.Share {
			return f.Says
		}
	}
	if o.dice.Float64() < 0.004 { // what goes wrong on any day
		return "451 4.3.0 Temporary lookup failure"
	}
	return ""
}

// fail writes a failed attempt, and says whether it was the last.
func (o *office) fail(e envelope, t, age time.Duration, says string) bool {
	says = strings.NewReplacer("{mx}", e.mx, "{ip}", e.ip, "{domain}", e.domain).Replace(says)
	relay, status, dsn := fmt.Sprintf("%s[%s]:25", e.mx, e.ip), "deferred", "4.0.0"
	switch {
	case says[0] >= '4' && says[0] <= '5':
		code := strings.Fields(says)
		if strings.HasPrefix(code[1], says[:1]+".") {
			dsn = code[1]
		}
		says = fmt.Sprintf("host %s[%s] said: %s (in reply to RCPT TO command)", e.mx, e.ip, says)
		if dsn[0] == '5' {
			status = "bounced"
		}
	case strings.Contains(says, "Name service error"):
		relay, dsn = "none", "4.4.3"
	default:
		relay, dsn = "none", "4.4.1"
	}
	o.write(t, "postfix/smtp[202]: %s: to=<%s>, relay=%s, delay=%.1f, delays=0.1/0.1/0.4/0.4, dsn=%s, status=%s (%s)", e.id, e.to, relay, (age + time.Second).Seconds(), dsn, status, says)
	if status == "bounced" {
		o.write(t, "postfix/qmgr[50]: %s: removed", e.id)
	}
	return status == "bounced"
}

// refuse writes one more attempt of an old message, which fails.
func (o *office) refuse(b Backlog) {
	e := o.envelope(b.Provider, 0)
	t := b.At + time.Duration(o.dice.Int64N(int64(time.Minute)))
	o.write(t, "postfix/qmgr[50]: %s: from=<%s>, size=2000, nrcpt=1 (queue active)", e.id, e.from)
	o.fail(e, t, b.Age, "connect to {mx}[{ip}]:25: Connection timed out")
}
