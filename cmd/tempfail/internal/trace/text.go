package trace

import (
	"fmt"
	"io"
	"strings"
	"time"

	"tempfail/internal/printable"
	"tempfail/parser"
)

// TextOptions say how Text draws.
type TextOptions struct {
	Location *time.Location // of the times shown
	End      time.Time      // the end of the log: how long somebody waits
}

// Text writes the life of m for people.
func (m *Message) Text(w io.Writer, o TextOptions) error {
	var b strings.Builder
	m.heading(&b)
	m.beginning(&b, o)
	for _, r := range m.Recipients {
		if m.Refused == nil {
			r.text(&b, m, o)
		}
	}
	if m.Cut {
		b.WriteString("  ... more recipients: those who wait, and those looked for, are kept before others ...\n")
	}
	m.ending(&b, o)
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

func (m *Message) heading(b *strings.Builder) {
	id := m.QueueID
	if id == "" {
		id = "not queued"
	}
	fmt.Fprintf(b, "%s  %s -> %s\n", printable.String(id), printable.String(m.author()), printable.String(m.addressees()))
}

// author is the sender; of a bounce it is empty, and told with the size.
func (m *Message) author() string {
	switch {
	case m.Sender != "":
		return m.Sender
	case m.Size == 0 && m.Parent == "" && m.Refused == nil:
		return "(no sender in the log)"
	}
	return "<>"
}

func (m *Message) addressees() string {
	switch n := len(m.Recipients); {
	case n == 0:
		return "(no recipient in the log)"
	case m.Cut:
		return fmt.Sprintf("%s and %d more, or others besides", m.Recipients[0].Address, max(n, m.Rcpts-1))
	case n == 1:
		return m.Recipients[0].Address
	default:
		return fmt.Sprintf("%s and %d more", m.Recipients[0].Address, n-1)
	}
}

func (m *Message) beginning(b *strings.Builder, o TextOptions) {
	at := o.stamp(m.Begin)
	switch {
	case m.Refused != nil:
		fmt.Fprintf(b, "  %s  REFUSED by this host: %s%s\n", at, printable.String(m.Refused.Text), from(m.Client))
	case m.Parent != "":
		fmt.Fprintf(b, "  %s  made by this host, to tell about %s%s\n", at, printable.String(m.Parent), sized(m.Size))
	case m.Accepted:
		fmt.Fprintf(b, "  %s  accepted%s%s%s\n", at, from(m.Client), as(m.Account), sized(m.Size))
	default:
		fmt.Fprintf(b, "  %s  first seen; the log does not tell when it was accepted%s\n", at, sized(m.Size))
	}
	indented := func(format, value string) {
		if value != "" {
			fmt.Fprintf(b, "  %*s  "+format+"\n", len(at), "", printable.String(value))
		}
	}
	indented("Message-ID %s", m.MessageID)
	indented("requeued from %s", m.Before)
}

func (r *Recipient) text(b *strings.Builder, m *Message, o TextOptions) {
	if len(m.Recipients) > 1 || r.OrigTo != "" {
		fmt.Fprintf(b, "  to %s%s\n", printable.String(r.Address), originally(r.OrigTo))
	}
	attempt, said := 0, ""
	for i, t := range r.Tries {
		if i == firstTries && r.Omitted > 0 {
			fmt.Fprintf(b, "  ... %d more ...\n", r.Omitted)
			attempt += r.Omitted
		}
		text := printable.String(t.Text)
		if text == said {
			text = "the same"
		} else {
			said = text
		}
		number := "not tried"
		if t.Attempted || t.Status != parser.Deferred.String() {
			attempt++
			number = fmt.Sprintf("attempt %d", attempt)
		}
		fmt.Fprintf(b, "  %s  %-8s  %s%s (%s)\n", o.stamp(t.Time), t.Status, at(t.Relay), text, number)
	}
	fmt.Fprintf(b, "  %s\n", r.standing(o))
}

// standing says where the recipient is at the end of the log.
func (r *Recipient) standing(o TextOptions) string {
	if len(r.Tries) == 0 {
		return strings.ToUpper(string(r.State))
	}
	first, last := r.Tries[0], r.Tries[len(r.Tries)-1]
	attempts := fmt.Sprintf("%d attempts", r.Attempts)
	if r.Attempts == 1 {
		attempts = "1 attempt"
	}
	switch r.State {
	case Delivered:
		return fmt.Sprintf("DELIVERED at attempt %d, %s after it came in", r.Attempts, seconds(last.Delay))
	case HandedOn:
		return "HANDED ON on this host, as " + printable.String(r.As)
	case Waiting:
		return fmt.Sprintf("WAITING for %s, %s: %s", seconds(o.End.Sub(first.Time).Seconds()+first.Delay), attempts, last.Cause.Means())
	case Bounced:
		return fmt.Sprintf("BOUNCED after %s: %s", attempts, last.Cause.Means())
	case Expired:
		return fmt.Sprintf("EXPIRED after %s: the queue lifetime ran out", attempts)
	}
	return fmt.Sprintf("GONE after %s: removed from the queue without an outcome in the log", attempts)
}

func (m *Message) ending(b *strings.Builder, o TextOptions) {
	for _, id := range m.Children {
		fmt.Fprintf(b, "  the sender was told in %s\n", printable.String(id))
	}
	if m.Removed != nil {
		fmt.Fprintf(b, "  %s  left the queue\n", o.stamp(*m.Removed))
	} else if !m.over() {
		b.WriteString("  still queued at the end of the log\n")
	}
}

func (o TextOptions) stamp(t time.Time) string {
	if t.IsZero() {
		return strings.Repeat("-", len(time.DateTime))
	}
	return t.In(o.Location).Format(time.DateTime)
}

func from(client string) string {
	if client == "" {
		return ""
	}
	return " from " + printable.String(client)
}

func as(account string) string {
	if account == "" {
		return ""
	}
	return " as " + printable.String(account)
}

func sized(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d bytes", n)
}

func at(relay string) string {
	if relay == "" {
		return ""
	}
	return printable.String(relay) + ": "
}

func originally(address string) string {
	if address == "" {
		return ""
	}
	return ", addressed to " + printable.String(address)
}

// seconds writes a span in its two largest units.
func seconds(s float64) string {
	d := time.Duration(s * float64(time.Second))
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", s)
	case d < time.Minute:
		return fmt.Sprintf("%.0f s", s)
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%d d %d h", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
}
