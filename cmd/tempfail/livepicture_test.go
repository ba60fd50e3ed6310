package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tempfail/parser"
)

// hourWithFullDisk writes an hour of mail in which the disk of this host was
// full from one second to another.
func hourWithFullDisk(t *testing.T, name string, begin time.Time, from, until int) {
	t.Helper()
	var b strings.Builder
	for i := range 3600 {
		at := begin.Add(time.Duration(i) * time.Second).UTC().Format(time.RFC3339)
		if i >= from && i < until {
			fmt.Fprintf(&b, "%s mx postfix/cleanup[7]: fatal: write queue file: No space left on device\n", at)
		}
		fmt.Fprintf(&b, "%s mx postfix/smtp[7]: 4AAA%06d: to=<u@d%d.example>, relay=mx.d%d.example[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n", at, i, i%30, i%30)
		fmt.Fprintf(&b, "%s mx postfix/qmgr[7]: 4AAA%06d: removed\n", at, i)
	}
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// watcher is a live reading whose clock and beats are the test's.
type watcher struct {
	*live
	t     *testing.T
	clock time.Time
}

func watch(t *testing.T, c serveCmd) *watcher {
	t.Helper()
	w := &watcher{t: t, clock: time.Now()}
	c.Every, c.Top, c.Mta = 50*time.Millisecond, 200, parser.Auto
	env := &environment{ctx: t.Context(), stdin: strings.NewReader(""), now: func() time.Time { return w.clock }}
	l, err := c.open(env, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	w.live = l
	return w
}

// catchUp does what run does, until all is read and two pictures are drawn.
func (w *watcher) catchUp() {
	w.t.Helper()
	for tries := 0; !w.caught; tries++ {
		if tries == 100 {
			w.t.Fatal("the log is not read to its end")
		}
		if err := w.follow(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
		if w.follower.CaughtUp() {
			w.keep()
		}
	}
	w.keep()
}

func (w *watcher) says() string { return w.current().Snapshot.Answer.Says }

// TestRestartStaysLive: what is over is told as over, also where no line came
// since the state was saved.
func TestRestartStaysLive(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "mail.log")
	hourWithFullDisk(t, log, time.Now().Add(-5*time.Hour), 600, 1200)
	c := serveCmd{Log: []string{log}, State: filepath.Join(dir, "state")}
	first := watch(t, c)
	first.catchUp()
	before := first.says()
	first.saveFrom = time.Time{}
	if err := first.settle(); err != nil {
		t.Fatal(err)
	}
	first.close()
	first.release = nil
	second := watch(t, c)
	second.catchUp()
	if after := second.says(); after != before || !strings.HasPrefix(after, "Nothing is wrong now.") {
		t.Errorf("before the restart: %s\nand after it, with no new line: %s", before, after)
	}
}

// TestFindingEndsOnAQuietLog: what lasts ends with time, though no line comes;
// and where nothing lasts, the picture is not drawn again.
func TestFindingEndsOnAQuietLog(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mail.log")
	hourWithFullDisk(t, log, time.Now().Add(-time.Hour), 3400, 3600)
	w := watch(t, serveCmd{Log: []string{log}})
	w.catchUp()
	if now := w.says(); !strings.HasPrefix(now, "It is us.") {
		t.Fatalf("while it lasts: %s", now)
	}
	w.clock = w.clock.Add(12 * time.Hour)
	w.keep()
	if later := w.says(); !strings.HasPrefix(later, "Nothing is wrong now.") {
		t.Errorf("12 hours later: %s", later)
	}
	drawn := w.current().Snapshot
	w.clock = w.clock.Add(time.Hour)
	w.keep()
	if w.current().Snapshot != drawn {
		t.Error("nothing lasts and no line came, and it was drawn again")
	}
}

// TestLateLogLeavesThePictureLive: while a log is read that came later, what is
// long over stays over.
func TestLateLogLeavesThePictureLive(t *testing.T) {
	dir := t.TempDir()
	hourWithFullDisk(t, filepath.Join(dir, "a.log"), time.Now().Add(-5*time.Hour), 600, 1200)
	w := watch(t, serveCmd{Log: []string{filepath.Join(dir, "*.log")}})
	w.catchUp()
	before := w.says()
	hourWithFullDisk(t, filepath.Join(dir, "b.log"), time.Now().Add(-5*time.Hour), 0, 0)
	if err := w.follower.SetPaths([]string{filepath.Join(dir, "a.log"), filepath.Join(dir, "b.log")}); err != nil {
		t.Fatal(err)
	}
	w.dirty = true // a line came meanwhile
	w.draw()
	if w.caught {
		t.Fatal("the other log is not a source that has to be read yet")
	}
	if during := w.says(); during != before {
		t.Errorf("before: %s\nwhile another log is read: %s", before, during)
	}
}
