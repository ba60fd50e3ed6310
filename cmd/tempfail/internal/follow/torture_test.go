package follow

import (
	"bytes"
	"context"
	"encoding/gob"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var times = flag.Int("times", 1, "torture so many times as long")

// daemon writes numbered lines to a log as fast as it is told to, and lets
// itself be rotated.
type daemon struct {
	path    string
	mu      sync.Mutex // of file: writing and reopening
	file    *os.File
	written int
	turn    int
	torn    bool // lines are written in two pieces
}

func startDaemon(t *testing.T) *daemon {
	d := &daemon{path: filepath.Join(t.TempDir(), "mail.log")}
	d.reopen()
	t.Cleanup(func() { d.file.Close() })
	return d
}

func (d *daemon) reopen() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.file.Close() // the first time there is none
	d.file = d.create()
}

func (d *daemon) create() *os.File {
	file, err := os.OpenFile(d.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		panic(err)
	}
	return file
}

// burst writes n lines at once, as syslog daemons do, or each in two pieces.
func (d *daemon) burst(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var lines strings.Builder
	for range n {
		line := numbered(d.written)
		d.written++
		if d.torn {
			io.WriteString(d.file, line[:40])
			io.WriteString(d.file, line[40:])
			continue
		}
		lines.WriteString(line)
	}
	io.WriteString(d.file, lines.String())
}

// run writes rate lines a second until stop is closed.
func (d *daemon) run(rate int, stop <-chan struct{}) {
	const tick = 2 * time.Millisecond
	clock := time.NewTicker(tick)
	defer clock.Stop()
	for {
		select {
		case <-stop:
			return
		case <-clock.C:
			d.burst(max(1, rate*int(tick)/int(time.Second)))
		}
	}
}

func (d *daemon) old() string {
	d.turn++
	return fmt.Sprintf("%s.%d", d.path, d.turn)
}

// rename rotates as logrotate does with create: the daemon is told late.
func (d *daemon) rename(late time.Duration) {
	os.Rename(d.path, d.old())
	d.create().Close()
	time.Sleep(late)
	d.reopen()
}

// renameAtOnce rotates as Postfix' postlogd does.
func (d *daemon) renameAtOnce() {
	d.mu.Lock()
	os.Rename(d.path, d.old())
	d.mu.Unlock()
	d.reopen()
}

// copyTruncate rotates without telling the daemon. Writing stands still
// meanwhile: what is written between the two nobody can have.
func (d *daemon) copyTruncate() {
	d.mu.Lock()
	defer d.mu.Unlock()
	data, err := os.ReadFile(d.path)
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(d.old(), data, 0o644); err != nil {
		panic(err)
	}
	os.Truncate(d.path, 0)
}

// renameAndRemove keeps one old file: its inode goes to the next log.
func (d *daemon) renameAndRemove() {
	d.renameAtOnce()
	os.Remove(fmt.Sprintf("%s.%d", d.path, d.turn-10))
}

func (d *daemon) renameAndPack() {
	d.renameAtOnce()
	if d.turn > 1 {
		exec.Command("gzip", fmt.Sprintf("%s.%d", d.path, d.turn-1)).Run()
	}
}

// TestTorture rotates a log again and again under a writer and a follower
// that run freely.
func TestTorture(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		turns  int
		pause  time.Duration
		rotate func(*daemon)
		torn   bool
	}{
		{"rename and reopen at once", 30, 20 * time.Millisecond, (*daemon).renameAtOnce, false},
		{"rename without a pause", 100, 0, (*daemon).renameAtOnce, false},
		{"HUP after 20 ms", 20, 20 * time.Millisecond, func(d *daemon) { d.rename(20 * time.Millisecond) }, false},
		{"HUP after 150 ms", 6, 20 * time.Millisecond, func(d *daemon) { d.rename(150 * time.Millisecond) }, true},
		{"copytruncate", 30, 20 * time.Millisecond, (*daemon).copyTruncate, false},
		{"copytruncate without a pause", 30, time.Millisecond, (*daemon).copyTruncate, false},
		{"inodes come back", 30, 20 * time.Millisecond, (*daemon).renameAndRemove, true},
		{"compressed", 20, 20 * time.Millisecond, (*daemon).renameAndPack, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := startDaemon(t)
			d.torn = test.torn
			count := &tally{}
			lines := startCount(t, d.path, count)
			stop := make(chan struct{})
			var writing sync.WaitGroup
			writing.Go(func() { d.run(20_000, stop) })
			for range test.turns * *times {
				time.Sleep(test.pause)
				test.rotate(d)
			}
			close(stop)
			writing.Wait()
			lines(d.written)
			count.check(t, d.written)
		})
	}
}

