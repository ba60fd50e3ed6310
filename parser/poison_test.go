package parser

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// envelopes writes one message in every envelope; the tests of memory and the
// benchmarks go through all of them. 12:26:25 is the second of each stamp.
var envelopes = []struct {
	name   string
	format string // of tag and message
}{
	{"rfc3164", "Nov 23 12:26:25 out %[1]s[169]: %[2]s"},
	{"rfc3164_pri", "<22>Nov 23 12:26:25 out %[1]s[169]: %[2]s"},
	{"rfc3339", "2026-11-23T12:26:25.617400+00:00 out %[1]s[169]: %[2]s"},
	{"rfc5424", "<22>1 2026-11-23T12:26:25.617400+00:00 out %[1]s 169 - -  %[2]s"},
	{"iso_space", "2026-11-23 12:26:25 out %[1]s[169]: %[2]s"},
	{"year_first", "2026 Nov 23 12:26:25.123 out %[1]s[169]: %[2]s"},
	{"short_full", "Mon 2026-11-23 12:26:25 UTC out %[1]s[169]: %[2]s"},
	{"short_unix", "1795436785.125580 out %[1]s[169]: %[2]s"},
	{"tai64n", "@400000006b0430fb299c374f %[1]s[169]: %[2]s"},
	{"compose", "postfix-1  | Nov 23 12:26:25 out %[1]s[169]: %[2]s"},
	{"cri", "2026-11-23T12:26:25.617400123Z stdout F Nov 23 12:26:25 out %[1]s[169]: %[2]s"},
	{"docker", `{"log":"Nov 23 12:26:25 out %[1]s[169]: %[3]s\n","stream":"stdout","time":"2026-11-23T12:26:25.6174Z"}`},
	{"rsyslog_json", `{"@timestamp":"2026-11-23T12:26:25.617400+00:00", "host":"out", "severity":"INFO", "syslogtag":"%[1]s[169]:", "message":" %[3]s"}`},
	{"journal", `{"__REALTIME_TIMESTAMP":"1795436785125580","_HOSTNAME":"out","PRIORITY":"6","_PID":"169","SYSLOG_IDENTIFIER":"%[1]s","MESSAGE":"%[3]s"}`},
	{"journal_bytes", `{"__REALTIME_TIMESTAMP":"1795436785125580","_HOSTNAME":"out","SYSLOG_IDENTIFIER":"%[1]s","MESSAGE":[%[4]s]}`},
	{"bare", "%[1]s[169]: %[2]s"},
}

// enclose writes msg in an envelope, escaped where that needs it.
func enclose(format, tag, msg string) []byte {
	escaped := ""
	for _, c := range msg {
		switch c {
		case '"', '\\', '/':
			escaped += "\\" + string(c)
		default:
			escaped += string(c)
		}
	}
	return fmt.Appendf(nil, format+"%.0[1]s%.0[2]s%.0[3]s%.0[4]s", tag, msg, escaped, byteValues(msg))
}

// Messages of every kind that is found often, for the tests of memory.
var messages = []struct{ tag, msg string }{
	{"postfix/smtpd", "07FA552: client=mail.example.org[192.0.2.20], sasl_method=PLAIN, sasl_username=user@example.com"},
	{"postfix/cleanup", "07FA552: message-id=<1.2@example.com>"},
	{"postfix/qmgr", "07FA552: from=<s@example.com>, size=843, nrcpt=1 (queue active)"},
	{"postfix/smtp", `07FA552: to=<u@example.net>, orig_to=<v@example.net>, relay=mx.example.net[203.0.113.2]:25, delay=0.26, delays=0.01/0.04/0.2/0.01, dsn=4.7.1, status=deferred (host mx.example.net[203.0.113.2] said: 451 4.7.1 "try" again later (in reply to RCPT TO command))`},
	{"postfix/smtp", "07FA552: to=<u@example.net>, relay=none, delay=5, delays=5/0/0/0, dsn=4.4.1, status=deferred (connect to mx.example.net[2001:db8::2]:25: Connection refused)"},
	{"postfix/error", "07FA552: to=<u@example.net>, relay=none, delay=5, delays=5/0/0/0, dsn=4.4.1, status=deferred (delivery temporarily suspended: connect to mx.example.net[203.0.113.2]:25: Connection timed out)"},
	{"postfix/smtp", "connect to mx.example.net[203.0.113.2]:25: Connection refused"},
	{"postfix/bounce", "07FA552: sender non-delivery notification: 1A2B3C4"},
	{"postfix/qmgr", "07FA552: from=<s@example.com>, status=expired, returned to sender"},
	{"postfix/qmgr", "07FA552: removed"},
	{"postfix/smtpd", "NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 450 4.7.1 <u@example.com>: Recipient address rejected: Greylisted; from=<s@example.org> to=<u@example.com> proto=ESMTP helo=<x>"},
	{"postfix/master", "warning: process /usr/lib/postfix/sbin/smtp pid 1933 exit status 1"},
	{"postfix/smtpd", "disconnect from localhost[127.0.0.1] quit=1 commands=1"},
	{"sshd", "Connection closed by 192.0.2.8"},
}

