package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestNotify plays the service manager: it must be told of the start once,
// then of life and how it goes, and of the end.
func TestNotify(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "notify")
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer manager.Close()
	t.Setenv("NOTIFY_SOCKET", socket)
	t.Setenv("WATCHDOG_USEC", "100000")
	told := &lockedBuffer{}
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := manager.Read(buf)
			if err != nil {
				return
			}
			told.Write(append(buf[:n:n], '\n'))
		}
	}()
	log := filepath.Join(t.TempDir(), "mail.log")
	hostile := time.Now().UTC().Format(time.RFC3339) + " mx postfix/smtp[7]: 4AAAA: to=<u@example.com>, relay=none, delay=1, delays=0/0/0/1, dsn=4.0.0, status=deferred (later\x1b[2J)\n"
	if err := os.WriteFile(log, []byte(hostile), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startServe(t, "--log", log)
	waitFor(t, "signs of life", func() bool { return strings.Count(told.String(), "WATCHDOG=1\n") >= 3 })
	s.stop()
	waitFor(t, "the end", func() bool { return strings.Contains(told.String(), "STOPPING=1\n") })
	all := told.String()
	if strings.Count(all, "READY=1\n") != 1 || !strings.Contains(all, "STATUS=There is not enough mail to tell: 1 attempt") {
		t.Errorf("the manager was told:\n%s", all)
	}
}

func TestWatchdogOfAnotherProcess(t *testing.T) {
	t.Setenv("WATCHDOG_USEC", "100000")
	t.Setenv("WATCHDOG_PID", "1")
	if s := newService(); s.every != 0 {
		t.Errorf("signs of life every %s, though another process is watched", s.every)
	}
}
