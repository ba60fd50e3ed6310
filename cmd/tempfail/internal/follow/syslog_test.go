package follow

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"
)

func TestFrames(t *testing.T) {
	long := strings.Repeat("x", 3*maxFrame)
	tests := []struct {
		name, stream string
		want         []string
	}{
		{"newlines", "<22>one\n<22>two\n", []string{"<22>one", "<22>two"}},
		{"no newline at the end", "<22>one\n<22>two", []string{"<22>one", "<22>two"}},
		{"empty lines, NUL as the end", "\n\n<22>one\n\x00<22>two\n", []string{"<22>one", "<22>two"}},
		{"counted", "7 <22>one8 <22>two\n", []string{"<22>one", "<22>two"}},
		{"counted, with newlines between", "7 <22>one\n7 <22>two\n", []string{"<22>one", "<22>two"}},
		{"counted, a newline within", "11 <22>one\ntwo", []string{"<22>one two"}},
		{"both", "<22>one\n7 <22>two<22>three\n", []string{"<22>one", "<22>two", "<22>three"}},
		{"too long", long + "\n<22>two\n", []string{long[:maxFrame+1], "<22>two"}},
		{"too long, counted", fmt.Sprintf("%d %s7 <22>two", len(long), long), []string{long[:maxFrame+1], "<22>two"}},
		{"cut off within a count", "7 <22>one12", []string{"<22>one"}},
		{"cut off within a message", "7 <22>one12 <22>t", []string{"<22>one"}},
		{"no count", "7 <22>one12345678901234567890 x", []string{"<22>one"}},
		{"dated, without a PRI", "2026-11-30T12:00:00Z mx a: b\n7 <22>two2026-11-30T12:00:01Z mx a: b\n", []string{"2026-11-30T12:00:00Z mx a: b", "<22>two", "2026-11-30T12:00:01Z mx a: b"}},
		{"a year and no more", "2026", nil},
		{"GET", "1GET / HTTP/1.1\n", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFrames(iotest.OneByteReader(strings.NewReader(test.stream)))
			var got []string
			for {
				msg, err := f.next()
				if err != nil {
					break
				}
				line := []byte(strings.TrimSuffix(string(msg), "\n"))
				flatten(line)
				got = append(got, string(line))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %.200q, want %.200q", got, test.want)
			}
		})
	}
}

// TestMessagesAreParsed takes a delivery in every dress in which syslog sends
// it: the parser finds the same event.
func TestMessagesAreParsed(t *testing.T) {
	const body = "07FA552: to=<someone@example.com>, relay=mx.example.net[192.0.2.7]:25, delay=1, delays=0/0/0/0, dsn=4.2.0, status=deferred (host mx.example.net[192.0.2.7] said: 451 4.2.0 later (in reply to RCPT TO command))"
	came := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, msg := range []string{
		"<22>Nov 23 12:00:00 out postfix/smtp[169]: " + body,
		"<22>Nov  3 12:00:00 out postfix/smtp[169]: " + body,
		"<22>Nov 23 12:00:00 postfix/smtp[169]: " + body,
		"<22>postfix/smtp[169]: " + body,
		"postfix/smtp[169]: " + body,
		"<22>2026-11-23T12:00:00.000000+00:00 out postfix/smtp[169]: " + body,
		"<22>1 2026-11-23T12:00:00.000000+00:00 out postfix/smtp 169 - - " + body,
		"<22>1 - - postfix/smtp 169 - - " + body,
		"<22>Nov 23 12:00:00 out postfix/smtp[169]: " + body + "\n\x00",
	} {
		line := appendMessage(nil, []byte(msg), came)
		events := newEvents(t)
		if got := events.of(line[:len(line)-1]); !strings.Contains(got, "07FA552 someone@example.com") {
			t.Errorf("%s\nbecame %snot an event: %q", msg, line, got)
		}
	}
}

func TestListen(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "log")
	f, err := Open(t.Context(), Options{Listen: []string{"udp://127.0.0.1:0", "tcp://127.0.0.1:0", "unix://" + socket}}, nil)
	if err == nil {
		f.Close()
		f, err = Open(t.Context(), Options{Listen: []string{"unix://" + socket}}, nil) // the old socket is in the way of nobody
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	send(t, "unixgram", socket, "<22>Nov 23 12:00:00 mail postfix/smtp[1]: hello\n")
	if got := next(t, f); !slices.Equal(got, []string{"<22>Nov 23 12:00:00 mail postfix/smtp[1]: hello"}) {
		t.Errorf("got %q", got)
	}
}

