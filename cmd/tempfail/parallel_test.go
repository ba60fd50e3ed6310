package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tempfail/aggregate"
)

// TestWorkersAgree reads one log with one worker and with several: the
// snapshot must be the same to the byte. The log is that of real runs, one
// after the other and again, so that it fills several parts and queue IDs
// come back.
func TestWorkersAgree(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mail.log")
	text := captures(t)
	const repeats = 12
	if err := os.WriteFile(log, bytes.Repeat(text, repeats), 0o600); err != nil {
		t.Fatal(err)
	}
	if size := repeats * len(text); size < 3*leastPart {
		t.Fatalf("%d bytes are too few parts of %d", size, leastPart)
	}
	want := snapshotBy(t, log, 1)
	for _, n := range []int{2, 8} {
		if got := snapshotBy(t, log, n); got != want {
			t.Errorf("%d workers: the snapshot differs from that of one at byte %d", n, differAt(got, want))
		}
	}
}

func snapshotBy(t *testing.T, log string, workers int) string {
	t.Helper()
	env := &environment{ctx: t.Context(), stdout: bufio.NewWriter(io.Discard), stderr: io.Discard,
		now: func() time.Time { return time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC) }}
	in := inputFlags{Files: []string{log}, Mta: "auto", NoProgress: true}
	r, err := in.open(env)
	if err != nil {
		t.Fatal(err)
	}
	defer r.set.Close()
	out, err := json.MarshalIndent(analyze(r, workers), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func captures(t *testing.T) []byte {
	t.Helper()
	names, err := filepath.Glob("../../testdata/captures/*.log.gz")
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	var all bytes.Buffer
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, z); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	return all.Bytes()
}

func differAt(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// TestLinesThatNeedEarlierOnes reads a CSV file of several blocks, whose
// columns only its first line names, and a log in which few lines need others.
func TestLinesThatNeedEarlierOnes(t *testing.T) {
	const rows = 30_000
	csv, mixed := &bytes.Buffer{}, &bytes.Buffer{}
	csv.WriteString("type,timeLogged,orig,rcpt,dsnStatus,dsnDiag,dsnMta,jobId,envId\n")
	for i := range rows {
		at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Second)
		fmt.Fprintf(csv, "d,%s,ann@example.com,u%d@example.org,2.0.0 (success),smtp;250 2.0.0 Ok: queued as 153053D8A1,mx1.example.org (192.0.2.25),NEWS,%d\n", at.Format(time.RFC3339), i, i)
		stamp := at.Format(time.Stamp) + " out "
		fmt.Fprintf(mixed, "%spostfix/smtpd[1]: connect from client.example.com[203.0.113.7], which says a lot so that the line is long\n", stamp)
		if i%3 == 0 { // the relay of a session is told once, and what failed then is not asked for elsewhere
			fmt.Fprintf(mixed, "%ssmtpd[2]: %016x mta connecting address=smtp://192.0.2.25:25 host=mx1.example.org\n", stamp, i+1)
		} else if i%3 == 2 {
			fmt.Fprintf(mixed, "%ssmtpd[2]: %016x mta error reason=BANNER rejected: 421 4.3.2 too many connections\n", stamp, i-1)
			fmt.Fprintf(mixed, "%ssmtpd[2]: %016x mta delivery evpid=%016x from=<ann@example.com> to=<u@example.org> rcpt=<-> source=\"198.51.100.10\" relay=\"192.0.2.25 (mx1.example.org)\" delay=0s result=\"TempFail\" stat=\"421 4.3.2 too many connections\"\n", stamp, i-1, i)
		}
	}
	for name, tt := range map[string]struct {
		text     []byte
		attempts int64
	}{"csv": {csv.Bytes(), rows}, "mixed": {mixed.Bytes(), rows / 3}} {
		log := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(log, tt.text, 0o600); err != nil {
			t.Fatal(err)
		}
		var s struct {
			Input  aggregate.Input
			Totals aggregate.Totals
		}
		text := snapshotBy(t, log, 4)
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			t.Fatal(err)
		}
		if s.Totals.Attempts != tt.attempts || s.Input.Silent+s.Input.Found+s.Input.Foreign+s.Input.Malformed == 0 || s.Input.Foreign > 0 {
			t.Errorf("%s: %+v, want %d attempts", name, s.Totals, tt.attempts)
		}
		if one := snapshotBy(t, log, 1); one != text {
			t.Errorf("%s: one worker sees something else", name)
		}
	}
}
