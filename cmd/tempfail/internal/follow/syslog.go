package follow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// maxConns bounds the syslog senders connected at once.
	maxConns = 256

	// kernelBuffer is what the kernel is asked to hold of datagrams while
	// the lines before them are read.
	kernelBuffer = 8 << 20
)

// listen takes syslog at address:
//
//	udp://127.0.0.1:5514     RFC 3164, RFC 5424 (RFC 5426)
//	tcp://127.0.0.1:5514     the same, framed as in RFC 6587
//	unix:///run/tempfail.sock   datagrams, as on /dev/log
//
// Datagrams wait for nobody: when the lines before them are not fetched in
// time they are lost, and counted. A sender over TCP waits.
//
// Limit: nothing is encrypted, and every sender is believed; listen on
// addresses that only the mail server reaches.
func (f *Follower) listen(ctx context.Context, address string) error {
	network, place, ok := strings.Cut(address, "://")
	switch {
	case ok && network == "udp":
		return f.listenPackets(ctx, address, network, place)
	case ok && network == "unix":
		return f.listenPackets(ctx, address, "unixgram", place)
	case ok && network == "tcp":
		return f.listenStreams(ctx, address, place)
	}
	return fmt.Errorf("%q: not an address to listen at; use udp://127.0.0.1:5514, tcp://127.0.0.1:5514 or unix:///run/tempfail.sock", address)
}

func (f *Follower) listenPackets(ctx context.Context, address, network, place string) error {
	if network == "unixgram" {
		if err := removeSocket(place); err != nil {
			return listenError(address, err)
		}
	}
	var config net.ListenConfig
	conn, err := config.ListenPacket(ctx, network, place)
	if err != nil {
		return listenError(address, err)
	}
	if c, ok := conn.(interface{ SetReadBuffer(int) error }); ok {
		c.SetReadBuffer(kernelBuffer) // the system may give less
	}
	in := f.newInbox(address, KindSyslog)
	in.onStop = func() {
		conn.Close()
		if network == "unixgram" {
			removeSocket(place) // one that stays is no trouble
		}
	}
	f.running.Go(func() {
		in.end(in.readPackets(conn))
	})
	return nil
}

// removeSocket removes the socket that an earlier process left behind. One at
// which somebody listens, such as the syslog daemon at /dev/log, is theirs, and
// an error: whatever is sent would come here, and to nobody else.
func removeSocket(place string) error {
	if info, err := os.Lstat(place); err != nil || info.Mode()&os.ModeSocket == 0 {
		return nil
	}
	conn, err := net.Dial("unixgram", place)
	switch {
	case err == nil:
		conn.Close()
		return syscall.EADDRINUSE
	case !errors.Is(err, syscall.ECONNREFUSED):
		return err
	}
	return os.Remove(place)
}

func listenError(address string, err error) error {
	next := "choose another address, such as udp://127.0.0.1:5514 or unix:///run/tempfail.sock"
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		next = "see ss -lntuxp for who does, and choose another address"
	case errors.Is(err, syscall.EACCES):
		next = "choose another address: ports below 1024 are root's, and a socket needs a directory that may be written to"
	}
	return fmt.Errorf("cannot listen at %s: %w; %s", address, err, next)
}

func (in *inbox) readPackets(conn net.PacketConn) error {
	packet, line := make([]byte, maxFrame+1), []byte(nil)
	for {
		n, _, err := conn.ReadFrom(packet)
		if err != nil {
			return err
		}
		if n > 0 {
			line = appendMessage(line[:0], packet[:n], time.Now())
			in.offer(line)
		}
	}
}

func (f *Follower) listenStreams(ctx context.Context, address, place string) error {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", place)
	if err != nil {
		return listenError(address, err)
	}
	in := f.newInbox(address, KindSyslog)
	c := &conns{open: map[net.Conn]bool{}}
	in.onStop = func() {
		l.Close()
		c.close()
	}
	f.running.Go(func() {
		in.end(f.accept(l, in, c))
	})
	return nil
}

// accept serves senders until l is closed. A sender that breaks the framing
// is disconnected; the others go on.
func (f *Follower) accept(l net.Listener, in *inbox, c *conns) error {
	for {
		conn, err := l.Accept()
		if scarce(err) {
			f.options.Log.Warn("a syslog sender cannot be accepted; trying again", "listener", in.name, "error", err)
			time.Sleep(acceptAgain)
			continue
		}
		if err != nil {
			return err
		}
		if !c.add(conn) {
			f.options.Log.Warn("too many syslog senders at once, one was turned away", "listener", in.name, "limit", maxConns)
			conn.Close()
			continue
		}
		f.running.Go(func() {
			defer c.remove(conn)
			if err := in.readFrames(conn); err != nil && !c.closed() {
				f.options.Log.Warn("a syslog sender was disconnected", "sender", conn.RemoteAddr(), "error", err)
			}
		})
	}
}

func (in *inbox) readFrames(conn io.Reader) error {
	frames, line := newFrames(conn), []byte(nil)
	for {
		msg, err := frames.next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		line = appendMessage(line[:0], msg, time.Now())
		if err := in.put(line, ""); err != nil {
			return err
		}
	}
}

// conns are the connections of a listener.
type conns struct {
	mu    sync.Mutex
	open  map[net.Conn]bool
	ended bool
}

func (c *conns) add(conn net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended || len(c.open) == maxConns {
		return false
	}
	c.open[conn] = true
	return true
}

func (c *conns) remove(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	conn.Close()
	delete(c.open, conn)
}

func (c *conns) closed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}

func (c *conns) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	for conn := range c.open {
		conn.Close()
	}
}

// acceptAgain is how long a listener waits for files or memory to be free.
const acceptAgain = 100 * time.Millisecond

// scarce tells whether an error is of what this host is short of, for now.
func scarce(err error) bool {
	for _, short := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM} {
		if errors.Is(err, short) {
			return true
		}
	}
	return false
}