// TestASocketInUseIsLeftAlone: what others listen at is theirs, whatever kind
// of socket it is; what a process that was killed has left is removed.
func TestASocketInUseIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	datagrams, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dir, "log")})
	if err != nil {
		t.Fatal(err)
	}
	stream, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, "stream")})
	if err != nil {
		t.Fatal(err)
	}
	stream.SetUnlinkOnClose(false)
	for place, theirs := range map[string]io.Closer{filepath.Join(dir, "log"): datagrams, filepath.Join(dir, "stream"): stream} {
		options := Options{Listen: []string{"unix://" + place}}
		f, err := Open(t.Context(), options, nil)
		if err == nil {
			f.Close()
			t.Errorf("%s was taken", place)
		} else if !strings.Contains(err.Error(), place) || !strings.Contains(err.Error(), "choose another address") {
			t.Errorf("%v: no address, or no next step", err)
		}
		if _, err := os.Lstat(place); err != nil {
			t.Errorf("%s is gone: %v", place, err)
		}
		theirs.Close()
		if f, err = Open(t.Context(), options, nil); err != nil {
			t.Fatalf("left behind: %v", err)
		}
		f.Close()
		if _, err := os.Lstat(place); err == nil {
			t.Errorf("%s is still there after the end", place)
		}
	}
}

// TestSenders has many senders at once; one of them sends no syslog.
func TestSenders(t *testing.T) {
	for _, network := range []string{"tcp", "udp"} {
		t.Run(network, func(t *testing.T) {
			address := freeAddress(t, network)
			f, err := Open(t.Context(), Options{Listen: []string{network + "://" + address}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if network == "tcp" {
				send(t, network, address, "9999999999999 no syslog")
			}
			const senders, lines = 8, 50
			for s := range senders {
				go func() {
					conn, err := net.Dial(network, address)
					if err != nil {
						t.Error(err)
						return
					}
					defer conn.Close()
					for n := range lines {
						io.WriteString(conn, numbered(s*lines+n))
					}
				}()
			}
			count := &tally{}
			for count.Got < senders*lines && len(count.Bad) == 0 {
				for _, line := range next(t, f) {
					count.add([]byte(line))
				}
			}
			count.check(t, senders*lines)
		})
	}
}

func freeAddress(t *testing.T, network string) string {
	if network == "udp" {
		conn, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.LocalAddr().String()
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func send(t *testing.T, network, address, text string) {
	t.Helper()
	conn, err := net.Dial(network, address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
}

func TestListenErrors(t *testing.T) {
	for _, address := range []string{"514", "smtp://127.0.0.1:25", "udp://nowhere.invalid:1x", "tcp://127.0.0.1:99999"} {
		f, err := Open(t.Context(), Options{Listen: []string{address}}, nil)
		if err == nil {
			f.Close()
			t.Errorf("%s: listening", address)
			continue
		}
		if !strings.Contains(err.Error(), address) || !strings.Contains(err.Error(), ";") {
			t.Errorf("%v: no address, or no next step", err)
		}
	}
}

// shortOfFiles is a listener to which the first sender comes while the process
// has no descriptor left (accept(2), EMFILE).
type shortOfFiles struct {
	net.Listener
	told bool
}

func (l *shortOfFiles) Accept() (net.Conn, error) {
	if !l.told {
		l.told = true
		return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", syscall.EMFILE)}
	}
	return l.Listener.Accept()
}

// TestListenerOutlivesShortage: senders are accepted again when there are
// descriptors.
func TestListenerOutlivesShortage(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &Follower{options: Options{Log: slog.New(slog.DiscardHandler)}, wake: make(chan struct{}, 1)}
	in := f.newInbox("tcp", KindSyslog)
	ended := make(chan error, 1)
	go func() { ended <- f.accept(&shortOfFiles{Listener: l}, in, &conns{open: map[net.Conn]bool{}}) }()
	select {
	case err := <-ended:
		t.Errorf("it ended for good: %v", err)
	case <-time.After(2 * acceptAgain):
	}
	l.Close()
}
