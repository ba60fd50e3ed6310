package report

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
)

// TestHeadlineWords looks for words that must stand in a report, line breaks
// aside.
func TestHeadlineWords(t *testing.T) {
	for name, c := range map[string]struct {
		change func(s *aggregate.Snapshot)
		words  string
	}{
		"an error names its file once": {func(s *aggregate.Snapshot) {
			s.Input.Files = []aggregate.InputFile{{Name: "cut.gz", Lines: 1500, Error: "cut.gz: the gzip data ends too early"}}
		}, "UNREAD cut.gz: the gzip data ends too early; of its lines the first 1 500 count here"},
		"no first 0 lines": {func(s *aggregate.Snapshot) {
			s.Input.Files = []aggregate.InputFile{{Name: "mail.log"}, {Name: "gone", Error: "gone: no such file"}}
		}, "UNREAD gone: no such file; nothing of it counts here"},
		"recipients add up": {func(s *aggregate.Snapshot) {
			s.Totals = aggregate.Totals{Attempts: 9, Recipients: 10, Delivered: 1, Waiting: 2, BouncedRecipients: 3, Expired: 3, Removed: 1}
		}, "1 of 10 recipients delivered, 2 waiting, 3 bounced, 3 expired, 1 gone without an outcome"},
		"who expires": {func(s *aggregate.Snapshot) {}, "the first expires 7 Mar 07:04"},
		"who expired": {func(s *aggregate.Snapshot) {
			s.Input.Until = ptr(at("12:04").AddDate(0, 1, 0))
		}, "the first was to expire 7 Mar 07:04, and its end is not in the log"},
	} {
		s := demo()
		c.change(s)
		var b strings.Builder
		if err := Text(&b, s, Options{Width: 200, Unicode: true, Location: time.UTC}); err != nil {
			t.Fatal(err)
		}
		if text := regexp.MustCompile(`\s+`).ReplaceAllString(b.String(), " "); !strings.Contains(text, c.words) {
			t.Errorf("%s: no %q in\n%s", name, c.words, b.String())
		}
	}
}
