package aggregate

import (
	"time"

	"tempfail/parser"
)

// Snapshot is the immutable picture that leaves this package: what the JSON
// report prints, what the text report and the metrics are drawn from. Its
// field names in JSON are a promise to other programs: add, never rename.
type Snapshot struct {
	Schema       int             `json:"schema"` // 1
	Answer       Answer          `json:"answer"`
	Input        Input           `json:"input"`
	Totals       Totals          `json:"totals"`
	Findings     []Finding       `json:"findings"`
	Destinations []Row           `json:"destinations"` // by deferred, then attempts, then name
	Providers    []Row           `json:"providers"`    // likewise
	Senders      []Row           `json:"senders"`      // sender domains, likewise
	Causes       []CauseRow      `json:"causes"`       // by attempts
	Replies      []ReplyRow      `json:"replies"`      // by attempts
	LocalFaults  []LocalFaultRow `json:"local_faults"` // by count
	Refused      []RefusedRow    `json:"refused"`      // by count
	Waiting      []WaitingRow    `json:"waiting"`      // oldest first
	Timeline     Timeline        `json:"timeline"`
	Limits       []LimitRow      `json:"limits"` // bounds that were reached; empty when nothing was lost

	// For metrics: sums that no report prints.
	MTAs     []MTARow   `json:"-"` // by name
	Delivery *Histogram `json:"-"` // seconds from a message's arrival to delivery, once a recipient
	Recovery *Histogram `json:"-"` // seconds from a recipient's first deferral to delivery

	// SampleTo has the recipients of replies and faults of this host that are
	// shown verbatim, by their text: for who hides people's names.
	SampleTo map[string]string `json:"-"`
}

// MTARow is what one kind of mail server logged.
type MTARow struct {
	MTA string // one of parser.MTAs
	Counts
}

// Answer is the whole report in one sentence.
type Answer struct {
	Side Side   `json:"side"`
	Says string `json:"says"`
}

// Side is the answer's one word.
type Side string

const (
	SideUs    Side = "us"
	SideThem  Side = "them"
	SideBoth  Side = "both"
	SideClear Side = "clear" // nothing to worry about
	SideThin  Side = "thin"  // not enough mail to tell
)

// Input says what was read. lines = found + silent + foreign + malformed.
type Input struct {
	Files     []InputFile `json:"files"`
	Bytes     int64       `json:"bytes"`
	Lines     int64       `json:"lines"`
	Found     int64       `json:"found"`
	Silent    int64       `json:"silent"`
	Foreign   int64       `json:"foreign"`
	Malformed int64       `json:"malformed"`
	From      *time.Time  `json:"from"`               // the first event's time
	Until     *time.Time  `json:"until"`              // the last event's time
	Hosts     []string    `json:"hosts,omitempty"`    // that wrote the lines; the first few met
	Programs  []Program   `json:"programs,omitempty"` // that wrote the lines: mail servers first
	Samples   []Sample    `json:"samples,omitempty"`
}

// Program is who wrote lines: a mail server, or another program.
type Program struct {
	Name  string  `json:"name"`  // one of parser.MTAs, or a program's tag
	Known bool    `json:"known"` // a mail server whose lines are read
	Share float64 `json:"share"` // of all lines, 0 to 1; of a log above 64 KiB, of a sample
}

// InputFile is one file as read.
type InputFile struct {
	Name  string `json:"name"`
	MTA   string `json:"mta"`
	Bytes int64  `json:"bytes"` // uncompressed
	Lines int64  `json:"lines"`
	Error string `json:"error,omitempty"` // why it could not be read to its end
}

// Sample is a line that was not understood, cut to a bounded length.
type Sample struct {
	File string `json:"file"`
	Line int64  `json:"line"` // 1-based
	Text string `json:"text"`
}

// Totals over the whole input. attempts = sent + deferred + bounced;
// recipients = delivered + bounced_recipients + expired + waiting + removed.
type Totals struct {
	Messages       int64 `json:"messages"`
	Recipients     int64 `json:"recipients"`
	Attempts       int64 `json:"attempts"`
	Sent           int64 `json:"sent"`
	Deferred       int64 `json:"deferred"`
	Bounced        int64 `json:"bounced"`
	Expired        int64 `json:"expired"`
	Replies451     int64 `json:"replies_451"`
	NotAttempted   int64 `json:"not_attempted"`
	RefusedInbound int64 `json:"refused_inbound"`
	Waiting        int64 `json:"waiting"`

	Delivered         int64 `json:"delivered"`          // recipients
	BouncedRecipients int64 `json:"bounced_recipients"` // recipients
	Removed           int64 `json:"removed"`            // recipients whose message left the queue without an outcome in the log
	Outside           int64 `json:"outside"`            // messages that began before the log does
}

// Counts are the attempts of one row, by outcome.
type Counts struct {
	Attempts     int64 `json:"attempts"`
	Sent         int64 `json:"sent"`
	Deferred     int64 `json:"deferred"`
	Bounced      int64 `json:"bounced"`
	Expired      int64 `json:"expired"`
	NotAttempted int64 `json:"not_attempted"`
	Waiting      int64 `json:"waiting"`
	Codes        Codes `json:"codes"`
	Replies451   int64 `json:"replies_451"`
}