// startCount follows path until the function it returns is called; that waits
// until as many lines came as were written, or none came for long.
func startCount(t *testing.T, path string, count *tally) func(written int) {
	f, err := Open(t.Context(), Options{Paths: []string{path}, Quiet: time.Second}, nil)
	if err != nil {
		t.Fatal(err)
	}
	written := make(chan int, 1)
	var counting sync.WaitGroup
	counting.Go(func() {
		defer f.Close()
		want := -1
		for want < 0 || count.Got < want {
			ctx, cancel := context.WithTimeout(t.Context(), patienceOfTests)
			if want < 0 {
				ctx, cancel = context.WithTimeout(t.Context(), 100*time.Millisecond)
			}
			b, err := f.Next(ctx)
			cancel()
			select {
			case want = <-written:
			default:
				if err != nil && want >= 0 {
					return
				}
			}
			for line, ok := b.Next(); ok; line, ok = b.Next() {
				count.add(line)
			}
		}
	})
	return func(n int) {
		written <- n
		counting.Wait()
	}
}

// patienceOfTests is how long a test waits for a line that should come at
// once before it counts it as lost.
const patienceOfTests = 5 * time.Second

// progress is what a follower process saves: the checkpoint and what it did
// with the lines, in one file.
type progress struct {
	Checkpoint Checkpoint
	Tally      tally
}

// followUntilKilled is a follower that lives as a process of its own.
func followUntilKilled() int {
	path := os.Getenv("FOLLOW_TEST_LOG")
	var p progress
	var cp *Checkpoint
	if data, err := os.ReadFile(path + ".saved.state"); err == nil {
		if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&p); err != nil {
			panic(err)
		}
		cp = &p.Checkpoint
	}
	f, err := Open(context.Background(), Options{Paths: []string{path}}, cp)
	if err != nil {
		panic(err)
	}
	for {
		b, err := f.Next(context.Background())
		if err != nil {
			panic(err)
		}
		for line, ok := b.Next(); ok; line, ok = b.Next() {
			p.Tally.add(line)
		}
		p.Checkpoint = f.Checkpoint()
		p.save(path + ".saved.state")
	}
}

func (p *progress) save(path string) {
	if err := os.WriteFile(path+".tmp", encode(p), 0o600); err != nil {
		panic(err)
	}
	if err := os.Rename(path+".tmp", path); err != nil {
		panic(err)
	}
}

// TestKilled kills a follower at any moment, again and again, under writers
// and rotations of all kinds: the checkpoint, saved together with the count of
// the lines, makes it lose none and count none twice.
func TestKilled(t *testing.T) {
	t.Parallel()
	d := startDaemon(t)
	d.torn = true
	stop := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() { d.run(1000, stop) })
	// What is rotated before anything was saved is no longer the log's: on a
	// busy machine the first process may take longer to begin than a rotation.
	child := startFollower(t, d.path)
	waitFor(t, d.path+".saved.state", 1)
	running.Go(func() {
		rotations := []func(*daemon){
			(*daemon).renameAtOnce, (*daemon).copyTruncate,
			func(d *daemon) { d.rename(50 * time.Millisecond) }, (*daemon).renameAndPack,
		}
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(130 * time.Millisecond):
				rotations[i%len(rotations)](d)
			}
		}
	})
	for range 20 * *times {
		time.Sleep(200 * time.Millisecond)
		child.Process.Kill()
		child.Wait()
		child = startFollower(t, d.path)
	}
	close(stop)
	running.Wait()
	p := waitFor(t, d.path+".saved.state", d.written)
	child.Process.Kill()
	child.Wait()
	p.Tally.check(t, d.written)
	if lost := p.Checkpoint.Files[0].Lost; lost != 0 {
		t.Errorf("counted %d bytes as lost", lost)
	}
}

func startFollower(t *testing.T, path string) *exec.Cmd {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), roleVariable+"=follower", "FOLLOW_TEST_LOG="+path)
	child.Stderr = t.Output()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	return child
}

// waitFor reads what a follower process saved until it has all lines, or gets
// no further.
func waitFor(t *testing.T, path string, lines int) *progress {
	var p progress
	for last, end := -1, time.Now().Add(patienceOfTests); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		data, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		p = progress{}
		decode(t, data, &p)
		if p.Tally.Got >= lines {
			break
		}
		if p.Tally.Got != last {
			last, end = p.Tally.Got, time.Now().Add(patienceOfTests)
		}
	}
	return &p
}
