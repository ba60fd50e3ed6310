package main

import (
	"net"
	"os"
	"strconv"
	"time"

	"tempfail/internal/printable"
)

// service tells a service manager how the program does, if there is one that
// asks: sd_notify(3), sd_watchdog_enabled(3).
type service struct {
	every time.Duration // between signs of life; 0: none are wanted
	last  time.Time
	said  string // the status told last
}

// newService reads what the manager wants. Half of its patience is kept in
// reserve.
func newService() *service {
	s := &service{}
	if pid := os.Getenv("WATCHDOG_PID"); pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return s
	}
	if usec, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64); err == nil && usec > 0 {
		s.every = time.Duration(usec) * time.Microsecond / 2
	}
	return s
}

// alive gives a sign of life when one is due.
func (s *service) alive(now time.Time) {
	if s.every > 0 && now.Sub(s.last) >= s.every {
		s.last = now
		s.tell("WATCHDOG=1")
	}
}

// status is what systemctl status shows.
func (s *service) status(sentence string) {
	if sentence != s.said {
		s.said = sentence
		s.tell("STATUS=" + printable.String(sentence))
	}
}

// tell sends a message. A manager that cannot be reached is not there.
func (s *service) tell(state string) {
	name := os.Getenv("NOTIFY_SOCKET")
	if name == "" {
		return
	}
	conn, err := net.Dial("unixgram", name)
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = conn.Write([]byte(state))
}
