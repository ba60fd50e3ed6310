package follow

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestRsyslog follows a log that rsyslog writes and logrotate rotates, in the
// ways distributions set them up.
func TestRsyslog(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"rsyslogd", "logrotate", "gzip"} {
		if _, err := exec.LookPath(command); err != nil {
			t.Skipf("%s is not installed: apt-get install rsyslog logrotate", command)
		}
	}
	lines, rotations := 6000**times, 20**times
	for _, test := range []struct{ name, options string }{
		{"create", "create\nnocompress"},
		{"create, compress", "create\ncompress"},
		{"create, delaycompress", "create\ncompress\ndelaycompress"},
		{"copytruncate", "copytruncate\nnocompress"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := startRsyslog(t, test.options)
			count := &tally{}
			lineCount := startCount(t, r.log, count)
			var sending sync.WaitGroup
			sending.Go(func() { r.send(lines) })
			for range rotations {
				time.Sleep(100 * time.Millisecond)
				r.rotate()
			}
			sending.Wait()
			r.stop() // it writes what it has
			onDisk := r.onDisk(t)
			lineCount(onDisk.Got)
			count.checkThose(t, onDisk)
			if strings.Contains(test.options, "copytruncate") {
				return // what fell between copy and truncation is on no disk
			}
			if onDisk.Got < lines-unwritten || onDisk.Torn > 0 {
				t.Errorf("rsyslog wrote %d of %d lines, %d torn", onDisk.Got, lines, onDisk.Torn)
			}
		})
	}
}

// unwritten is how many of the last lines sent rsyslog may leave unwritten
// when it is stopped.
const unwritten = 50

// checkThose fails the test unless every line of want came once. What is torn
// on disk is torn here.
func (c *tally) checkThose(t *testing.T, want *tally) {
	t.Helper()
	for n, there := range want.Seen {
		if there && (n >= len(c.Seen) || !c.Seen[n]) {
			t.Errorf("lost: %d", n)
		}
	}
	for _, bad := range c.Bad {
		t.Error(bad)
	}
}

type rsyslog struct {
	t                 *testing.T
	dir, log, rotator string
	daemon            *exec.Cmd
}

const rsyslogConfig = `
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="%[1]s/socket" CreatePath="off" RateLimit.Interval="0")
template(name="raw" type="string" string="%%rawmsg-after-pri%%\n")
*.* action(type="omfile" file="%[1]s/mail.log" template="raw" dirCreateMode="0755" fileCreateMode="0644")
`

const logrotateConfig = `
%[1]s/mail.log {
	rotate 1000
	missingok
	%[2]s
	postrotate
		kill -HUP $(cat %[1]s/pid)
	endscript
}
`

func startRsyslog(t *testing.T, options string) *rsyslog {
	dir := t.TempDir()
	r := &rsyslog{t: t, dir: dir, log: filepath.Join(dir, "mail.log"), rotator: filepath.Join(dir, "rotate.conf")}
	r.write("rsyslog.conf", fmt.Sprintf(rsyslogConfig, dir))
	r.write("rotate.conf", fmt.Sprintf(logrotateConfig, dir, options))
	r.daemon = exec.CommandContext(t.Context(), "rsyslogd", "-n", "-f", filepath.Join(dir, "rsyslog.conf"), "-i", filepath.Join(dir, "pid"))
	r.daemon.Stdout, r.daemon.Stderr = t.Output(), t.Output()
	if err := r.daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.stop)
	for end := time.Now().Add(patienceOfTests); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, "socket")); err == nil {
			return r
		}
		if time.Now().After(end) {
			t.Fatal("rsyslogd opened no socket")
		}
	}
}

func (r *rsyslog) write(name, text string) {
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// send sends lines at about 2,500 a second.
func (r *rsyslog) send(lines int) {
	conn, err := net.Dial("unixgram", filepath.Join(r.dir, "socket"))
	if err != nil {
		r.t.Error(err)
		return
	}
	defer conn.Close()
	clock := time.NewTicker(2 * time.Millisecond)
	defer clock.Stop()
	for n := range lines {
		if _, err := conn.Write([]byte("<22>" + strings.TrimSuffix(numbered(n), "\n"))); err != nil {
			r.t.Error(err)
			return
		}
		if n%5 == 0 {
			<-clock.C
		}
	}
}

func (r *rsyslog) rotate() {
	out, err := exec.Command("logrotate", "-f", "-s", filepath.Join(r.dir, "state"), r.rotator).CombinedOutput()
	if err != nil {
		r.t.Errorf("logrotate: %v: %s", err, out)
	}
}

func (r *rsyslog) stop() {
	if r.daemon.ProcessState == nil {
		r.daemon.Process.Signal(syscall.SIGTERM)
		r.daemon.Wait()
	}
}

// onDisk counts the lines of the log and all that was rotated away.
func (r *rsyslog) onDisk(t *testing.T) *tally {
	count := &tally{}
	names, _ := filepath.Glob(r.log + "*")
	for _, name := range names {
		data, err := exec.Command("zcat", "-f", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			count.add([]byte(strings.TrimSuffix(line, "\n")))
		}
	}
	if count.Got == 0 || len(count.Bad) > 0 {
		t.Fatalf("on disk: %d lines; %v", count.Got, count.Bad)
	}
	return count
}
