package follow

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// paper is a directory of logs with numbered lines, and a follower of them.
type paper struct {
	*testing.T
	dir     string
	written int
	count   tally
	f       *Follower
	told    bytes.Buffer
	start   Position
	saved   []byte // the checkpoint
}

func newPaper(t *testing.T) *paper {
	t.Parallel()
	p := &paper{T: t, dir: t.TempDir()}
	t.Cleanup(func() {
		if p.f != nil {
			p.f.Close()
		}
	})
	return p
}

func (p *paper) path(name string) string { return filepath.Join(p.dir, name) }

func (p *paper) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// write appends lines to the logs called names.
func (p *paper) write(names ...string) {
	p.Helper()
	for _, name := range names {
		w, err := os.OpenFile(p.path(name), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		p.must(err)
		for range 5 {
			_, err := w.WriteString(numbered(p.written))
			p.must(err)
			p.written++
		}
		p.must(w.Close())
	}
}

func (p *paper) rename(from, to string) { p.Helper(); p.must(os.Rename(p.path(from), p.path(to))) }

func (p *paper) link(target, name string) {
	p.Helper()
	p.must(os.Symlink(target, p.path(name+".new")))
	p.rename(name+".new", name)
}

// stop ends the follower; the next one goes on.
func (p *paper) stop() {
	cp := p.f.Checkpoint()
	p.saved = encode(&cp)
	p.f.Close()
	p.f = nil
}

// follow follows names from now on, after a restart where it did before.
func (p *paper) follow(names ...string) {
	p.Helper()
	var cp *Checkpoint
	if p.f != nil {
		p.stop()
	}
	if p.saved != nil {
		cp = &Checkpoint{}
		decode(p, p.saved, cp)
	}
	var paths []string
	for _, name := range names {
		paths = append(paths, p.dir+"/"+name)
	}
	var err error
	log := slog.New(slog.NewTextHandler(&p.told, nil))
	p.f, err = Open(p.Context(), Options{Paths: paths, Poll: 5 * time.Millisecond, Quiet: 20 * time.Millisecond, Log: log, Start: p.start}, cp)
	p.must(err)
}

// next reads a batch, and reports whether there was one.
func (p *paper) next() bool {
	ctx, cancel := context.WithTimeout(p.Context(), 250*time.Millisecond)
	defer cancel()
	b, err := p.f.Next(ctx)
	for line, ok := b.Next(); ok; line, ok = b.Next() {
		p.count.add(line)
	}
	return err == nil
}

// once reads what there is, and fails the test unless every line came once.
func (p *paper) once(after string) {
	p.Helper()
	for p.next() {
	}
	p.count.check(p.T, p.written)
	if p.Failed() {
		p.Fatalf("after %s, of %d lines; told: %s", after, p.written, &p.told)
	}
}

func TestFileUnderManyNames(t *testing.T) {
	p := newPaper(t)
	p.write("mail.log")
	p.link("mail.log", "maillog")
	p.must(os.Link(p.path("mail.log"), p.path("hard")))
	names := []string{"maillog", "mail.log", "./mail.log", "hard", "mail*"}
	p.follow(names...)
	p.once("the start")
	if n := strings.Count(p.told.String(), "two logs are one file"); n != 2 {
		t.Errorf("told %d times of 2 more names: %s", n, &p.told)
	}
	for _, s := range p.f.Sources() {
		if !s.Up || !s.CaughtUp {
			t.Errorf("%s: up %v, caught up %v", s.Name, s.Up, s.CaughtUp)
		}
	}
	p.write("mail.log")
	p.once("more lines")
	p.rename("mail.log", "mail.log.1")
	p.write("mail.log", "hard", "maillog")
	p.once("a rotation, with lines by the other link to the old log")
	p.follow(names...)
	p.write("mail.log", "hard")
	p.once("a restart")
	p.follow("mail.log")
	p.write("mail.log")
	p.once("a restart with one of the names")
	p.follow("maillog", "hard")
	p.write("mail.log")
	p.once("a restart with another one")
	p.must(p.f.SetPaths([]string{p.path("mail.log")}))
	p.write("mail.log")
	p.once("going over to one of the names")
}

func TestLinkIsSwitchedToAFollowedLog(t *testing.T) {
	p := newPaper(t)
	p.write("a", "b")
	p.link("a", "now")
	p.follow("now", "a", "b")
	p.once("the start")
	p.write("a", "b")
	p.link("b", "now")
	p.write("a", "b")
	p.once("the switch")
	p.write("a")
	p.once("more lines in what it led to")
	p.follow("now", "a", "b")
	p.link("a", "now")
	p.write("a", "b")
	p.once("a restart, and a switch")
	p.must(os.Remove(p.path("now")))
	p.write("a", "b")
	p.once("the link's end")
}

func TestTwoLogsChangePlaces(t *testing.T) {
	p := newPaper(t)
	p.write("a", "b")
	p.follow("a", "b")
	p.once("the start")
	p.rename("a", "x")
	p.rename("b", "a")
	p.rename("x", "b")
	p.write("a", "b")
	p.once("the change")
	p.write("a", "b")
	p.once("more lines")
	p.follow("b", "a")
	p.write("a", "b")
	p.once("a restart")
}

// TestLogAndWhatItIsRotatedTo: who names both has all lines, once.
func TestLogAndWhatItIsRotatedTo(t *testing.T) {
	p := newPaper(t)
	p.write("log.1", "log")
	p.follow("log", "log.1")
	p.once("the start")
	for range 3 {
		p.rename("log.1", "log.2")
		p.rename("log", "log.1")
		p.write("log.1", "log")
		p.once("a rotation")
		p.write("log.1", "log")
		p.once("more lines")
	}
	p.follow("log", "log.1")
	p.rename("log.1", "log.2")
	p.rename("log", "log.1")
	p.write("log.1", "log")
	p.once("a restart")
}

// TestManyNamesManyRotations: the generations of a log are those of one of its
// names, also after restarts, copies and compression.
func TestManyNamesManyRotations(t *testing.T) {
	for _, rotate := range []string{"rename", "copy", "rename, pack", "copy, pack"} {
		for _, names := range [][]string{{"aaa", "mail.l*"}, {"mail.l*", "mail.log.1"}, {"mail.log.1", "mail.log"}} {
			t.Run(fmt.Sprint(rotate, names), func(t *testing.T) {
				p := newPaper(t)
				p.link("mail.log", "aaa")
				p.write("mail.log")
				p.follow(names...)
				p.once("the start")
				for i := range 6 {
					if i%3 > 0 {
						p.stop()
					}
					for range 1 + i%2 {
						p.write("mail.log")
						p.rotate("mail.log", rotate)
						p.write("mail.log")
					}
					if i%3 > 0 {
						p.follow(names...)
					}
					p.once(fmt.Sprint("rotation ", i))
				}
			})
		}
	}
}

// rotate rotates the log called name, as a number of earlier ones before it.
func (p *paper) rotate(name, how string) {
	p.Helper()
	for i := 9; i > 0; i-- {
		for _, ext := range []string{"", ".gz"} {
			from := fmt.Sprintf("%s.%d%s", name, i, ext)
			if _, err := os.Stat(p.path(from)); err == nil {
				p.rename(from, fmt.Sprintf("%s.%d%s", name, i+1, ext))
			}
		}
	}
	if strings.HasPrefix(how, "copy") {
		text, err := os.ReadFile(p.path(name))
		p.must(err)
		p.must(os.WriteFile(p.path(name+".1"), text, 0o600))
		p.must(os.Truncate(p.path(name), 0))
	} else {
		p.rename(name, name+".1")
		p.must(os.WriteFile(p.path(name), nil, 0o600))
	}
	if _, err := os.Stat(p.path(name + ".2")); err == nil && strings.HasSuffix(how, "pack") {
		(&scene{T: p.T, dir: p.dir}).pack([]string{"gzip", name + ".2"})
	}
}

// TestLinkLeadsNowhereAtARestart: what the log behind it was rotated to is still
// that of the link.
func TestLinkLeadsNowhereAtARestart(t *testing.T) {
	p := newPaper(t)
	p.link("mail.log", "aaa")
	p.write("mail.log")
	p.follow("aaa", "mail.log")
	p.once("the start")
	p.stop()
	p.rotate("mail.log", "copy")
	p.must(os.Remove(p.path("mail.log")))
	p.follow("aaa", "mail.log")
	p.once("a restart")
	p.write("mail.log")
	p.once("the log")
}

// TestReaderOfACopyIsLeft: the copy that it had begun is read to its end by the
// log that lies there.
func TestReaderOfACopyIsLeft(t *testing.T) {
	p := newPaper(t)
	p.write("log")
	p.follow("log.1", "log")
	p.once("the start")
	for range blockSize / 500 { // more than is read at once
		p.write("log")
	}
	p.rotate("log", "copy")
	p.next()
	p.must(p.f.SetPaths([]string{p.path("log.1")}))
	p.once("going over to the copy")
}
