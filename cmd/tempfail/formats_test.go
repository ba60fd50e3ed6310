package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tempfail/parser"
)

// TestFormatsTable holds the README's table of mail servers to the code, from
// which -update writes it.
func TestFormatsTable(t *testing.T) {
	const name, begin, end = "../../README.md", "<!-- formats: written by go test ./cmd/tempfail -run FormatsTable -update -->\n", "<!-- end of formats -->\n"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	old, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has lost the marks of its table", name)
	}
	table := formatsTable(parser.Formats())
	if *update {
		if err := os.WriteFile(name, []byte(before+begin+table+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(old, table); diff != "" {
		t.Errorf("the table is not that of the code; go test ./cmd/tempfail -run FormatsTable -update\n-README +code:\n%s", diff)
	}
}

func formatsTable(formats []parser.About) string {
	var b strings.Builder
	b.WriteString("\n| | `--mta` | what is read | size | relay | reply | end | joins | what its log does not tell |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, f := range formats {
		joins := "no"
		if f.Joins {
			joins = "yes"
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s | %s | %s | %s | %s | %s |\n", f.Title, f.MTA, f.Reads, f.Size, f.Relay, f.Reply, f.End, joins, f.Misses)
	}
	b.WriteString("\n")
	return b.String()
}

// TestFormatsAreDescribed wants words for every format, and lines of each in
// testdata.
func TestFormatsAreDescribed(t *testing.T) {
	told := map[string]bool{parser.Auto: true}
	for _, f := range parser.Formats() {
		told[f.MTA] = true
		for what, text := range map[string]string{"title": f.Title, "reads": f.Reads, "size": f.Size, "relay": f.Relay, "reply": f.Reply, "end": f.End} {
			if text == "" {
				t.Errorf("%s: no %s", f.MTA, what)
			}
		}
		if files, err := os.ReadDir("../../testdata/" + f.MTA); err != nil || len(files) == 0 {
			t.Errorf("%s: no lines in testdata (%v)", f.MTA, err)
		}
	}
	for _, mta := range parser.MTAs() {
		if !told[mta] {
			t.Errorf("nothing says what %s tells", mta)
		}
	}
}
