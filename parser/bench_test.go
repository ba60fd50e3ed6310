package parser

import (
	"bytes"
	"fmt"
	"testing"
	"time"
)

// traffic writes n lines of a busy Postfix in an envelope: the clock moves on
// every 50 lines, and six of seven lines hold nothing of interest.
func traffic(format string, n int) (lines [][]byte, size int64) {
	quiet := []struct{ tag, msg string }{
		{"postfix/smtpd", "connect from mail.example.org[192.0.2.20]"},
		{"postfix/smtpd", "disconnect from mail.example.org[192.0.2.20] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5"},
		{"postfix/anvil", "statistics: max connection rate 1/60s for (smtp:192.0.2.20) at Nov 23 12:26:25"},
		{"dovecot", "imap-login: Login: user=<user>, method=PLAIN, rip=192.0.2.9, lip=192.0.2.1, TLS"},
	}
	start := time.Date(2026, 11, 23, 12, 26, 25, 0, time.UTC)
	for i := range n {
		m := messages[i%len(messages)]
		if i%7 != 0 {
			m.tag, m.msg = quiet[i%len(quiet)].tag, quiet[i%len(quiet)].msg
		}
		lines = append(lines, stamped(format, m.tag, m.msg, start.Add(time.Duration(i/50)*time.Second)))
		size += int64(len(lines[i]))
	}
	return lines, size
}

// stamped encloses a message with another time than the envelopes' own.
func stamped(format, tag, msg string, at time.Time) []byte {
	line := enclose(format, tag, msg)
	for _, clock := range []struct{ old, new string }{
		{"Nov 23 12:26:25", at.Format("Jan _2 15:04:05")},
		{"2026-11-23T12:26:25", at.Format("2006-01-02T15:04:05")},
		{"2026-11-23 12:26:25", at.Format("2006-01-02 15:04:05")},
		{"1795436785", fmt.Sprint(at.Unix())},
	} {
		line = bytes.ReplaceAll(line, []byte(clock.old), []byte(clock.new))
	}
	return line
}

func BenchmarkEnvelope(b *testing.B) {
	for _, env := range envelopes {
		b.Run("shape="+env.name, func(b *testing.B) {
			lines, size := traffic(env.format, 1000)
			e := newEnvelope(time.UTC, Date{Year: 2026})
			var ln line
			perLine(b, lines, size, func(raw []byte) { e.open(raw, &ln) })
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for _, env := range envelopes {
		b.Run("format=postfix/shape="+env.name, func(b *testing.B) {
			lines, size := traffic(env.format, 1000)
			p := newParser(b)
			var ev Event
			perLine(b, lines, size, func(raw []byte) { p.Parse(raw, &ev) })
		})
	}
}

// BenchmarkParseFormat reads the lines of testdata, of each format with a
// parser for it alone.
func BenchmarkParseFormat(b *testing.B) {
	for _, mta := range MTAs()[1:] {
		b.Run("format="+mta, func(b *testing.B) {
			var lines [][]byte
			size := int64(0)
			for _, file := range corpusFiles(b, "../testdata/"+mta+"/*.txt") {
				samples, _ := readCorpus(b, file)
				for _, s := range samples {
					lines = append(lines, []byte(s.raw))
					size += int64(len(s.raw))
				}
			}
			p := newParserFor(b, mta)
			var ev Event
			perLine(b, lines, size, func(raw []byte) { p.Parse(raw, &ev) })
		})
	}
}

// BenchmarkReadMaps is what the maps cost when the program starts.
func BenchmarkReadMaps(b *testing.B) {
	for b.Loop() {
		mustMap("kumomta.map", kumoMTAMap)
		mustMap("exchange.map", exchangeMap)
		mustMap("haraka.map", harakaMap)
	}
}

// BenchmarkDismiss reads lines that hold no event.
func BenchmarkDismiss(b *testing.B) {
	for _, m := range []struct{ name, tag, msg string }{
		{"foreign", "dovecot", "imap-login: Login: user=<user>, method=PLAIN, rip=192.0.2.9, lip=192.0.2.1, TLS"},
		{"silent", "postfix/smtpd", "disconnect from mail.example.org[192.0.2.20] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5"},
	} {
		b.Run("line="+m.name, func(b *testing.B) {
			raw := enclose(envelopes[0].format, m.tag, m.msg)
			p := newParser(b)
			var ev Event
			perLine(b, [][]byte{raw}, int64(len(raw)), func(raw []byte) { p.Parse(raw, &ev) })
		})
	}
}

// perLine makes ns/op the cost of one line.
func perLine(b *testing.B, lines [][]byte, size int64, read func(raw []byte)) {
	b.SetBytes(size / int64(len(lines)))
	b.ReportAllocs()
	for i := 0; b.Loop(); {
		read(lines[i])
		if i++; i == len(lines) {
			i = 0
		}
	}
}
