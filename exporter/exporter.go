// Package exporter shows a snapshot to the outside: as Prometheus metrics,
// as JSON, and as a status page for people.
//
// It counts nothing itself. The numbers are those of the reports; what it
// adds is which names have series of their own, so that neither a large host
// nor a hostile one can grow the number of series (see roster).
package exporter

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"tempfail/aggregate"
	"tempfail/internal/pseudonym"
)

// State is what metrics and pages are drawn from at one moment.
type State struct {
	// Snapshot is the last one drawn. It is not changed any more; a new one
	// is another pointer. nil where none has been drawn yet.
	Snapshot *aggregate.Snapshot

	// Created is when counting began. It outlives a restart, as the counts do.
	Created time.Time

	// Now is the time that waits are measured to; zero means the present.
	Now time.Time

	Sources []Source

	// Misread says that the configuration was read again and could not be
	// used: what is in force is older than the file.
	Misread bool

	// Unsaved says that the counts could not be saved when last tried: a
	// restart would go on from older ones.
	Unsaved bool
}

// Source is a log as it is followed.
type Source struct {
	Name      string // as configured or found: a path, "journal", "stdin"
	Up        bool   // it can be read
	CaughtUp  bool   // what was there at the start has been read
	Lag       time.Duration
	LostBytes int64  // known to be gone unread
	Error     string // why it is not up
}

// Options say what an Exporter shows. State alone is needed.
type Options struct {
	// State tells what is the case. It is asked for every request: it should
	// return what was drawn last, not draw.
	State func() State

	// Report writes a snapshot as JSON, for /api/report; nil means there is none.
	Report func(io.Writer, *aggregate.Snapshot) error

	Names int           // destinations, providers and sender domains, each, with series of their own; 200
	Allow []string      // names that always have series
	Idle  time.Duration // without an attempt, until a series is no longer shown; 24 hours

	// Saved is what Save returned before the restart; nil for a new start.
	// State must return the same snapshot again when New is called with it:
	// what is more in later ones is new.
	Saved []byte

	// ShowAddresses shows senders and recipients. Otherwise a pseudonym
	// stands for the local part, on the page, in JSON and in metrics.
	ShowAddresses bool

	// Pseudonyms are those of an Exporter before this one, whose series go on;
	// nil for others, that nobody has seen.
	Pseudonyms *pseudonym.Names

	Location *time.Location // of the times on the page; UTC
	Build    Build
}

// Build is what tempfail_build_info tells.
type Build struct{ Version, Revision, GoVersion string }

func (o Options) withDefaults() Options {
	if o.Names <= 0 {
		o.Names = 200
	}
	if o.Idle <= 0 {
		o.Idle = 24 * time.Hour
	}
	if o.Pseudonyms == nil {
		o.Pseudonyms = pseudonym.New()
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	return o
}

// Exporter serves the metrics and pages of one Options.State. It is a
// prometheus.Collector, and safe for concurrent use.
type Exporter struct {
	opt   Options
	descs []*prometheus.Desc
	names *pseudonym.Names

	mu        sync.Mutex
	seen      *aggregate.Snapshot // the one that the rosters have counted
	dests     *roster
	providers *roster
	senders   *roster

	publicMu sync.Mutex
	hidden   *aggregate.Snapshot // the one whose addresses are hidden
	shown    *aggregate.Snapshot // in this

	drawing chan struct{} // a place for each request that waits for the report
	report  drawnReport
}

// New returns an Exporter. It fails where o.Saved cannot be read.
func New(o Options) (*Exporter, error) {
	o = o.withDefaults()
	e := &Exporter{opt: o, descs: describe(Metrics), names: o.Pseudonyms, drawing: make(chan struct{}, atOneTime),
		dests: newRoster(o), providers: newRoster(o), senders: newRoster(o)}
	if len(o.Saved) == 0 {
		return e, nil
	}
	if err := json.Unmarshal(o.Saved, &saved{e.dests, e.providers, e.senders}); err != nil {
		return nil, fmt.Errorf("the saved series cannot be read: %w; start without them to count from where the log stands", err)
	}
	e.take() // before the first request, which may come after more mail
	return e, nil
}

// take returns the state, and counts its snapshot into the rosters where that
// has not been done. The caller holds e.mu: who asked for the state before it
// waited could count an older one last, and what is more in the newer would
// count twice.
func (e *Exporter) take() State {
	s := e.opt.State()
	s.complete()
	if s.Snapshot == e.seen || s.Snapshot == &nothing {
		return s
	}
	e.seen = s.Snapshot
	at := moment{now: s.Now, created: s.Created}
	e.dests.update(s.Snapshot.Destinations, at)
	e.providers.update(s.Snapshot.Providers, at)
	e.senders.update(s.Snapshot.Senders, at)
	return s
}

// nothing stands for the snapshot that has not been drawn yet.
var nothing aggregate.Snapshot

func (s *State) complete() {
	if s.Now.IsZero() {
		s.Now = time.Now()
	}
	if s.Snapshot == nil {
		s.Snapshot = &nothing
	}
}

// public returns the current state with its snapshot as outsiders may see it.
func (e *Exporter) public() State {
	s := e.opt.State()
	s.complete()
	if e.opt.ShowAddresses {
		return s
	}
	e.publicMu.Lock()
	defer e.publicMu.Unlock()
	if e.hidden != s.Snapshot {
		e.hidden, e.shown = s.Snapshot, e.names.Snapshot(s.Snapshot)
	}
	s.Snapshot = e.shown
	return s
}
