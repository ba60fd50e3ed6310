// Package fleet plays mail hosts that never were: it makes the log lines that
// they would write, and reads them with the parser, the aggregate and the
// exporter of this program, minute by minute. What comes out are the series
// that Prometheus would have scraped. The alert rules are tested with them,
// and the pictures of the dashboards are drawn from them.
package fleet

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Case is a time in the life of some hosts, with what must be found in it.
type Case struct {
	Name   string
	Hosts  []string
	Length time.Duration // of the time that is played
	Flows  []Flow
	Faults []Fault
	Lines  []Lines
	Old    []Backlog
	States []State

	At       time.Duration // when the alerts and findings are looked at
	Alerts   []string      // that fire then: a name, and labels as name=value
	Findings []string      // of the quarter of an hour before: host, verdict, kind and name of the scope
	Maybe    []string      // findings that there may be besides: host, verdict
}

// Span is a time of the case, as distances from its beginning.
type Span struct{ From, Until time.Duration }

func (s Span) has(t time.Duration) bool { return t >= s.From && t < s.Until }

// Flow is mail to a provider, from each host.
type Flow struct {
	Provider string
	PerHour  float64
	Span     Span
	// Destinations are the domains that it goes to. Those of a provider
	// called big are big.test, big1.example, big2.example and so on.
	Destinations int
}

// Fault makes attempts fail.
type Fault struct {
	Host, Provider string // "*" is all
	Span           Span
	Share          float64 // of attempts
	First          bool    // first attempts only: greylisting
	// Says is a reply where it begins with a digit, otherwise what the host
	// itself finds. {mx}, {ip} and {domain} stand for the relay and the
	// recipient's domain.
	Says string
}

// Lines are log lines without their stamp, once a minute.
type Lines struct {
	Host string
	Span Span
	Text string // "tag: message"
}

// Backlog is old mail of which one more attempt fails.
type Backlog struct {
	Host, Provider string
	At, Age        time.Duration
	Messages       int
}

// State is something about a host's exporter: "unread" (its log cannot be
// read), "lost" (bytes were lost, once), "gone" (it does not answer).
type State struct {
	Host, What string
	Span       Span
}

// usualFlows is the mail of a host of which a case says nothing else.
var usualFlows = []Flow{
	{Provider: "big", PerHour: 240, Destinations: 4}, {Provider: "post", PerHour: 180, Destinations: 3},
	{Provider: "north", PerHour: 120, Destinations: 2}, {Provider: "south", PerHour: 120, Destinations: 2},
	{Provider: "east", PerHour: 120, Destinations: 2}, {Provider: "west", PerHour: 120, Destinations: 2},
	{Provider: "lake", PerHour: 100, Destinations: 2}, {Provider: "hill", PerHour: 100, Destinations: 2},
}

// Read reads cases. A case begins with a line "== name"; every further line
// is a word and what it needs:
//
//	hosts N                                      mx1, mx2 and so on; 1
//	length H:MM                                  2:00
//	mail none | PROVIDER N/h [SPAN] [N domains]  besides the usual mail, or without it
//	fail HOST PROVIDER SPAN N%|first "TEXT"
//	log HOST SPAN "TAG: TEXT"
//	old HOST PROVIDER H:MM N messages N days
//	state HOST SPAN unread|lost|gone
//	at H:MM
//	alert NAME [LABEL=VALUE...]
//	find HOST VERDICT KIND NAME
//	maybe HOST VERDICT
//
// SPAN is H:MM-H:MM. HOST and PROVIDER are names, or *.
func Read(r io.Reader) ([]Case, error) {
	var all []Case
	scanner := bufio.NewScanner(r)
	for n := 1; scanner.Scan(); n++ {
		line := strings.TrimSpace(scanner.Text())
		if name, ok := strings.CutPrefix(line, "== "); ok {
			all = append(all, Case{Name: name, Hosts: names(1), Length: 2 * time.Hour, Flows: usualFlows})
			continue
		}
		if line == "" || line[0] == '#' {
			continue
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("line %d: %q stands before the first case", n, line)
		}
		if err := all[len(all)-1].add(line); err != nil {
			return nil, fmt.Errorf("line %d: %q: %w", n, line, err)
		}
	}
	return all, scanner.Err()
}

