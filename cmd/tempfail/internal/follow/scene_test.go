package follow

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// TestScenes plays testdata/*.scene: what writers and rotations do to a log,
// and when the follower looks. Time is told by the scene.
func TestScenes(t *testing.T) {
	names, _ := filepath.Glob("testdata/*.scene")
	if len(names) == 0 {
		t.Fatal("no scenes in testdata")
	}
	for _, name := range names {
		for title, steps := range readScenes(t, name) {
			t.Run(strings.TrimSuffix(filepath.Base(name), ".scene")+"/"+title, func(t *testing.T) {
				s := newScene(t)
				for _, step := range steps {
					s.play(step)
				}
				s.finish()
			})
		}
	}
}

// readScenes reads "# title" and the steps below it.
func readScenes(t *testing.T, name string) map[string][]string {
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	scenes, title := map[string][]string{}, ""
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		switch {
		case strings.HasPrefix(line, "# "):
			title = line[2:]
			if scenes[title] != nil {
				t.Fatalf("%s: two scenes called %q", name, title)
			}
		case line != "":
			scenes[title] = append(scenes[title], line)
		}
	}
	return scenes
}

type scene struct {
	*testing.T
	dir     string
	now     time.Time
	written int
	gone    int // lines that the scene says are lost
	writers map[string]*os.File
	halves  map[string]string // what is still to be written of a line
	names   []string          // that are followed
	f       *Follower
	trail   *trail // the first log of f
	count   tally
	buf     []byte
}

func newScene(t *testing.T) *scene {
	s := &scene{
		T: t, dir: t.TempDir(), now: time.Date(2026, 11, 17, 0, 0, 0, 0, time.UTC),
		writers: map[string]*os.File{}, halves: map[string]string{}, names: []string{"log"}, buf: make([]byte, blockSize),
	}
	t.Cleanup(func() {
		for _, w := range s.writers {
			w.Close()
		}
		if s.f != nil {
			s.f.Close()
		}
	})
	return s
}

// commands are the words a scene is made of.
var commands = map[string]func(s *scene, args []string){
	"open":     (*scene).openWriter, // open WRITER FILE [at-its-position]: as a daemon does at start and HUP
	"write":    (*scene).write,      // write WRITER LINES
	"half":     (*scene).half,       // half WRITER: the first half of a line
	"rest":     (*scene).rest,       // rest WRITER: the other one
	"last":     (*scene).lastWords,  // last WRITER: a line without a newline
	"raw":      (*scene).raw,        // raw WRITER TEXT N: N times TEXT, no line that counts
	"copy":     (*scene).copyFile,   // copy FROM TO
	"rename":   func(s *scene, a []string) { s.must(os.Rename(s.path(a[0]), s.path(a[1]))) },
	"link":     func(s *scene, a []string) { s.relink(a[0], a[1]) },
	"hard":     func(s *scene, a []string) { s.must(os.Link(s.path(a[0]), s.path(a[1]))) },
	"remove":   func(s *scene, a []string) { s.must(os.RemoveAll(s.path(a[0]))) },
	"mkdir":    func(s *scene, a []string) { s.must(os.Mkdir(s.path(a[0]), 0o755)) },
	"truncate": func(s *scene, a []string) { s.must(os.Truncate(s.path(a[0]), 0)); s.touch(s.path(a[0])) },
	"touch":    func(s *scene, a []string) { s.touch(s.path(a[0])) },
	"pack":     (*scene).pack, // pack PACKER FILE
	"wait":     func(s *scene, a []string) { s.now = s.now.Add(s.duration(a[0])) },
	"names":    func(s *scene, a []string) { s.names = a },             // names NAME...: what is followed; log unless told
	"follow":   (*scene).follow,                                        // follow [end]: the follower starts, anew or from what it saved
	"read":     (*scene).read,                                          // the follower looks, and takes what there is
	"block":    (*scene).block,                                         // it takes one block, and no more
	"kill":     (*scene).kill,                                          // it dies
	"gone":     func(s *scene, a []string) { s.gone = s.number(a[0]) }, // gone N: so many lines nobody can have
	"expect":   (*scene).expect,                                        // expect lost|cut|rotations|open|handed|up|lag N
}

func (s *scene) play(step string) {
	s.Helper()
	words := strings.Fields(step)
	do := commands[words[0]]
	if do == nil {
		s.Fatalf("no such step: %s", step)
	}
	s.now = s.now.Add(time.Millisecond)
	do(s, words[1:])
	if s.Failed() {
		s.Fatalf("at step: %s", step)
	}
}

func (s *scene) path(name string) string { return filepath.Join(s.dir, name) }

func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *scene) duration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	s.must(err)
	return d
}

func (s *scene) number(text string) int {
	n, err := strconv.Atoi(text)
	s.must(err)
	return n
}

// touch gives a file the time of the scene.
func (s *scene) touch(path string) { s.must(os.Chtimes(path, s.now, s.now)) }

func (s *scene) openWriter(args []string) {
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if len(args) > 2 {
		flags &^= os.O_APPEND
	}
	w, err := os.OpenFile(s.path(args[1]), flags, 0o644)
	s.must(err)
	if info, err := w.Stat(); err == nil && info.Size() == 0 {
		s.touch(s.path(args[1]))
	}
	if old := s.writers[args[0]]; old != nil {
		old.Close()
	}
	s.writers[args[0]] = w
}

func (s *scene) put(writer, text string) {
	w := s.writers[writer]
	if w == nil {
		s.Fatalf("no writer %q", writer)
	}
	_, err := io.WriteString(w, text)
	s.must(err)
	s.touch(fmt.Sprintf("/proc/self/fd/%d", w.Fd()))
}

