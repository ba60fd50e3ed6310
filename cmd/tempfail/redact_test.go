package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fullMailbox is the log of a host without room for the mail of somebody whom
// it calls by his address, his mailbox and his name.
func fullMailbox() string {
	var log strings.Builder
	for i := range 200 {
		fmt.Fprintf(&log, "Mar  2 10:%02d:%02d h postfix/local[2]: A%05d: to=<bob.secretname@h.test>, orig_to=<bob.secretname>, relay=local, delay=1, delays=0/0/0/1, dsn=4.2.0, "+
			"status=deferred (cannot update mailbox /var/mail/bob.secretname for user bob.secretname. unable to create lock file /var/mail/bob.secretname.lock: No space left on device)\n", i/60, i%60, i)
		fmt.Fprintf(&log, "Mar  2 10:%02d:%02d h postfix/pickup[3]: fatal: open /home/bob.secretname/mail: No space left on device\n", i/60, i%60)
		fmt.Fprintf(&log, "Mar  2 10:%02d:%02d h postfix/sendmail[4]: fatal: bob.secretname(1001): queue file write error\n", i/60, i%60)
	}
	return log.String()
}

// TestRedactLocalFaults: what a host says of its own faults names nobody, in
// any form.
func TestRedactLocalFaults(t *testing.T) {
	for _, format := range []string{"text", "json", "markdown", "html"} {
		status, out, said := tempfail(strings.NewReader(fullMailbox()), "analyze", "--redact", "--format", format, "-")
		if status != statusDone || !strings.Contains(out, "No space left on device") || !strings.Contains(out, "queue file write error") {
			t.Errorf("%s: status %d, %s%s", format, status, out, said)
		}
		if i := strings.Index(out, "secretname"); i >= 0 {
			t.Errorf("%s tells who it is: %s", format, out[max(0, i-200):i+20])
		}
	}
}

// TestServeHidesLocalFaults: nor does serve, unless it is told to.
func TestServeHidesLocalFaults(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mail.log")
	if err := os.WriteFile(log, []byte(fullMailbox()), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startServe(t, "--log", log, "--show-addresses=false")
	waitFor(t, "the log", func() bool { return strings.Contains(s.get(t, "/api/report"), `"lines": 600,`) })
	for _, path := range []string{"/", "/api/report", "/metrics"} {
		if page := s.get(t, path); strings.Contains(page, "secretname") {
			t.Errorf("%s tells who it is", path)
		}
	}
}
