package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tempfail/cmd/tempfail/internal/source"
)

func noon() time.Time { return logEnd }

// tempfail runs the program in the test's own process.
func tempfail(stdin io.Reader, args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	status = run(context.Background(), args, stdin, &out, &err, noon)
	return status, out.String(), err.String()
}

// TestTheClockIsHandedIn uses spans, which mean something only with a clock.
func TestTheClockIsHandedIn(t *testing.T) {
	for _, c := range []struct {
		since  string
		status int
	}{{"-3h", 0}, {"3h ago", 0}, {"today", 0}, {"-2d", 0}, {"-1h", 2}, {"now", 2}} {
		status, out, err := tempfail(nil, "events", "--tz", "UTC", "--since", c.since, "testdata/mail.log")
		if status != c.status || (out == "") != (status == 2) {
			t.Errorf("--since %s: status %d, want %d; %s", c.since, status, c.status, err)
		}
	}
}

func TestABrokenPipeIsNoError(t *testing.T) {
	for _, args := range [][]string{
		{"analyze", "testdata/mail.log"}, {"events", "testdata/mail.log"}, {"lines", "--result", "found", "testdata/mail.log"},
		{"trace", "--top", "0", "@example.org", "testdata/mail.log"}, {"explain", "451"}, {"demo"}, {"version"},
	} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		var stderr bytes.Buffer
		if status := run(context.Background(), args, nil, w, &stderr, noon); status != statusDone || stderr.Len() > 0 {
			t.Errorf("%v: status %d, %s", args, status, &stderr)
		}
		w.Close()
	}
}

// TestABrokenPipeHidesNothing: who looks at the exit status and at what is said
// on standard error learns the same with nobody left to read the answer.
func TestABrokenPipeHidesNothing(t *testing.T) {
	for _, c := range []struct {
		args   string
		status int
	}{
		{"analyze --check testdata/mail.log", statusFinding},
		{"demo --check", statusFinding},
		{"analyze --check=local-fault testdata/mail.log", statusDone},
		{"analyze testdata/mail.log nothing.log", statusFailed},
		{"analyze --check testdata/mail.log nothing.log", statusFailed},
		{"events testdata/mail.log nothing.log", statusFailed},
		{"events --format csv testdata/mail.log nothing.log", statusFailed},
		{"lines --result found testdata/mail.log nothing.log", statusFailed},
		{"trace --top 0 @example.org testdata/mail.log nothing.log", statusFailed},
	} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		var stderr bytes.Buffer
		status := run(context.Background(), strings.Fields(c.args), nil, w, &stderr, noon)
		w.Close()
		want := ""
		if c.status == statusFailed {
			want = "tempfail: nothing.log: no such file"
		}
		if status != c.status || !strings.HasPrefix(stderr.String(), want) || strings.Count(stderr.String(), "\n") != min(len(want), 1) {
			t.Errorf("%s: status %d, want %d; %q", c.args, status, c.status, &stderr)
		}
	}
}

// full is a standard output on a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}
}

// TestAFailedWriteHasANextStep, whatever is written, and hides nothing else.
func TestAFailedWriteHasANextStep(t *testing.T) {
	const missing = "tempfail: nothing.log: no such file"
	for args, told := range map[string]string{
		"analyze testdata/mail.log": "", "analyze --check testdata/mail.log nothing.log": missing, "events testdata/mail.log": "",
		"events testdata/mail.log nothing.log": missing, "trace --top 0 @example.org testdata/mail.log": "", "explain 451": "", "version": "",
	} {
		var stderr bytes.Buffer
		status := run(context.Background(), strings.Fields(args), nil, full{}, &stderr, noon)
		_, last, _ := strings.Cut("\n"+strings.TrimSpace(stderr.String()), "\ntempfail: standard output")
		if status != statusFailed || !strings.HasPrefix(stderr.String(), told) || last != " cannot be written: no space left on device; choose another place for it" {
			t.Errorf("%s: status %d, %s", args, status, &stderr)
		}
	}
}

// endless is a log without an end.
type endless struct{ line string }

func (e endless) Read(p []byte) (int, error) { return copy(p, e.line), nil }

// TestABrokenPipeEndsTheReading: nobody waits for the end of a log, such as
// one that is followed, whose first events were enough.
func TestABrokenPipeEndsTheReading(t *testing.T) {
	log := endless{"Mar  2 09:00:00 mx1 postfix/qmgr[7]: 4AAAA1: removed\n"}
	for _, args := range [][]string{{"events", "-"}, {"events", "--format", "csv", "-"}, {"lines", "--result", "found", "-"}} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		var stderr bytes.Buffer
		if status := run(context.Background(), args, log, w, &stderr, noon); status != statusDone || stderr.Len() > 0 {
			t.Errorf("%v: status %d, %s", args, status, &stderr)
		}
		w.Close()
	}
}

