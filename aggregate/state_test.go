package aggregate_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

// TestState saves in the middle of every capture and goes on with what was
// restored: the snapshot must be the same to the byte, and so must a state
// saved again; also where tables are full.
func TestState(t *testing.T) {
	for about, o := range map[string]aggregate.Options{"": {}, ", full": {Names: 10, Replies: 3, Spells: 20}} {
		for _, name := range stored(t) {
			t.Run(name+about, func(t *testing.T) {
				t.Parallel()
				restart(t, openStored(t, name), o)
			})
		}
	}
}

func restart(t *testing.T, c *capture, o aggregate.Options) {
	t.Helper()
	lines := c.lines(t, "log")
	a := aggregate.New(o)
	c.add(t, a, lines[:len(lines)/2])
	saved := state(t, a)
	b := aggregate.New(o)
	if err := b.Restore(saved); err != nil {
		t.Fatal(err)
	}
	if string(state(t, b)) != string(saved) {
		t.Error("a state restored and saved again differs")
	}
	c.add(t, a, lines[len(lines)/2:])
	c.add(t, b, lines[len(lines)/2:])
	want, got := picture(t, a.Snapshot(time.Time{})), picture(t, b.Snapshot(time.Time{}))
	if got != want {
		t.Errorf("after a restart the snapshot differs: %s", firstDifference(got, want))
	}
}

func state(t testing.TB, a *aggregate.Aggregator) []byte {
	t.Helper()
	var saved bytes.Buffer
	if err := a.Save(&saved); err != nil {
		t.Fatal(err)
	}
	return saved.Bytes()
}

// TestStateCannotBeWritten has the writer fail: Save must say so.
func TestStateCannotBeWritten(t *testing.T) {
	full := errors.New("disk full")
	if err := aggregate.New(aggregate.Options{}).Save(failing{full}); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}

type failing struct{ err error }

// Write implements io.Writer.
func (f failing) Write([]byte) (int, error) { return 0, f.err }

// FuzzState reads states that something has damaged.
func FuzzState(f *testing.F) {
	o := aggregate.Options{Classifier: parser.NewClassifier()}
	f.Add(state(f, aggregate.New(o)))
	a := aggregate.New(o)
	p, err := parser.New(parser.Options{Location: time.UTC, Date: parser.Date{Year: 2026, Month: time.November}})
	if err != nil {
		f.Fatal(err)
	}
	var ev parser.Event
	for line := range strings.Lines(`Nov 23 12:26:01 mx postfix/smtpd[1]: 4A1B2C3D4E: client=unknown[192.0.2.7]
Nov 23 12:26:01 mx postfix/qmgr[2]: 4A1B2C3D4E: from=<a@example.org>, size=900, nrcpt=1 (queue active)
Nov 23 12:26:02 mx postfix/smtp[3]: 4A1B2C3D4E: to=<b@example.com>, relay=mx.example.com[192.0.2.9]:25, delay=1, delays=0/0/1/0, dsn=4.3.0, status=deferred (host mx.example.com[192.0.2.9] said: 451 4.3.0 local error (in reply to RCPT TO command))
`) {
		if p.Parse([]byte(strings.TrimSuffix(line, "\n")), &ev) == parser.Found {
			a.Add(&ev)
		}
	}
	f.Add(state(f, a))
	f.Fuzz(func(t *testing.T, data []byte) {
		b := aggregate.New(o)
		if err := b.Restore(data); err == nil {
			b.Snapshot(time.Time{})
		}
	})
}
