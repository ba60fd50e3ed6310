package follow

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os/exec"
	"strings"
	"time"
)

// Journal says what to read of the systemd journal.
type Journal struct {
	Matches []string // arguments of journalctl that choose entries: --unit=postfix@-.service, SYSLOG_FACILITY=2
	Command []string // instead of journalctl

	// Retry is how long to wait before a child that died is started again;
	// 0 is 1 s. It doubles, up to a minute, as long as it dies young.
	Retry time.Duration
}

const (
	usualRetry = time.Second
	lastRetry  = time.Minute
	firstEntry = 5 * time.Second // by when journalctl has begun to tell what there is
)

// followJournal reads the journal through a child process: the library would
// need cgo, and the files' format belongs to systemd alone. export is the
// fastest of journalctl's formats that has the cursor.
func (f *Follower) followJournal(ctx context.Context, cp *Checkpoint) {
	in := f.newInbox("journal", KindJournal)
	if cp != nil {
		in.reached = cp.Journal
	}
	// Where nothing is there, nothing comes: then it is waited for so long.
	in.awaited = true
	patience := time.AfterFunc(firstEntry, in.stopAwaiting)
	j := &journal{options: f.options.Journal, start: f.options.Start, cursor: in.reached, in: in}
	f.running.Go(func() {
		j.keepRunning(ctx, f.options.Log)
		patience.Stop()
		in.end(ctx.Err())
	})
}

// keepRunning starts children until ctx ends.
func (j *journal) keepRunning(ctx context.Context, log *slog.Logger) {
	first := cmp.Or(j.options.Retry, usualRetry)
	for wait := first; ; wait = min(2*wait, lastRetry) {
		began := time.Now()
		err := j.run(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > lastRetry {
			wait = first
		}
		j.in.set(false, err)
		log.Warn("journalctl ended; starting it again", "error", err, "after", wait)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// journal is the child and how far it was read.
type journal struct {
	options *Journal
	start   Position
	cursor  string // of the last entry put
	in      *inbox
}

func (j *journal) args() []string {
	args := []string{"--output=export", "--output-fields=" + exportFields, "--follow", "--all"}
	switch {
	case j.cursor != "":
		args = append(args, "--no-tail", "--after-cursor="+j.cursor)
	case j.start == End:
		args = append(args, "--lines=0")
	default:
		args = append(args, "--no-tail")
	}
	return append(args, j.options.Matches...)
}

// run starts a child and reads until it ends. What it says on standard error
// is the error.
func (j *journal) run(ctx context.Context) error {
	command := j.options.Command
	if len(command) == 0 {
		command = []string{"journalctl"}
	}
	child := exec.CommandContext(ctx, command[0], append(command[1:len(command):len(command)], j.args()...)...)
	out, err := child.StdoutPipe()
	if err != nil {
		return err
	}
	said := &firstWords{}
	child.Stderr = said
	if err := child.Start(); err != nil {
		return fmt.Errorf("%w; is systemd there? else name the log files", err)
	}
	j.in.set(true, nil)
	readErr := j.read(newExport(out))
	child.Process.Kill() // of no use any more, if it lives
	if err := child.Wait(); said.Len() > 0 {
		return fmt.Errorf("%w: %s", cmp.Or(err, readErr), strings.TrimSpace(said.String()))
	}
	return readErr
}

func (j *journal) read(x *export) error {
	var line []byte
	for {
		e, err := x.next()
		if err != nil {
			return err
		}
		line = e.appendLine(line[:0])
		if err := j.in.put(line, string(e.cursor)); err != nil {
			return err
		}
		j.cursor = string(e.cursor)
	}
}

// firstWords keeps the beginning of what a child says.
type firstWords struct{ bytes.Buffer }

// Write implements io.Writer.
func (b *firstWords) Write(p []byte) (int, error) {
	const enough = 1 << 10
	if room := enough - b.Len(); room > 0 {
		b.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
