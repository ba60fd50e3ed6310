package trace

import (
	"slices"
	"time"

	"tempfail/parser"
)

const (
	maxRcpts   = 200 // of one message
	maxTries   = 40  // of one recipient: the first ones, and the last
	firstTries = 10
)

// Message is the life of one message as the log tells it.
type Message struct {
	QueueID    string       `json:"queue_id,omitempty"`
	Host       string       `json:"host,omitempty"`
	Begin      time.Time    `json:"begin"`             // its first line in the log
	Accepted   bool         `json:"accepted"`          // the log tells how it came; false: it began before
	Client     string       `json:"client,omitempty"`  // who handed it in
	Account    string       `json:"account,omitempty"` // authenticated as
	Sender     string       `json:"sender"`
	MessageID  string       `json:"message_id,omitempty"`
	Size       int64        `json:"size,omitempty"`       // bytes
	Rcpts      int          `json:"recipients,omitempty"` // as the queue manager counts
	Before     string       `json:"requeued_from,omitempty"`
	Parent     string       `json:"notification_of,omitempty"`
	Children   []string     `json:"notifications,omitempty"`
	Recipients []*Recipient `json:"deliveries"`
	Cut        bool         `json:"deliveries_cut,omitempty"` // others are left out: those who wait or are looked for go before
	Refused    *Try         `json:"refused,omitempty"`        // it was never queued
	Removed    *time.Time   `json:"removed,omitempty"`        // it left the queue

	instance string
	alias    key  // what a filter calls it
	ends     bool // the log has no line for its end
	left     bool // another message has its queue ID: it has ended, and the log does not say how
	matched  bool
	order    int
}

// Recipient is one recipient's share of a message.
type Recipient struct {
	Address  string `json:"recipient"`
	OrigTo   string `json:"orig_to,omitempty"`
	State    State  `json:"state"`
	As       string `json:"handed_on_as,omitempty"` // the queue ID it went on under
	Attempts int    `json:"attempts"`
	Tries    []Try  `json:"tries"`             // in order; the middle ones may be left out
	Omitted  int    `json:"omitted,omitempty"` // how many are left out
}

// State is how a recipient stands at the end of the log.
type State string

const (
	Waiting   State = "waiting"
	Delivered State = "delivered"
	Bounced   State = "bounced"
	Expired   State = "expired"
	Gone      State = "gone"      // removed from the queue without an outcome
	HandedOn  State = "handed_on" // to a filter or another server on this host, that gave it back under another ID
)

// Try is one line about a recipient.
type Try struct {
	Time      time.Time    `json:"time"`
	Status    string       `json:"status"`
	Attempted bool         `json:"attempted"`
	Relay     string       `json:"relay,omitempty"`
	RelayIP   string       `json:"relay_ip,omitempty"`
	Code      uint16       `json:"code,omitempty"`
	Cause     parser.Cause `json:"cause"`
	Fault     parser.Fault `json:"fault"`
	Delay     float64      `json:"delay,omitempty"` // seconds since it arrived
	Text      string       `json:"text,omitempty"`
}

// recipient returns the share of one of ev's recipients. Where the message has
// too many, those who wait and those who are looked for take the place of
// others; it is nil where there is none.
func (m *Message) recipient(to []byte, ev *parser.Event, p *pattern) *Recipient {
	for _, r := range m.Recipients {
		if r.Address == string(to) && r.OrigTo == string(ev.OrigTo) {
			return r
		}
	}
	r := &Recipient{Address: string(to), OrigTo: string(ev.OrigTo)}
	if len(m.Recipients) < maxRcpts {
		m.Recipients = append(m.Recipients, r)
		return r
	}
	m.Cut = true
	sought := p.seeks(r)
	if !sought && ev.Status != parser.Deferred {
		return nil
	}
	place := slices.IndexFunc(m.Recipients, func(r *Recipient) bool { return r.State != Waiting && !p.seeks(r) })
	if sought && place < 0 {
		place = slices.IndexFunc(m.Recipients, func(r *Recipient) bool { return !p.seeks(r) })
	}
	if place < 0 {
		return nil
	}
	m.Recipients = append(slices.Delete(m.Recipients, place, place+1), r)
	return r
}

func (r *Recipient) add(try Try) {
	if len(r.Tries) == maxTries {
		r.Tries = slices.Delete(r.Tries, firstTries, firstTries+1)
		r.Omitted++
	}
	r.Tries = append(r.Tries, try)
}

// end gives the recipients that still wait a state.
func (m *Message) end(s State) {
	for _, r := range m.Recipients {
		if r.State == Waiting {
			r.State = s
		}
	}
}

func (m *Message) remove(at time.Time) {
	m.Removed = &at
	m.end(Gone)
}

// leave ends a message whose queue ID came again. Where a log has no line
// for the end, that is the only sign of it.
func (m *Message) leave() {
	m.left = true
	m.end(Gone)
}

// over tells whether the log has no more to say of the message.
func (m *Message) over() bool {
	waits := slices.ContainsFunc(m.Recipients, func(r *Recipient) bool { return r.State == Waiting })
	return m.Refused != nil || m.left || m.ends && len(m.Recipients) > 0 && !waits
}

// finished tells whether the message may be forgotten.
func (m *Message) finished() bool { return m.Removed != nil || m.over() }
