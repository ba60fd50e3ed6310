package printable

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestJSON(t *testing.T) {
	for in, want := range map[string]string{
		"plain é 漢 \u0301": "\"plain é 漢 \u0301\"",
		"\u009b31m":        `"\u009b31m"`,
		"\x7f\u0085":       `"\u007f\u0085"`,
		"a\u202eb\u200b":   `"a\u202eb\u200b"`,
		"\U000e0041x":      `"\udb40\udc41x"`,
		"\x1b[2J\n\t":      `"\u001b[2J\n\t"`,
	} {
		var b bytes.Buffer
		enc := NewEncoder(&b)
		enc.SetIndent("", " ")
		if err := enc.Encode(in); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(b.String(), "\n"); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
		var back string
		if err := json.Unmarshal(b.Bytes(), &back); err != nil || back != in {
			t.Errorf("%q came back as %q, %v", in, back, err)
		}
	}
}