// Codes counts attempts that were not sent, by reply code.
type Codes struct {
	C421  int64 `json:"421"`
	C450  int64 `json:"450"`
	C451  int64 `json:"451"`
	C452  int64 `json:"452"`
	C4xx  int64 `json:"4xx"` // any other
	C5xx  int64 `json:"5xx"`
	CNone int64 `json:"none"` // nobody gave a code
}

// Row is a destination, a provider or a sender domain.
type Row struct {
	Name     string `json:"name"`
	Provider string `json:"provider,omitempty"` // of a destination
	Counts
	Destinations int      `json:"destinations,omitempty"` // of a provider
	Relays       []string `json:"relays,omitempty"`       // of a provider; the busiest few
	Verdict      Verdict  `json:"verdict"`
	TopCause     string   `json:"top_cause,omitempty"` // of its deferrals and bounces
	Recovery     Recovery `json:"recovery"`
	Timeline     []Bucket `json:"timeline,omitempty"` // 24 equal steps from Input.From to Input.Until; of the rows with most deferrals

	Causes []CauseCount `json:"-"` // of attempts that were not sent; not of senders
}

// CauseCount is how many attempts of a row were not sent for one cause.
type CauseCount struct {
	Cause    parser.Cause
	Attempts int64
}

// Recovery says how deferred recipients fared. The quantiles are
// Kaplan-Meier estimates of the time from a recipient's first deferral to
// its delivery, with those still waiting or given up counted as censored;
// nil where fewer than that share were delivered.
type Recovery struct {
	Deferred  int64    `json:"deferred_recipients"`
	Delivered int64    `json:"delivered"`
	GivenUp   int64    `json:"given_up"` // bounced or expired after a deferral
	Waiting   int64    `json:"waiting"`
	P50       *float64 `json:"p50_seconds"`
	P90       *float64 `json:"p90_seconds"`
}

// CauseRow sums the failed attempts of one cause.
type CauseRow struct {
	Cause        parser.Cause `json:"cause"`
	Fault        parser.Fault `json:"fault"`
	Deferred     int64        `json:"deferred"` // attempts
	Bounced      int64        `json:"bounced"`  // attempts
	Attempts     int64        `json:"attempts"` // deferred + bounced
	Recipients   int64        `json:"recipients"`
	Destinations int          `json:"destinations"`
	Recovery     Recovery     `json:"recovery"`
}

// ReplyRow is one kind of reply: texts that are the same but for their
// variable parts.
type ReplyRow struct {
	Code         int           `json:"code"`
	Enhanced     string        `json:"enhanced"`
	Cause        parser.Cause  `json:"cause"`
	Fault        parser.Fault  `json:"fault"`
	Origin       parser.Origin `json:"origin"`
	Confidence   float64       `json:"confidence"`
	Attempts     int64         `json:"attempts"`
	Destinations int           `json:"destinations"`
	Template     string        `json:"template"`
	Sample       string        `json:"sample"`
}

// LocalFaultRow is one kind of trouble this host reported of itself.
type LocalFaultRow struct {
	Trouble  string       `json:"trouble"` // disk, milter, ...
	Cause    parser.Cause `json:"cause"`
	Strength string       `json:"strength"` // sure, breadth, hint
	Count    int64        `json:"count"`
	First    time.Time    `json:"first,omitzero"` // zero where no line has a time
	Last     time.Time    `json:"last,omitzero"`
	Sample   string       `json:"sample"`
}

// RefusedRow is one kind of refusal this host gave to its clients.
type RefusedRow struct {
	Code     int          `json:"code"`
	Enhanced string       `json:"enhanced"`
	Cause    parser.Cause `json:"cause"`
	Count    int64        `json:"count"`
	Template string       `json:"template"`
	Sample   string       `json:"sample"`
}

// WaitingRow is a recipient whose last attempt was deferred and who has no
// end yet.
type WaitingRow struct {
	QueueID     string       `json:"queue_id"`
	Sender      string       `json:"sender"`
	Recipient   string       `json:"recipient"`
	Destination string       `json:"destination"`
	Since       time.Time    `json:"since,omitzero"` // the first deferral in the log; zero where none has a time
	Last        time.Time    `json:"last,omitzero"`  // the last attempt; likewise
	Attempts    int64        `json:"attempts"`
	Cause       parser.Cause `json:"cause"`
	LastReply   string       `json:"last_reply"`
	Expires     *time.Time   `json:"expires,omitempty"` // when the queue lifetime learned here, or else the server's usual one, runs out
	Arrived     *time.Time   `json:"arrived,omitempty"` // when the message came to this host, where that is known
}

// Waits is since when a recipient waits: since the message came, or else since
// the first deferral in the log. It is zero where neither has a time.
func (w *WaitingRow) Waits() time.Time {
	if w.Arrived != nil {
		return *w.Arrived
	}
	return w.Since
}

// Timeline is the whole input cut into equal steps.
type Timeline struct {
	Start   time.Time `json:"start"`
	Step    float64   `json:"step_seconds"`
	Buckets []Bucket  `json:"buckets"`
}

// Bucket is one step of a timeline.
type Bucket struct {
	Attempts int64 `json:"attempts"`
	Deferred int64 `json:"deferred"`
	Bounced  int64 `json:"bounced"`
}

// LimitRow is a bound that was reached, and what that cost.
type LimitRow struct {
	Name  string `json:"name"`
	Limit int64  `json:"limit"`
	Lost  int64  `json:"lost"`
	Says  string `json:"says"`
}
