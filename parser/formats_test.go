package parser

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestNewNamesTheKnownMTAs(t *testing.T) {
	for _, name := range append(MTAs(), "") {
		if _, err := New(Options{MTA: name}); err != nil {
			t.Errorf("MTA %q: %v", name, err)
		}
	}
	_, err := New(Options{MTA: "pigeon"})
	if err == nil {
		t.Fatal("an unknown MTA was accepted")
	}
	for _, name := range MTAs() {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%q does not name %q", err, name)
		}
	}
}

func TestParseResults(t *testing.T) {
	tests := []struct {
		raw  string
		want Result
	}{
		{"Nov 23 12:26:25 out postfix/qmgr[1]: A1B2C3D: removed", Found},
		{"Nov 23 12:26:25 out postfix/smtpd[1]: connect from localhost[127.0.0.1]", Silent},
		{"Nov 23 12:26:25 out sshd[1]: Connection closed", Foreign},
		{"Nov 23 12:26:25 out last message repeated 3 times", Foreign},
		{"last message repeated 3 times", Foreign},
		{"A1B2C3D: removed", Found},
		{"2026-01-28T16:04:06Z stdout P postfix/qmgr[1]: A1B2C3D: re", Silent},
		{"2026-01-28T16:04:06Z stdout F moved", Found},
		{"", Foreign},
	}
	p := newParser(t)
	for _, tt := range tests {
		var ev Event
		if got := p.Parse([]byte(tt.raw), &ev); got != tt.want {
			t.Errorf("%q is %v, want %v", tt.raw, got, tt.want)
		}
	}
}

func TestRepeatsAreCounted(t *testing.T) {
	var ev Event
	raw := "Nov 23 12:26:25 out postfix/qmgr[1]: message repeated 4 times: [ A1B2C3D: removed]"
	if r := newParser(t).Parse([]byte(raw), &ev); r != Found || ev.Kind != Removed || ev.Count != 4 {
		t.Errorf("%v, kind %v, count %d", r, ev.Kind, ev.Count)
	}
}

// newParser reads UTC logs of 2026.
func newParser(t testing.TB) Parser {
	t.Helper()
	p, err := New(Options{Location: time.UTC, Date: Date{Year: 2026}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// captures are the logs of real servers kept beside the repository, the same
// run in several envelopes.
func captures(t testing.TB, pattern string) []string {
	t.Helper()
	dirs, _ := filepath.Glob("../../shared/lab/out/" + pattern)
	if len(dirs) == 0 {
		t.Skip("../../shared/lab is not there: the captures of real servers are not compared")
	}
	return dirs
}

// TestCapturesAgree reads each run of a real Postfix in the envelopes it was
// logged in: the events must be the same. RFC 5424 senders cut the service off
// the tag, and some warnings are local faults of one service only: they are
// not compared.
func TestCapturesAgree(t *testing.T) {
	compared := 0
	for _, dir := range captures(t, "postfix-*") {
		want := eventsOf(t, filepath.Join(dir, "maillog"))
		if len(want) == 0 {
			continue // the run was logged elsewhere: by postlogd or the journal
		}
		compared++
		for _, name := range []string{"maillog.rfc3339", "maillog.json"} {
			compareEvents(t, dir, name, want)
		}
		compareEvents(t, dir, "maillog.rfc5424", want, LocalFault.String())
	}
	if compared < 10 {
		t.Errorf("only %d captures hold events", compared)
	}
}

// TestJournalAgrees reads one run in every output format of journalctl that
// has a line for a message. "cat" leaves the tag out, so what has no queue ID
// is nobody's.
func TestJournalAgrees(t *testing.T) {
	dir := captures(t, "postfix-mini_journald")[0]
	want := eventsOf(t, filepath.Join(dir, "journal.short"))
	if len(want) == 0 {
		t.Fatalf("%s: no events", dir)
	}
	for _, name := range []string{"json", "json-fields", "short-full", "short-iso", "short-precise", "short-unix", "with-unit"} {
		compareEvents(t, dir, "journal."+name, want)
	}
	compareEvents(t, dir, "journal.cat", want, `id=""`)
}

// compareEvents reads a log and wants its events, but for those that hold one
// of the words.
func compareEvents(t *testing.T, dir, name string, want []string, but ...string) {
	t.Helper()
	left := func(events []string) []string {
		return slices.DeleteFunc(slices.Clone(events), func(e string) bool {
			return slices.ContainsFunc(but, func(word string) bool { return strings.Contains(e, word) })
		})
	}
	path := filepath.Join(dir, name)
	got := left(eventsOf(t, path))
	want = left(want)
	if len(got) != len(want) {
		t.Errorf("%s: %d events, want %d", path, len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("%s: event %d\n got  %s\n want %s", path, i, got[i], want[i])
			return
		}
	}
}

// eventsOf lists a log's events without what differs by envelope: the time's
// fraction and zone, the host, and the service.
func eventsOf(t *testing.T, path string) (events []string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := newParser(t)
	for raw := range bytes.Lines(text) {
		var ev Event
		if p.Parse(bytes.TrimSuffix(raw, []byte("\n")), &ev) == Found {
			events = append(events, fmt.Sprintf("%v %v x%d id=%q old=%q child=%q mid=%q from=%q to=%q orig=%q relay=%q delays=%v dsn=%v reply=%q size=%d rcpts=%d local=%q",
				ev.Kind, ev.Status, ev.Count, ev.QueueID, ev.OldQueueID, ev.ChildID, ev.MessageID, ev.Sender, ev.Recipient, ev.OrigTo,
				ev.Relay.Host, ev.Delays, ev.DSN, ev.Reply.Text, ev.Size, ev.Rcpts, ev.Local.Text))
		}
	}
	return events
}
