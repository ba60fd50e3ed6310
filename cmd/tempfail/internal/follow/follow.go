// Package follow reads the logs of a mail server as they grow, and loses no
// line: files through rotation, truncation, compression and restarts, FIFOs
// and standard input, syslog over the network, and the journal.
//
// # Files
//
// A log is a row of generations: what the file held from its creation to its
// rotation. Each is held by an open descriptor and read to its end whatever
// happens to its name. Its identity is its first bytes, up to 1 KiB; the
// inode is a hint, for file systems give the inode of a removed file to the
// next one. Reading and checking go in an order that makes them exact: bytes
// are read, then the beginning is compared, and only then are they handed out.
//
// A directory watch wakes the reader, and a poll stands behind it, for NFS,
// overlays and switched links. What is read is up to the descriptors alone: a
// lost event costs time and no line.
//
// What cannot be had is counted, as far as it is known: what was seen but
// not read at the truncation of copytruncate, and no copy has, and what was
// removed while nobody looked.
//
// Limit: what a writer appends after the last look and before the truncation
// is lost, and in no count.
package follow

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// Position is where the reading of a log begins that no checkpoint speaks of.
type Position uint8

const (
	Beginning Position = iota // with its first line
	End                       // with what is written from now on
)

// Options say what to follow, and how.
type Options struct {
	Paths   []string  // files, FIFOs and patterns; "-" is standard input
	Stdin   io.Reader // what "-" reads
	Listen  []string  // addresses of syslog listeners; see Listen
	Journal *Journal  // nil: the journal is not read

	Start Position      // of logs there when their path or pattern is first followed; those that come later are read from their beginning
	Poll  time.Duration // how often files are looked at without an event; 0 is 250 ms
	Quiet time.Duration // how long a rotated file is read on after its last line; 0 is 2 s
	Log   *slog.Logger  // nil: nothing is told
}

const (
	usualPoll  = 250 * time.Millisecond
	usualQuiet = 2 * time.Second

	// settleTime is how long the reader waits after an event: what is written
	// meanwhile comes in one batch, and a busy writer costs five looks a second
	// instead of one for every write. With twenty, waking up cost more than
	// what was read.
	settleTime = 200 * time.Millisecond
)

// Follower hands out the lines of its sources. Its methods are for one
// goroutine, but for Sources.
type Follower struct {
	options Options
	trails  []*trail
	left    []FileMark // of logs no longer named, which may be named again; the latest last
	inboxes []*inbox   // of sources that are not files
	known   []string   // paths and patterns that were followed before,
	since   time.Time  // and when they were last looked at: what they match now came since
	pending []func()   // opens the trails that were added
	turn    int        // whose turn it is; no source waits for another one
	globs   globs
	watch   *watch
	wake    chan struct{} // an inbox has lines, or has ended
	buf     []byte
	nextID  int

	stop    context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	states []SourceState
}

// Open begins to follow. cp is what Checkpoint returned in an earlier
// process; nil for none. The error is of an option that cannot work; a log
// that is not there, or may not be read, is waited for.
func Open(ctx context.Context, o Options, cp *Checkpoint) (*Follower, error) {
	if o.Poll == 0 {
		o.Poll = usualPoll
	}
	if o.Quiet == 0 {
		o.Quiet = usualQuiet
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ctx, stop := context.WithCancel(ctx)
	f := &Follower{options: o, stop: stop, wake: make(chan struct{}, 1), buf: make([]byte, blockSize)}
	now := time.Now()
	if err := f.open(ctx, cp, now); err != nil {
		f.Close()
		return nil, err
	}
	f.publish(now)
	return f, nil
}

func (f *Follower) open(ctx context.Context, cp *Checkpoint, now time.Time) error {
	if err := f.openPaths(ctx, cp, now); err != nil {
		return err
	}
	for _, address := range f.options.Listen {
		if err := f.listen(ctx, address); err != nil {
			return err
		}
	}
	if f.options.Journal != nil {
		f.followJournal(ctx, cp)
	}
	if len(f.trails)+len(f.inboxes)+len(f.globs.patterns) == 0 {
		return errors.New("nothing to follow; name a log, such as /var/log/mail.log")
	}
	f.watch = newWatch(f.options.Log)
	return nil
}

func (f *Follower) newID() int {
	f.nextID++
	return f.nextID - 1
}

// Next returns the next lines of any source, and waits until there are some.
// The error is that of ctx, or io.EOF when no source can have lines any more.
func (f *Follower) Next(ctx context.Context) (Batch, error) {
	for {
		if err := ctx.Err(); err != nil {
			return Batch{}, err
		}
		now := time.Now()
		if b, ok := f.take(now); ok {
			f.publish(now)
			return b, nil
		}
		f.publish(now)
		if f.ended() {
			return Batch{}, io.EOF
		}
		if err := f.wait(ctx); err != nil {
			return Batch{}, err
		}
		f.expandSometimes(time.Now())
	}
}

// take returns lines that are there.
func (f *Follower) take(now time.Time) (Batch, bool) {
	n := len(f.trails) + len(f.inboxes)
	for i := range n {
		at := (f.turn + i) % n
		var b Batch
		if at < len(f.trails) {
			t := f.trails[at]
			b = Batch{Source: t.id, Name: t.path, cut: &t.cut, data: t.next(f.buf, now)}
		} else {
			in := f.inboxes[at-len(f.trails)]
			b = Batch{Source: in.id, Name: in.name, cut: &in.cut, data: in.take()}
		}
		if len(b.data) > 0 {
			b.Read = now
			f.turn = at + 1
			return b, true
		}
	}
	return Batch{}, false
}

func (f *Follower) ended() bool {
	return len(f.trails)+len(f.globs.patterns) == 0 &&
		!slices.ContainsFunc(f.inboxes, func(in *inbox) bool { return !in.finished() })
}

// wait returns when there may be something new.
func (f *Follower) wait(ctx context.Context) error {
	poll := time.NewTimer(f.options.Poll)
	defer poll.Stop()
	f.watch.coverSometimes(f.trails, time.Now())
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-poll.C:
			return nil
		case <-f.wake:
			return nil
		case name, ok := <-f.watch.events():
			if !ok || !f.watch.concerns(name.Name) {
				continue
			}
		case <-f.watch.errors():
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(settleTime):
			return nil
		}
	}
}

// Checkpoint returns the place reached: everything before it was handed out
// by Next, nothing behind it. The lines of standard input, FIFOs and syslog
// cannot be had twice; they are in no checkpoint.
func (f *Follower) Checkpoint() Checkpoint {
	cp := Checkpoint{Taken: time.Now(), Paths: f.options.Paths}
	for _, t := range f.trails {
		cp.Files = append(cp.Files, t.mark())
	}
	cp.Files = append(cp.Files, f.left...)
	for _, in := range f.inboxes {
		if in.kind == KindJournal {
			cp.Journal = in.reached
		}
	}
	return cp
}

// Close ends the following and waits for what runs in the background.
func (f *Follower) Close() {
	f.stop()
	for _, in := range f.inboxes {
		in.close()
	}
	f.running.Wait()
	for _, t := range f.trails {
		t.close()
	}
	f.watch.close()
}