func (s *scene) write(args []string) {
	var lines strings.Builder
	for range s.number(args[1]) {
		lines.WriteString(numbered(s.written))
		s.written++
	}
	s.put(args[0], lines.String())
}

func (s *scene) half(args []string) {
	line := numbered(s.written)
	s.written++
	s.halves[args[0]] = line[len(line)/2:]
	s.put(args[0], line[:len(line)/2])
}

func (s *scene) rest(args []string) {
	s.put(args[0], s.halves[args[0]])
	delete(s.halves, args[0])
}

func (s *scene) lastWords(args []string) {
	s.put(args[0], strings.TrimSuffix(numbered(s.written), "\n"))
	s.written++
}

func (s *scene) raw(args []string) {
	text, err := strconv.Unquote(args[1])
	s.must(err)
	s.put(args[0], strings.Repeat(text, s.number(args[2])))
}

func (s *scene) copyFile(args []string) {
	data, err := os.ReadFile(s.path(args[0]))
	s.must(err)
	s.must(os.WriteFile(s.path(args[1]), data, 0o644))
	s.touch(s.path(args[1]))
}

func (s *scene) relink(target, name string) {
	temp := s.path(name + ".tmp")
	s.must(os.Symlink(s.path(target), temp))
	s.must(os.Rename(temp, s.path(name)))
}

// packers compress; each keeps the time of the file, as logrotate and the
// commands do. bzip2 keeps whole seconds of it.
var packers = map[string]struct {
	suffix string
	open   func(io.Writer) (io.WriteCloser, error)
	exact  time.Duration
}{
	"gzip":    {".gz", func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil }, 1},
	"zstd":    {".zst", func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) }, 1},
	"xz":      {".xz", func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) }, 1},
	"seconds": {".gz", func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil }, time.Second},
}

func (s *scene) pack(args []string) {
	p, path := packers[args[0]], s.path(args[1])
	info, err := os.Stat(path)
	s.must(err)
	data, err := os.ReadFile(path)
	s.must(err)
	var packed bytes.Buffer
	w, err := p.open(&packed)
	s.must(err)
	_, err = w.Write(data)
	s.must(err)
	s.must(w.Close())
	s.must(os.WriteFile(path+p.suffix, packed.Bytes(), 0o644))
	kept := info.ModTime().Truncate(p.exact)
	s.must(os.Chtimes(path+p.suffix, kept, kept))
	s.must(os.Remove(path))
}

func (s *scene) follow(args []string) {
	o := Options{Quiet: usualQuiet, Log: s.logger()}
	for _, name := range s.names {
		o.Paths = append(o.Paths, s.path(name))
	}
	if len(args) > 0 {
		o.Start = End
	}
	var cp *Checkpoint
	if data, err := os.ReadFile(s.path("state")); err == nil {
		cp = &Checkpoint{}
		decode(s.T, data, cp)
	}
	s.f = &Follower{options: o, stop: func() {}, buf: s.buf}
	s.must(s.f.openPaths(s.Context(), cp, s.now))
	s.trail = s.f.trails[0]
}

func (s *scene) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(s.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
}

func (s *scene) block([]string) { s.step() }

func (s *scene) step() bool {
	s.f.expandSometimes(s.now)
	b, any := s.f.take(s.now)
	for line, ok := b.Next(); ok; line, ok = b.Next() {
		if !strings.HasPrefix(string(line), "x") {
			s.count.add(line)
		}
	}
	cp := s.f.Checkpoint()
	cp.Taken = s.now
	s.must(os.WriteFile(s.path("state"), encode(&cp), 0o644))
	return any
}

func (s *scene) read([]string) {
	for s.step() {
	}
}

func (s *scene) kill([]string) {
	s.f.Close()
	s.f = nil
}

func (s *scene) expect(args []string) {
	s.Helper()
	want := s.number(args[1])
	got := map[string]int{
		"lost": int(s.trail.lost), "cut": int(s.trail.cut), "rotations": int(s.trail.turns),
		"open": len(s.trail.open), "handed": s.count.Got, "up": bit(s.trail.up), "lag": int(s.trail.state(s.now).Lag),
	}
	have, ok := got[args[0]]
	if !ok {
		s.Fatalf("nothing called %q to expect", args[0])
	}
	if have != want {
		s.Errorf("%s: %d, want %d", args[0], have, want)
	}
}

// finish fails the scene unless every line came once, but for those it says
// are lost, and nothing more comes.
func (s *scene) finish() {
	s.read(nil)
	if s.gone > 0 && s.written-s.count.Got == s.gone {
		s.count.check(s.T, 0)
		return
	}
	s.count.check(s.T, s.written)
}

// TestRestartAtEveryRotation rotates a log far more often than there are
// marks to remember, each time with a restart, and never with a quiet moment.
func TestRestartAtEveryRotation(t *testing.T) {
	for _, rotate := range []string{"rename log log.%d\nopen w log", "copy log log.%d\ntruncate log", "rename log log.%d\npack gzip log.%[1]d\nopen w log"} {
		s := newScene(t)
		s.play("open w log")
		s.play("follow")
		for i := range 2 * keptMarks {
			s.play("write w 3")
			if i%2 == 0 {
				s.play("read")
			}
			s.play("kill")
			for step := range strings.Lines(fmt.Sprintf(rotate, i)) {
				s.play(step)
			}
			s.play("write w 3")
			s.play("follow")
			s.play("read")
			if n := len(s.trail.mark().Marks); n > keptMarks+maxOpen+1 {
				t.Fatalf("%d marks", n)
			}
		}
		s.finish()
	}
}
