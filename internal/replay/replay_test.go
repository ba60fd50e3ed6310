package replay

import (
	"strings"
	"testing"
	"time"
)

const log = `Nov 23 12:26:22 out postfix/qmgr[1]: A: removed
Nov 23 12:26:24 out postfix/smtp[2]: B: to=<a@example.com>
Nov 23 12:26:23 out postfix/smtp[3]: C: to=<b@example.com>
Nov 23 12:26:24 out postfix/qmgr[1]: B: removed
`

func TestPlay(t *testing.T) {
	all, err := Read(strings.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	begin := time.Now()
	if err := Play(t.Context(), &b, all, 100); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines of 4:\n%s", len(lines), b.String())
	}
	var first, last time.Time
	for i, want := range []string{"A: removed", "C: to=<b@example.com>", "B: to=<a@example.com>", "B: removed"} {
		stamp, rest, _ := strings.Cut(lines[i], " ")
		at, err := time.Parse(time.RFC3339Nano, stamp)
		if err != nil || at.Before(last) || at.Before(begin.Truncate(time.Microsecond)) || at.Sub(begin) > time.Minute {
			t.Errorf("line %d is of %s, begun at %s (%v)", i, stamp, begin, err)
		}
		if last = at; i == 0 {
			first = at
		}
		if !strings.HasPrefix(rest, "out postfix/") || !strings.HasSuffix(rest, want) {
			t.Errorf("line %d is %q, want %q", i, rest, want)
		}
	}
	if took := last.Sub(first); took != 25*time.Millisecond {
		t.Errorf("2.5 s became %s at 100 times the speed", took)
	}
}

func TestReadTrouble(t *testing.T) {
	for text, says := range map[string]string{
		"Nov 23 12:26:22 out x\n2026-11-23T12:26:22Z out y": "line 2 begins with no stamp",
		"short": "line 1 is too short",
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
