// Package parser turns a line of a mail server's log into an Event.
//
// It has no I/O, no clock, no goroutine and no state that outlives a line,
// but for the few facts a log format needs to be read at all (the year of an
// RFC 3164 stamp, the halves of a line that a container runtime split, what
// one line tells of a delivery and another only refers to).
// Parsing a line allocates nothing.
//
// What a failure is about is a second question, answered by Classifier.
package parser

import "time"

// Parser reads the lines of one log.
//
// Parse reads line, which has no newline, into ev. When it returns Found it
// has overwritten every field of ev; otherwise ev is unspecified. The byte
// slices of ev are views of line or of the parser's own buffers: they die
// with the next call of Parse or Next, and with the caller's next use of line.
//
// Next is asked after Parse returned Found, until it is false: some loggers
// tell in one line how several recipients fared, each in its own way. It
// reads the line's next event into ev, as Parse does.
//
//	for more := p.Parse(line, &ev) == Found; more; more = p.Next(&ev) {
type Parser interface {
	Parse(line []byte, ev *Event) Result
	Next(ev *Event) bool
}

// Result says what became of a line. Every line is exactly one of the four,
// so that their counts add up to the lines read.
type Result uint8

const (
	Foreign   Result = iota // another program's line
	Silent                  // a line of a known mail server that holds no event
	Found                   // ev holds an event, and Next those behind it
	Malformed               // looked like an event, but could not be read
	NumResults
)

// Kind says what an event tells.
type Kind uint8

const (
	// Attempt is one try to deliver to one recipient, with its outcome. The
	// unit of every ratio. See Event.Attempted for lines that only say that
	// no try was made.
	Attempt Kind = iota
	// Accepted begins the life of a queued message: a client hands it in
	// (Postfix smtpd "client=", pickup "uid="). It may carry OldQueueID when
	// a message is requeued under a new ID.
	Accepted
	// Queued tells a message's sender, size and recipient count. Postfix
	// repeats it each time the message becomes active.
	Queued
	// Identified tells a message's Message-ID.
	Identified
	// Removed ends the life of a message.
	Removed
	// GaveUp says that the queue lifetime of a message ran out (Postfix
	// qmgr "status=expired"): recipients still waiting have expired.
	GaveUp
	// Notified says that a message was told about in a new one: ChildID is
	// the queue ID of the bounce, delay or success notification.
	Notified
	// Trouble is one relay's failure within an attempt that went on to the
	// next relay; the attempt's own line follows. It may lack a queue ID.
	Trouble
	// Refused is mail that this host refused to take: its own 4xx or 5xx
	// to a client.
	Refused
	// LocalFault is this host saying that something of its own is broken.
	LocalFault
	// Probe is an address verification result, not a delivery.
	Probe
	// HandedOn is a filter's word that what it took as QueueID is back in the
	// queue as ChildID. QueueID is its own name for it, of which the reply to
	// the attempt speaks.
	HandedOn
	NumKinds
)

// Status is the outcome of an attempt.
type Status uint8

const (
	NoStatus Status = iota
	Sent            // the relay, or the mailbox, took it
	Deferred        // a temporary failure; it stays queued
	Bounced         // a permanent failure; it goes back as a DSN
	Expired         // given up: the queue lifetime ran out
	NumStatuses
)

// Event is what one line tells. Slices are views: copy what you keep.
type Event struct {
	Kind   Kind
	Status Status

	// Attempted is false where the log records a deferral without a delivery
	// attempt (Postfix "delivery temporarily suspended").
	Attempted bool

	// Count is how often the line came: 1, or more where syslog folded
	// repeats ("message repeated N times").
	Count int

	// Time is in UTC; zero where the line carries none.
	Time time.Time

	MTA      string // the format of the line: one of MTAs
	Host     []byte // the host that logged the line
	Instance []byte // the MTA instance: "postfix", "postfix-in"
	Agent    []byte // the program within it: "smtp", "lmtp", "qmgr"; Exim's router; may be empty

	QueueID    []byte
	OldQueueID []byte // Accepted: the ID this message had before it was requeued
	ChildID    []byte // Notified: the ID of the notification. HandedOn: the new ID
	MessageID  []byte // Identified: with its angle brackets
	Sender     []byte // envelope sender without angle brackets; empty for <>
	Account    []byte // Accepted: the authenticated user
	Recipient  []byte // envelope recipient without angle brackets; the first, where the line is about several
	Others     []byte // Attempt: the recipients that share its outcome, as logged; see EachRecipient
	OrigTo     []byte // the recipient before aliases were expanded

	Relay  Relay // where the attempt went; Accepted, Refused: the client; zero for none
	Delays Delays
	DSN    Enhanced // as the MTA recorded it; may contradict the reply
	Reply  Reply
	TLS    []byte // Postfix 3.11 and later: the TLS policy and what became of it

	Size  int64 // bytes; Queued
	Rcpts int   // recipients; Queued

	Local LocalReport // LocalFault

	// Inner is true where an address of this host or of its network handed
	// the message in: it may be one that a filter gives back. Accepted.
	Inner bool
	// Forced is true where somebody ended the message by hand: no lifetime ran
	// out. GaveUp.
	Forced bool
	// Ends is true where the log has no line for the end of a message: it is
	// over with the last outcome of its recipients.
	Ends bool
}

// Relay is the host an attempt went to, as logged.
type Relay struct {
	Host []byte // "mx.example.com"; a transport's name for local delivery
	IP   []byte // without brackets; or the path of a UNIX-domain socket
	Port uint16 // 0 where none is logged
}

// Delays of an attempt, in seconds. Postfix logs delays=a/b/c/d, rounded to
// two digits (postconf(5), delay_logging_resolution_limit).
type Delays struct {
	Total    float64 // since the message arrived
	Queue    float64 // a: before the queue manager, deferred time included
	Active   float64 // b: in the active queue
	Connect  float64 // c: DNS, connection, HELO, TLS
	Transmit float64 // d: message transmission
}

// Reply is what was said about an attempt, and by whom.
type Reply struct {
	Origin   Origin
	Phase    Phase
	Code     uint16   // 451; 0 where nobody gave one
	Enhanced Enhanced // the one in the text; zero where there is none
	Text     []byte   // verbatim: from the reply code on, or the MTA's own words
	Relay    Relay    // the host that spoke, or was tried; zero where not named
}

// Enhanced is an enhanced status code (RFC 3463): class, subject, detail.
// The zero value means none.
type Enhanced struct{ Class, Subject, Detail uint16 }

// LocalReport is what a LocalFault says.
type LocalReport struct {
	Trouble  LocalTrouble
	Strength Strength
	Text     []byte // the line's own words, verbatim
}
