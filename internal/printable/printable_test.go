package printable

import "testing"

func TestString(t *testing.T) {
	for in, want := range map[string]string{
		"plain\ttext é":             "plain\ttext é",
		"\x1b[2J\x07":               `\x1b[2J\x07`,
		"a\u202eb\u200b":            `a\u202eb\u200b`,
		"\xff\xc3":                  `\xff\xc3`,
		"\u009b":                    `\u009b`,
		"\U000e0041":                `\U000e0041`, // not \ue004 and a 1
		"x\ufe0f":                   `x\ufe0f`,
		"e\u0301\u0302":             "e\u0301\u0302",
		"e\u0301\u0302\u0303\u0304": "e\u0301\u0302\u0303" + `\u0304`,
		"\u0301e":                   `\u0301e`,
		`\t`:                        `\t`,
	} {
		if got := String(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if got := String([]byte(in)); got != want {
			t.Errorf("bytes of %q: %q, want %q", in, got, want)
		}
	}
}
