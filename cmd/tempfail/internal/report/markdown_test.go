package report

import "testing"

func TestProseInMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"run `tempfail trace @example.com`; then wait": "run `tempfail trace @example.com`; then wait",
		"`df -h` and `df -i` on it":                    "`df -h` and `df -i` on it",
		"write to a@example.com #1":                    "write to `a@example.com` `#1`",
		"a ` alone and `an open one":                   "a \\` alone and \\`an open one",
		"``` fence":                                    "\\`\\`\\` fence",
		"`a|b` in *a* cell":                            "`a\\x7cb` in \\*a\\* cell",
		"`x`@all":                                      "`\\x60x\\x60@all`",
	} {
		if got := new(markdownPainter).prose(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
