package report

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"tempfail/aggregate"
)

func TestVisible(t *testing.T) {
	for _, c := range []struct{ in, want, ascii string }{
		{"plain ~ text", "plain ~ text", "plain ~ text"},
		{"\x1b[31m", `\x1b[31m`, `\x1b[31m`},
		{"a\r\n\tb\x00\x7f", `a\r\n\tb\x00\x7f`, `a\r\n\tb\x00\x7f`},
		{"\u0085\u009b", `\u0085\u009b`, `\u0085\u009b`},
		{"\u202e\u2066\u200b\u200d\ufeff\u00ad\u2028", `\u202e\u2066\u200b\u200d\ufeff\u00ad\u2028`, `\u202e\u2066\u200b\u200d\ufeff\u00ad\u2028`},
		{"\U000e0041\ue000\ufe0f\u115f", `\U000e0041\ue000\ufe0f\u115f`, `\U000e0041\ue000\ufe0f\u115f`},
		{"\xff\xc3(", `\xff\xc3(`, `\xff\xc3(`},
		{"\ufffd", "\ufffd", `\ufffd`},
		{"\u0301a\u0301\u0301\u0301\u0301", `\u0301a` + "\u0301\u0301\u0301" + `\u0301`, `\u0301a\u0301\u0301\u0301\u0301`},
		{"Zürich 漢字", "Zürich 漢字", `Z\u00fcrich \u6f22\u5b57`},
		{"a – b … “c”", "a – b … “c”", `a - b ... "c"`},
		{"a\u00a0b", "a b", "a b"},
	} {
		if got := visible(c.in, false); got != c.want {
			t.Errorf("visible(%q) = %q, want %q", c.in, got, c.want)
		}
		if got := visible(c.in, true); got != c.ascii {
			t.Errorf("visible(%q, ascii) = %q, want %q", c.in, got, c.ascii)
		}
	}
	if got := utf8.RuneCountInString(visible(strings.Repeat("é", 2*maxText), false)); got != maxText {
		t.Errorf("a long text is cut to %d runes, want %d", got, maxText)
	}
}

func TestWidthAndCut(t *testing.T) {
	for _, c := range []struct {
		in, cut string
		width   int
	}{
		{"example.com", "examp…", 11},
		{"漢字漢字", "漢字…", 8},
		{"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", "e\u0301e\u0301e\u0301e\u0301e\u0301…", 7},
		{"short", "short", 5},
	} {
		if got := width(c.in); got != c.width {
			t.Errorf("width(%q) = %d, want %d", c.in, got, c.width)
		}
		if got := cut(c.in, 6, "…"); got != c.cut {
			t.Errorf("cut(%q) = %q, want %q", c.in, got, c.cut)
		}
	}
}

// allowed tells what may leave the program: no control but the newline, no
// mark that changes the direction or hides.
func allowed(r rune) bool {
	return r == '\n' || !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) && r != '\u2028' && r != '\u2029'
}

func TestHostileContent(t *testing.T) {
	scene := func(s string) *aggregate.Snapshot {
		one := hostile()
		one.Answer.Says, one.Destinations[0].Name, one.Findings[0].Says = s, s, s
		one.Waiting[0].Recipient, one.Input.Hosts = s, []string{s}
		return one
	}
	var all strings.Builder
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			all.WriteRune(r)
		}
	}
	for _, s := range append(nasty, all.String(), string([]byte{0x80, 0x9b, 0xc2, 0xc0, 0xff})) {
		for name, draw := range map[string]drawing{"text": Text, "markdown": Markdown, "html": HTML} {
			for _, o := range []Options{{Top: 100}, {Top: 100, Unicode: true}, {Top: 100, Width: 40, Unicode: true}} {
				var got bytes.Buffer
				if err := draw(&got, scene(s), o); err != nil {
					t.Fatal(err)
				}
				if !utf8.Valid(got.Bytes()) {
					t.Errorf("%s of %q is no UTF-8", name, s)
				}
				for _, r := range got.String() {
					if !allowed(r) || !o.Unicode && name != "html" && r >= utf8.RuneSelf {
						t.Fatalf("%s of %q with %+v holds %q", name, s, o, r)
					}
				}
			}
		}
	}
}

// TestMarkdownIsInert reads the hostile report as a Markdown reader would:
// outside of code no character that is markup stands unescaped.
func TestMarkdownIsInert(t *testing.T) {
	var got bytes.Buffer
	if err := Markdown(&got, hostile(), Options{Unicode: true, Top: 100}); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(got.String(), "\n") {
		cells := strings.HasPrefix(line, "| ")
		for _, own := range []string{"### ", "## ", "# ", "  - ", "- ", "| "} {
			if rest, ok := strings.CutPrefix(line, own); ok {
				line = rest
				break
			}
		}
		prose := outsideCode(t, line)
		if label, rest, ok := strings.Cut(strings.TrimPrefix(prose, "**"), "** "); ok && strings.HasPrefix(prose, "**") {
			prose = label + rest
		}
		if cells {
			prose = strings.ReplaceAll(prose, "|", "")
		}
		if i := strings.IndexAny(prose, "`*_[]<>~&$@#|"); i >= 0 {
			t.Errorf("%q stands bare in %q", prose[i], prose)
		}
		if strings.Contains(prose, "://") || strings.Contains(strings.ToLower(prose), "www.") {
			t.Errorf("a link stands bare in %q", prose)
		}
	}
}

// outsideCode is line without its code spans and its escaped characters.
func outsideCode(t *testing.T, line string) string {
	t.Helper()
	var b strings.Builder
	code := false
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '`':
			code = !code
		case code:
			if line[i] == '|' {
				t.Errorf("a bar stands in code, and would end a cell: %q", line)
			}
		case line[i] == '\\':
			i++
		default:
			b.WriteByte(line[i])
		}
	}
	if code {
		t.Errorf("code is not closed in %q", line)
	}
	return b.String()
}

func TestCommandsAreHarmless(t *testing.T) {
	for _, s := range nasty {
		one := demo()
		one.Findings[0].Samples, one.Waiting[0].Recipient, one.Waiting[0].QueueID = []string{s}, s, s
		one.Input.Files[0].Name = s
		o := Options{ReadAs: []Flag{{"map", s}}}.withDefaults()
		p := &page{s: one, o: o, clock: newClock(one, o)}
		for _, command := range []string{p.explainStep(), p.traceStep(), p.sinceStep()} {
			bare, active := strings.TrimPrefix(command, "tempfail "), ";()#'\"`$\\!&|<>*?"
			if quoted, ok := strings.CutPrefix(command, "tempfail explain '"); ok {
				bare, active = strings.TrimSuffix(quoted, "'"), "'`\\!|"
			}
			if strings.ContainsAny(bare, active) || !harmless(bare) || strings.HasPrefix(bare, "-") {
				t.Errorf("a shell would take more than words from %q", command)
			}
		}
	}
}