// TestFoundOverwritesEvent fills an event with junk of two kinds: where a field
// is not overwritten, the two results differ.
func TestFoundOverwritesEvent(t *testing.T) {
	for _, env := range envelopes {
		for _, m := range messages {
			raw := enclose(env.format, m.tag, m.msg)
			var a, b Event
			fill(reflect.ValueOf(&a).Elem(), 1)
			fill(reflect.ValueOf(&b).Elem(), 2)
			ra, rb := newParser(t).Parse(raw, &a), newParser(t).Parse(raw, &b)
			if ra != rb || ra == Found && !reflect.DeepEqual(a, b) {
				t.Errorf("%s: %s\n %v %+v\n %v %+v", env.name, m.msg, ra, a, rb, b)
			}
		}
	}
}

// fill sets every field of v to something that depends on n.
func fill(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(int64(n), 0)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Slice:
		v.SetBytes(bytes.Repeat([]byte{'x'}, n))
	case reflect.String:
		v.SetString(strings.Repeat("x", n))
	case reflect.Bool:
		v.SetBool(n%2 == 0)
	case reflect.Float64:
		v.SetFloat(float64(n) + 0.5)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n))
	case reflect.Uint8, reflect.Uint16:
		v.SetUint(uint64(n))
	default:
		panic("fill: no value for " + v.Type().String())
	}
}

// TestNoViewOfOldLines reads all lines through one buffer that is overwritten
// after each: what a parser remembers must be its own. A fresh parser and a
// fresh buffer for each line give what is right.
func TestNoViewOfOldLines(t *testing.T) {
	buf := make([]byte, 0, 4096)
	p := newParser(t)
	for range 3 {
		for _, m := range messages {
			for _, env := range envelopes {
				raw := enclose(env.format, m.tag, m.msg)
				var got, want Event
				buf = append(buf[:0], raw...)
				rg, rw := p.Parse(buf, &got), newParser(t).Parse(raw, &want)
				if rg != rw || rg == Found && !reflect.DeepEqual(got, want) {
					t.Fatalf("%s: %s\n got  %v %+v\n want %v %+v", env.name, m.msg, rg, got, rw, want)
				}
				clear(buf[:cap(buf)])
			}
		}
	}
}

// check tells what is wrong with an event that was found, whatever the line.
func check(ev *Event) error {
	switch {
	case ev.Kind >= NumKinds || ev.Status >= NumStatuses:
		return fmt.Errorf("kind %d, status %d", ev.Kind, ev.Status)
	case ev.Reply.Origin >= NumOrigins || ev.Reply.Phase >= NumPhases:
		return fmt.Errorf("origin %d, phase %d", ev.Reply.Origin, ev.Reply.Phase)
	case ev.Local.Trouble >= NumTroubles || ev.Local.Strength > Sure:
		return fmt.Errorf("trouble %d, strength %d", ev.Local.Trouble, ev.Local.Strength)
	case ev.Count < 1 || ev.Count > maxRepeats:
		return fmt.Errorf("count %d", ev.Count)
	case ev.Size < 0 || ev.Rcpts < 0:
		return fmt.Errorf("size %d, recipients %d", ev.Size, ev.Rcpts)
	case !ev.Time.IsZero() && (ev.Time.Location() != time.UTC || ev.Time.Year() < 0 || ev.Time.Year() > 10000):
		return fmt.Errorf("time %v", ev.Time)
	}
	for _, d := range []float64{ev.Delays.Total, ev.Delays.Queue, ev.Delays.Active, ev.Delays.Connect, ev.Delays.Transmit} {
		if math.IsNaN(d) || math.IsInf(d, 0) {
			return fmt.Errorf("delays %v", ev.Delays)
		}
	}
	return nil
}

// within tells whether view lies in one of the buffers, or is empty.
func within(view []byte, buffers ...[]byte) bool {
	if len(view) == 0 {
		return true
	}
	for _, b := range buffers {
		b = b[:cap(b)]
		for i := range b {
			if &b[i] == &view[0] {
				return len(view) <= len(b)-i
			}
		}
	}
	return false
}

// views lists the byte slices of an event.
func views(v reflect.Value) (all [][]byte) {
	switch {
	case v.Kind() == reflect.Slice:
		return [][]byte{v.Bytes()}
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for i := range v.NumField() {
			all = append(all, views(v.Field(i))...)
		}
	}
	return all
}

// TestEnclose guards the tests above: the message must arrive as it was.
func TestEnclose(t *testing.T) {
	for _, env := range envelopes {
		for _, m := range messages {
			var ln line
			newEnvelope(time.UTC, Date{Year: 2026}).open(enclose(env.format, m.tag, m.msg), &ln)
			if string(ln.msg) != m.msg || string(ln.tag) != m.tag || !utf8.Valid(ln.msg) ||
				env.name != "bare" && ln.at.Truncate(time.Second) != time.Date(2026, 11, 23, 12, 26, 25, 0, time.UTC) {
				t.Errorf("%s: %s", env.name, describe(&ln))
			}
		}
	}
}
