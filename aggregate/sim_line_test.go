package aggregate_test

import (
	"fmt"
	"hash/crc32"
	"iter"
	"strconv"
	"strings"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// record is what came of one line.
type record struct {
	result parser.Result
	event  *parser.Event // valid until the next record is asked for
}

// records are the log's lines from the one time to the other, as Postfix
// writes them and the parser reads them.
func (p *postOffice) records(midnight time.Time, from, until time.Duration) iter.Seq[record] {
	return func(yield func(record) bool) {
		reader, err := parser.New(parser.Options{MTA: "postfix", Location: time.UTC})
		if err != nil {
			panic(err)
		}
		var line []byte
		var ev parser.Event
		for i := range p.log {
			e := &p.log[i]
			if e.at < from || e.at >= until {
				continue
			}
			line = e.appendLine(line[:0], midnight, p.host)
			if r := reader.Parse(line, &ev); !yield(record{r, &ev}) {
				return
			}
		}
	}
}

// read gives the log from the one time to the other to the aggregator.
func (p *postOffice) read(midnight time.Time, from, until time.Duration, a *aggregate.Aggregator) {
	for r := range p.records(midnight, from, until) {
		add(a, r)
	}
}

func add(a *aggregate.Aggregator, r record) {
	a.Line(r.result)
	if r.result == parser.Found {
		a.Add(r.event)
	}
}

// programs names who logs each kind of event.
var programs = [parser.NumKinds]string{parser.Attempt: "smtp", parser.Accepted: "smtpd", parser.Queued: "qmgr", parser.Removed: "qmgr",
	parser.GaveUp: "qmgr", parser.Trouble: "smtp", parser.Refused: "smtpd"}

// appendLine appends e as Postfix logs it, with an ISO 8601 stamp.
func (e *entry) appendLine(b []byte, midnight time.Time, host string) []byte {
	b = midnight.Add(e.at).AppendFormat(b, "2006-01-02T15:04:05Z07:00 ")
	instance, program := "postfix", programs[e.kind]
	switch {
	case e.msg == nil:
		program = e.program
	case e.msg.via != "":
		instance = e.msg.via
	}
	if e.echo {
		program = "error"
	}
	b = fmt.Appendf(b, "%s %s/%s[4711]: ", host, instance, program)
	if e.msg == nil {
		return append(b, e.text...)
	}
	return e.appendEvent(b)
}

func (e *entry) appendEvent(b []byte) []byte {
	m := e.msg
	switch e.kind {
	case parser.Accepted:
		b = fmt.Appendf(b, "%s: client=client.example[192.0.2.200]", m.id)
		if m.account != "" {
			b = fmt.Appendf(b, ", sasl_method=PLAIN, sasl_username=%s", m.account)
		}
	case parser.Queued:
		b = fmt.Appendf(b, "%s: from=<%s>, size=%d, nrcpt=%d (queue active)", m.id, m.from, m.size, len(m.rcpts))
	case parser.Removed:
		b = fmt.Appendf(b, "%s: removed", m.id)
	case parser.GaveUp:
		b = fmt.Appendf(b, "%s: from=<%s>, status=expired, returned to sender", m.id, m.from)
	case parser.Refused:
		client := crc32.ChecksumIEEE([]byte(m.from+e.to.address)) % 200 // each writes to a few
		b = fmt.Appendf(b, "NOQUEUE: reject: RCPT from client.example[192.0.2.%d]: %s; from=<%s> to=<%s> proto=ESMTP helo=<client.example>", client, e.answer.text, m.from, e.to.address)
	case parser.Trouble:
		if e.answer.phase != parser.PhaseConnect {
			b = fmt.Appendf(b, "%s: ", m.id)
		}
		b = append(b, e.reason()...)
	case parser.Attempt:
		b = e.appendAttempt(b)
	}
	return b
}

func (e *entry) appendAttempt(b []byte) []byte {
	a, took, status := e.answer, e.answer.took.Seconds(), e.status.String()
	relay, reason := "none", e.reason()
	if a.relay && !e.echo {
		relay = fmt.Sprintf("%s[%s]:%d", e.mx.host, e.mx.ip, e.mx.port)
	}
	if e.echo {
		took, reason = 0, "delivery temporarily suspended: "+reason
	}
	total := (e.at - e.msg.arrived).Seconds()
	return fmt.Appendf(b, "%s: to=<%s>, relay=%s, delay=%.4g, delays=%.4g/0.01/%.4g/0, dsn=%s, status=%s (%s)",
		e.msg.id, e.to.address, relay, total, total-took, took, a.dsn, status, reason)
}

// reason is the answer's text with the try's own names in it.
func (e *entry) reason() string {
	text := e.answer.text
	if !strings.Contains(text, "{") {
		return text
	}
	pairs := []string{"{to}", e.to.address, "{domain}", e.to.to.name}
	if e.mx != nil {
		pairs = append(pairs, "{host}", e.mx.host, "{ip}", e.mx.ip, "{port}", strconv.Itoa(int(e.mx.port)))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
