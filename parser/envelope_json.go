package parser

import (
	"bytes"
	"time"
)

// record is what a JSON object says that is of use here. Known are the keys of
// journalctl -o json (systemd.journal-fields(7)), docker's json-file driver,
// and rsyslog's and syslog-ng's JSON templates.
type record struct {
	message value
	host    value
	tag     value
	pid     value
	stamp   value
	stream  value
	docker  bool // log, stream, time and nothing else: the json-file driver
	within  bool // the members are of a record in a record
	boxed   bool // the journal holds a container's output: the tag is Docker's
}

// unwrapJSON reads a line that is a JSON object. An object without a message
// is a message itself: some programs log so.
func (e *envelope) unwrapJSON(b []byte, ln *line) ([]byte, step) {
	var r record
	if !r.read(b) {
		ln.msg = b
		return nil, finished
	}
	ln.object, ln.outer = b, ln.host
	if at, ok := e.stampOf(r.stamp); ok {
		ln.at = at
	}
	if host := e.decode(r.host); len(host) > 0 {
		ln.host = host
	}
	if r.message.kind == 0 {
		ln.msg = b
		return nil, finished
	}
	msg := e.decode(r.message)
	if r.docker {
		return e.joinDocker(r.stream.raw, msg)
	}
	msg = trimEnd(msg)
	tag := e.decode(r.tag)
	if len(tag) == 0 || r.boxed {
		return msg, again
	}
	ln.tag, ln.msg = bareTag(tag), trimStart(msg)
	if ln.pid = e.decode(r.pid); len(tag) > len(ln.tag) && tag[len(ln.tag)] == '[' {
		ln.pid, _, _ = bytes.Cut(tag[len(ln.tag)+1:], []byte("]"))
	}
	return nil, finished
}

// joinDocker puts a record of the json-file driver together: one that was
// split ends without a newline but for its last piece (moby,
// daemon/logger/copier.go).
// Limit: a program that writes just these keys and no newline at all is taken
// for one long record.
func (e *envelope) joinDocker(stream, msg []byte) ([]byte, step) {
	s := stdout
	if string(stream) == "stderr" {
		s = stderr
	}
	text, ended := bytes.CutSuffix(msg, []byte("\n"))
	rest, next := e.join(s, text, !ended)
	return trimEnd(rest), next
}

// bareTag cuts "postfix/smtp[169]:" to the program's name.
func bareTag(tag []byte) []byte {
	if n := bytes.IndexByte(tag, '['); n > 0 {
		return tag[:n]
	}
	return bytes.TrimSuffix(tag, []byte(":"))
}

// stampOf reads a JSON stamp: one of the textual forms, or a number since the
// epoch whose size tells its unit.
func (e *envelope) stampOf(v value) (at time.Time, ok bool) {
	if v.kind != '"' && v.kind != '0' {
		return at, false
	}
	text := e.decode(v)
	number, digits := readNumber(text, 19)
	if nanos, n := readFraction(text[digits:]); digits >= 9 && digits+n == len(text) && number >= 0 {
		return sinceEpoch(number, nanos), true
	}
	if s, n := readMonthStamp(text); n > 0 && n == len(text) {
		at = e.date(s, 0, at)
		return at, !at.IsZero()
	}
	if len(text) == 0 || !isDigit(text[0]) {
		return at, false
	}
	at, rest, ok := e.readStamp(text)
	return at, ok && len(rest) == 0
}

// sinceEpoch takes n for seconds, milliseconds, microseconds or nanoseconds:
// whichever lies in this age.
func sinceEpoch(n int64, nanos int) time.Time {
	switch {
	case n < 1e11:
		return time.Unix(n, int64(nanos)).UTC()
	case n < 1e14:
		return time.UnixMilli(n).UTC()
	case n < 1e17:
		return time.UnixMicro(n).UTC()
	}
	return time.Unix(0, n).UTC()
}

// read scans the members of the object b. It is false where b is not one
// complete object.
func (r *record) read(b []byte) bool {
	r.docker = true
	i := skipBlank(b, 1)
	if i < len(b) && b[i] == '}' {
		return true
	}
	for i < len(b) && b[i] == '"' {
		end, _ := stringEnd(b, i+1)
		if end < 0 {
			return false
		}
		key := b[i+1 : end]
		i = skipBlank(b, end+1)
		if i >= len(b) || b[i] != ':' {
			return false
		}
		v, next := readValue(b, skipBlank(b, i+1))
		if next < 0 {
			return false
		}
		r.set(key, v)
		i = skipBlank(b, next)
		if i < len(b) && b[i] == '}' {
			r.docker = r.docker && r.message.kind == '"' && r.stream.kind == '"'
			return true
		}
		if i >= len(b) || b[i] != ',' {
			return false
		}
		i = skipBlank(b, i+1)
	}
	return false
}

// set files a member under its meaning.
func (r *record) set(key []byte, v value) {
	switch string(key) {
	case "log":
		v.put(&r.message, 1)
		return
	case "stream":
		v.put(&r.stream, 1)
		return
	case "time":
		v.put(&r.stamp, 1)
		return
	case "attrs":
		return
	}
	r.docker = false
	switch string(key) {
	case "message", "msg", "MESSAGE":
		v.put(&r.message, 2)
	case "line", "_raw", "short_message", "textPayload", "SyslogMessage", "data": // Loki, Splunk, GELF, Google Cloud, Azure, Proofpoint
		v.put(&r.message, 1)
	case "_source", "result", "jsonPayload": // Elasticsearch, Splunk, Google Cloud: the record within
		if v.kind == '{' && !r.within {
			r.within = true
			r.read(v.raw)
			r.within = false
		}
	case "_HOSTNAME", "hostname", "host", "HOST", "HostName":
		v.put(&r.host, 1)
	case "SYSLOG_IDENTIFIER", "syslogtag":
		v.put(&r.tag, 3)
	case "SYSLOG_PID":
		v.put(&r.pid, 1)
	case "program", "ident", "tag", "PROGRAM", "ProcessName", "_process":
		v.put(&r.tag, 2)
	case "appname", "app-name", "programname":
		v.put(&r.tag, 1)
	case "timestamp", "@timestamp", "timereported", "__REALTIME_TIMESTAMP", "ISODATE":
		v.put(&r.stamp, 2)
	case "DATE", "_time", "TimeGenerated":
		v.put(&r.stamp, 1)
	case "CONTAINER_NAME":
		r.boxed = true
	}
}

// put files v unless a key of a higher rank, or an earlier one of the same,
// has been there.
func (v value) put(to *value, rank uint8) {
	if rank > to.rank {
		*to = v
		to.rank = rank
	}
}