// TestATraceOfNothingTellsWhatWasNotRead: the message may be in that.
func TestATraceOfNothingTellsWhatWasNotRead(t *testing.T) {
	status, _, err := tempfail(nil, "trace", "nobody@example.org", "testdata/mail.log", "nothing.log")
	if status != statusFailed || !strings.Contains(err, "nothing.log: no such file") || !strings.Contains(err, "no message matches") {
		t.Errorf("status %d, %s", status, err)
	}
}

// interrupting is an input that ends with an interrupt, not with its end.
type interrupting struct {
	io.Reader
	interrupt func()
}

func (r *interrupting) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err == io.EOF {
		r.interrupt()
		select {} // a terminal nobody types at
	}
	return n, err
}

func TestAnInterruptPrintsTheReportSoFar(t *testing.T) {
	log, err := os.ReadFile("testdata/mail.log")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var stdout, stderr bytes.Buffer
	in := &interrupting{bytes.NewReader(log), cancel}
	status := run(ctx, []string{"analyze", "--tz", "UTC", "-"}, in, &stdout, &stderr, noon)
	if status != statusFailed || !strings.Contains(stdout.String(), "It is them") || !strings.Contains(stderr.String(), "interrupted") {
		t.Errorf("status %d\n%s%s", status, &stdout, &stderr)
	}
}

func TestEventsDoNotWaitForAFullBuffer(t *testing.T) {
	log, err := os.ReadFile("testdata/mail.log")
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := bytes.Cut(log, []byte("\n"))
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	go run(context.Background(), []string{"events", "-"}, inR, outW, io.Discard, noon)
	go inW.Write(append(first, '\n'))
	answer := make([]byte, 8)
	if _, err := io.ReadFull(outR, answer); err != nil || string(answer) != `{"time":` {
		t.Errorf("%q, %v", answer, err)
	}
	inW.Close()
	outR.Close()
}

// TestAProgramIsNoLog reads one that holds lines of mail servers: itself.
func TestAProgramIsNoLog(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"analyze", self}, {"events", self}, {"lines", self}, {"trace", "a", self}} {
		status, out, err := tempfail(nil, args...)
		if status != statusFailed || out != "" || !strings.Contains(err, "binary data is not read here") {
			t.Errorf("%v: status %d, %.200s %s", args, status, out, err)
		}
	}
}

// TestNamesOfFilesAreShownHarmless has a file whose name steers a terminal.
func TestNamesOfFilesAreShownHarmless(t *testing.T) {
	name := filepath.Join(t.TempDir(), "\x1b[2Jmail\u202e.log")
	if err := os.WriteFile(name, []byte("Mar  2 09:00:00 mx1 sshd[99]: hello\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"analyze", name}, {"analyze", name + "x"}, {"analyze", name, "testdata/mail.log"}, {"events", name}, {"trace", "a", name},
		{"lines", "--result", "foreign", name, "testdata/mail.log"}, {name}, {"analyze", "--map", name, name}, {"analyze", "-o", name + "/x", "testdata/mail.log"},
	} {
		if _, out, err := tempfail(nil, args...); strings.ContainsAny(out+err, "\x1b\u202e") {
			t.Errorf("%q: %q %q", args, out, err)
		}
	}
}

// TestALongLineIsTold: what is read of a line has a bound, and a report that
// it concerns says so.
func TestALongLineIsTold(t *testing.T) {
	const try = "Mar  2 09:00:00 mx1 postfix/smtp[7]: 4AAAA1: to=<u@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=4.3.0, status=deferred (host mx.example.com[192.0.2.1] said: 451 4.3.0 later "
	log := try + ")\n" + try + strings.Repeat("x", source.MaxLine) + ")\n" + try + ")\n"
	_, out, err := tempfail(strings.NewReader(log), "analyze", "--format", "json", "-")
	if !strings.Contains(out, `"name": "line"`) || !strings.Contains(out, `"attempts": 3,`) || !strings.Contains(err, "1 longer line") {
		t.Errorf("%s%s", out, err)
	}
}

// TestTimesToCome: a line of a year ahead makes all that is going on look over,
// so who reads the report is told.
func TestTimesToCome(t *testing.T) {
	line := func(at time.Time) string {
		return at.Format(time.RFC3339) + " mx1 postfix/smtp[7]: 4AAAA1: to=<u@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=4.3.0, status=deferred (host mx.example.com[192.0.2.1] said: 451 4.3.0 later)\n"
	}
	for ahead, told := range map[time.Duration]bool{0: false, 23 * time.Hour: false, 365 * 24 * time.Hour: true} {
		log := line(noon().Add(-time.Hour)) + line(noon().Add(ahead))
		if _, _, err := tempfail(strings.NewReader(log), "analyze", "-"); strings.Contains(err, "which is to come") != told {
			t.Errorf("%v ahead: %s", ahead, err)
		}
	}
}
