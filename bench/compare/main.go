// Compare times tempfail against public tools on the same log, whole
// processes in turn, and prints a table. Other work on the machine disturbs
// all of them alike; the least of several rounds is shown, and what counts
// is the ratios.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"tempfail/bench/traffic"
)

func main() {
	lines := flag.Int64("lines", 635_000, "of the log; 635,000 of Postfix are 90 MB")
	rounds := flag.Int("rounds", 5, "runs of each command, in turn")
	mta := flag.String("mta", "postfix", strings.Join(traffic.MTAs(), ", "))
	envelope := flag.String("envelope", "", strings.Join(traffic.Envelopes(), ", ")+"; what is usual for the MTA without")
	log := flag.String("log", "", "`file` to read instead of a made one")
	slow := flag.Bool("slow", true, "run pflogsumm, too")
	program := flag.String("tempfail", "./tempfail", "the program")
	flag.Parse()
	dir, err := os.MkdirTemp("", "tempfail-bench")
	if err == nil {
		defer os.RemoveAll(dir)
		err = compare(os.Stdout, dir, *program, *log, *rounds, *slow, traffic.Options{Lines: *lines, MTA: *mta, Envelope: *envelope})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.RemoveAll(dir)
		os.Exit(2)
	}
}

// tool is a command to be timed. {} stands for the log, {gz} and {zst} for
// it packed.
type tool struct {
	name, command string
	cores         int // that a Go program may use; 0 for all
	slow          bool
}

var tools = []tool{
	{name: "wc -l", command: "wc -l {}"},
	{name: "grep -c status=", command: "grep -c status= {}"},
	{name: "grep -cE 'status=(deferred|bounced)'", command: "grep -cE status=(deferred|bounced) {}"},
	{name: "rg -c 'status=(deferred|bounced)'", command: "rg -c status=(deferred|bounced) {}"},
	{name: "pflogsumm", command: "pflogsumm {}", slow: true},
	{name: "tempfail analyze, one core", command: "TEMPFAIL analyze --no-progress {}", cores: 1},
	{name: "tempfail analyze", command: "TEMPFAIL analyze --no-progress {}"},
	{name: "gzip -dc", command: "gzip -dc {gz}"},
	{name: "tempfail analyze, gzip", command: "TEMPFAIL analyze --no-progress {gz}"},
	{name: "zstd -dc", command: "zstd -dcq {zst}"},
	{name: "tempfail analyze, zstd", command: "TEMPFAIL analyze --no-progress {zst}"},
	{name: "tempfail explain", command: "TEMPFAIL explain 451"},
	{name: "tempfail --help", command: "TEMPFAIL --help"},
}

// run is what became of a tool: the least of each figure.
// Limit: a peak is at least that of the program that measures.
type run struct {
	wall, cpu time.Duration
	peak      int64 // bytes
	fault     error
}

func compare(w io.Writer, dir, program, log string, rounds int, slow bool, o traffic.Options) error {
	program, err := filepath.Abs(program)
	if err != nil {
		return err
	}
	files, size, err := prepare(dir, log, o)
	if err != nil {
		return err
	}
	runs := make([]run, len(tools))
	for round := range rounds {
		for i, t := range tools {
			if runs[i].fault == nil && (!t.slow || slow && round == 0) {
				runs[i].least(t.time(files, program))
			}
		}
	}
	fmt.Fprintf(w, "%s, %d cores, %s; %s\n", processor(), runtime.NumCPU(), runtime.Version(), time.Now().UTC().Format(time.DateOnly))
	fmt.Fprintf(w, "%.0f MB; least of %d runs, page cache warm\n\n", float64(size)/1e6, rounds)
	fmt.Fprintln(w, "| | wall s | CPU s | peak MiB | MB/s | of grep -c |\n|---|---|---|---|---|---|")
	grep := runs[1].wall
	for i, t := range tools {
		name := strings.ReplaceAll(t.name, "|", `\|`)
		switch r := &runs[i]; {
		case r.fault != nil:
			fmt.Fprintf(w, "| %s | %v | | | | |\n", name, r.fault)
		case r.wall > 0 && strings.Contains(t.command, "{"):
			fmt.Fprintf(w, "| %s | %.2f | %.2f | %d | %.0f | %.1f |\n", name, r.wall.Seconds(), r.cpu.Seconds(), r.peak>>20,
				float64(size)/1e6/r.wall.Seconds(), r.wall.Seconds()/grep.Seconds())
		case r.wall > 0: // it reads no log
			fmt.Fprintf(w, "| %s | %.3f | %.3f | %d | | |\n", name, r.wall.Seconds(), r.cpu.Seconds(), r.peak>>20)
		}
	}
	return nil
}

// least keeps the smaller of each figure.
func (r *run) least(s run) {
	if r.wall == 0 || s.fault != nil {
		*r = s
		return
	}
	r.wall, r.cpu, r.peak = min(r.wall, s.wall), min(r.cpu, s.cpu), min(r.peak, s.peak)
}

// time runs the tool once.
func (t tool) time(files *strings.Replacer, program string) run {
	var args []string
	for word := range strings.FieldsSeq(strings.Replace(t.command, "TEMPFAIL", program, 1)) {
		args = append(args, files.Replace(word))
	}
	c := exec.Command(args[0], args[1:]...)
	c.Env = append(os.Environ(), "LC_ALL=C")
	c.Stdout = discard{} // grep stops at the first match where it sees /dev/null
	if t.cores > 0 {
		c.Env = append(c.Env, fmt.Sprint("GOMAXPROCS=", t.cores))
	}
	begun := time.Now()
	err := c.Run()
	wall := time.Since(begun)
	if errors.Is(err, exec.ErrNotFound) {
		return run{fault: errors.New("not installed")}
	}
	if err != nil {
		return run{fault: err}
	}
	return run{wall: wall, cpu: c.ProcessState.UserTime() + c.ProcessState.SystemTime(), peak: peak(c.ProcessState)}
}

// prepare makes the log, if none is given, and packs it.
func prepare(dir, log string, o traffic.Options) (files *strings.Replacer, size int64, err error) {
	if log == "" {
		log = filepath.Join(dir, "mail.log")
		if err := create(log, func(w io.Writer) error { _, err := traffic.Write(w, o); return err }); err != nil {
			return nil, 0, err
		}
	}
	info, err := os.Stat(log)
	if err != nil {
		return nil, 0, err
	}
	gz, zst := filepath.Join(dir, "mail.log.gz"), filepath.Join(dir, "mail.log.zst")
	for name, packer := range map[string]func(io.Writer) (io.WriteCloser, error){
		gz:  func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, gzip.DefaultCompression) },
		zst: func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) },
	} {
		if err := create(name, func(w io.Writer) error { return pack(w, log, packer) }); err != nil {
			return nil, 0, err
		}
	}
	return strings.NewReplacer("{}", log, "{gz}", gz, "{zst}", zst), info.Size(), nil
}

func create(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return cmp.Or(write(f), f.Close())
}

func pack(w io.Writer, name string, packer func(io.Writer) (io.WriteCloser, error)) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := packer(w)
	if err != nil {
		return err
	}
	_, err = io.Copy(z, f)
	return cmp.Or(err, z.Close())
}

// processor names the machine's, where it is told.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	_, rest, _ := strings.Cut(string(text), "model name\t: ")
	name, _, _ := strings.Cut(rest, "\n")
	return cmp.Or(name, runtime.GOOS+"/"+runtime.GOARCH)
}

// discard is io.Discard, which os/exec would replace by /dev/null.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
