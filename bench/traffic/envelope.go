package traffic

import (
	"fmt"
	"strconv"
	"strings"
)

// host is the name of the server.
const host = "mail"

// mainlog is the log that Exim writes itself.
const mainlog = "mainlog"

// envelope is what stands around a line.
type envelope struct {
	name  string
	write func(g *generator, tag, msg string)
}

var envelopes = [...]envelope{
	{mainlog, func(g *generator, _, msg string) {
		g.line = append(append(g.now.AppendFormat(g.line[:0], "2006-01-02 15:04:05 "), msg...), '\n')
		g.out.Write(g.line)
	}},
	{"rfc3164", func(g *generator, tag, msg string) { g.plain("Jan _2 15:04:05", tag, msg) }},
	{"iso", func(g *generator, tag, msg string) { g.plain("2006-01-02T15:04:05.000000-07:00", tag, msg) }},
	{"rfc5424", func(g *generator, tag, msg string) {
		program, pid, _ := strings.Cut(strings.TrimSuffix(tag, "]"), "[")
		fmt.Fprintf(g.out, "<22>1 %s %s %s %s - - %s\n", g.now.Format("2006-01-02T15:04:05.000000Z07:00"), host, program, pid, msg)
	}},
	{"journal", func(g *generator, tag, msg string) {
		program, pid, _ := strings.Cut(strings.TrimSuffix(tag, "]"), "[")
		fmt.Fprintf(g.out, `{"__REALTIME_TIMESTAMP":"%d","_HOSTNAME":"%s","SYSLOG_IDENTIFIER":"%s","_PID":"%s","PRIORITY":"6","SYSLOG_FACILITY":"2","MESSAGE":%s}`+"\n",
			g.now.UnixMicro(), host, program, pid, strconv.Quote(msg))
	}},
	{"docker", func(g *generator, tag, msg string) {
		line := g.now.Format("Jan _2 15:04:05 ") + host + " " + tag + ": " + msg + "\n"
		fmt.Fprintf(g.out, `{"log":%s,"stream":"stdout","time":"%s"}`+"\n", strconv.Quote(line), g.now.Format("2006-01-02T15:04:05.000000000Z"))
	}},
}

// plain writes a line of syslog's files.
func (g *generator) plain(layout, tag, msg string) {
	b := g.now.AppendFormat(g.line[:0], layout)
	b = append(append(append(append(b, ' '), host...), ' '), tag...)
	g.line = append(append(append(b, ": "...), msg...), '\n')
	g.out.Write(g.line) // an error stays in it, for Flush
}