func names(n int) (all []string) {
	for i := range n {
		all = append(all, "mx"+strconv.Itoa(i+1))
	}
	return all
}

func (c *Case) add(line string) error {
	line, text, _ := strings.Cut(strings.TrimSuffix(line, `"`), `"`)
	w := &words{left: strings.Fields(line)}
	switch word := w.next(); word {
	case "hosts":
		c.Hosts = names(w.number())
	case "length":
		c.Length = w.clock()
	case "mail":
		c.addMail(w)
	case "fail":
		f := Fault{Host: w.next(), Provider: w.next(), Span: w.span(), Says: text}
		if share := w.next(); share == "first" {
			f.First, f.Share = true, 1
		} else {
			f.Share = w.float(strings.TrimSuffix(share, "%")) / 100
		}
		c.Faults = append(c.Faults, f)
	case "log":
		c.Lines = append(c.Lines, Lines{Host: w.next(), Span: w.span(), Text: text})
	case "old":
		b := Backlog{Host: w.next(), Provider: w.next(), At: w.clock(), Messages: w.number()}
		w.next()
		b.Age = time.Duration(w.float(w.next()) * float64(24*time.Hour))
		w.next()
		c.Old = append(c.Old, b)
	case "state":
		s := State{Host: w.next(), Span: w.span()}
		s.What = w.next()
		c.States = append(c.States, s)
	case "at":
		c.At = w.clock()
	case "alert":
		c.Alerts = append(c.Alerts, w.rest())
	case "find":
		c.Findings = append(c.Findings, w.rest())
	case "maybe":
		c.Maybe = append(c.Maybe, w.rest())
	default:
		w.err = fmt.Errorf("unknown word %q", word)
	}
	if w.err == nil && len(w.left) > 0 {
		w.err = fmt.Errorf("%q is too much", w.rest())
	}
	return w.err
}

func (c *Case) addMail(w *words) {
	f := Flow{Provider: w.next(), Destinations: 1}
	if f.Provider == "none" {
		c.Flows = nil
		return
	}
	f.PerHour = w.float(strings.TrimSuffix(w.next(), "/h"))
	if len(w.left) > 0 && strings.Contains(w.left[0], ":") {
		f.Span = w.span()
	}
	if len(w.left) == 2 {
		f.Destinations = w.number()
		w.next()
	}
	c.Flows = append(c.Flows[:len(c.Flows):len(c.Flows)], f)
}

// words are taken one after the other; the first error stays.
type words struct {
	left []string
	err  error
}

func (w *words) next() string {
	if len(w.left) == 0 {
		w.err = fmt.Errorf("something is missing at the end")
		return ""
	}
	word := w.left[0]
	w.left = w.left[1:]
	return word
}

func (w *words) rest() string {
	all := strings.Join(w.left, " ")
	w.left = nil
	return all
}

func (w *words) float(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		w.err = err
	}
	return f
}

func (w *words) number() int { return int(w.float(w.next())) }

func (w *words) clock() time.Duration { return w.time(w.next()) }

func (w *words) time(s string) time.Duration {
	hour, minute, ok := strings.Cut(s, ":")
	if !ok {
		w.err = fmt.Errorf("%q is not a time H:MM", s)
	}
	return time.Duration((w.float(hour)*60 + w.float(minute)) * float64(time.Minute))
}

func (w *words) span() Span {
	from, until, ok := strings.Cut(w.next(), "-")
	if !ok {
		w.err = fmt.Errorf("%q is not a span H:MM-H:MM", from)
		return Span{}
	}
	return Span{w.time(from), w.time(until)}
}
