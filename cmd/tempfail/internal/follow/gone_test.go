package follow

import (
	"os"
	"strings"
	"testing"
)

// TestLogThatWasMovedAwayIsTold: nobody can know how much was written to it.
func TestLogThatWasMovedAwayIsTold(t *testing.T) {
	p := newPaper(t)
	p.write("mail.log")
	p.follow("mail.log")
	p.once("the start")
	p.must(os.Mkdir(p.path("old"), 0o700))
	p.rename("mail.log", "old/mail.log.1")
	p.write("mail.log")
	p.follow("mail.log")
	p.once("a restart")
	if !strings.Contains(p.told.String(), "tempfail analyze reads it") {
		t.Errorf("nothing is said of the log that was moved away: %s", &p.told)
	}
}
