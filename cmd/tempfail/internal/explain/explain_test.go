package explain

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"tempfail/parser"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each testdata/*.txt holds replies, one a line; next to it lie the answers
// for people and for programs.
func TestGolden(t *testing.T) {
	inputs, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(inputs) == 0 {
		t.Fatalf("no replies in testdata: %v", err)
	}
	e := New()
	for _, input := range inputs {
		data, err := os.ReadFile(input)
		if err != nil {
			t.Fatal(err)
		}
		var text, lines bytes.Buffer
		for reply := range strings.Lines(string(data)) {
			a := e.Explain(strings.TrimSuffix(reply, "\n"))
			if err := a.WriteText(&text); err != nil {
				t.Fatal(err)
			}
			text.WriteByte('\n')
			object, err := json.Marshal(a)
			if err != nil {
				t.Fatal(err)
			}
			lines.Write(append(object, '\n'))
		}
		golden(t, strings.TrimSuffix(input, ".txt")+".golden", text.Bytes())
		golden(t, strings.TrimSuffix(input, ".txt")+".json.golden", lines.Bytes())
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update, then look at the difference); got\n%s", name, got)
	}
}

func TestContract(t *testing.T) {
	a := New().Explain("host mx.example.net[192.0.2.9] said: 450 4.2.0 Greylisted (in reply to RCPT TO command)")
	object, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(object, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"code": 450.0, "enhanced": "4.2.0", "origin": "remote", "phase": "rcpt", "cause": "greylist", "fault": "policy",
		"matched": "greylist", "provider": "", "confidence": 0.95}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s = %v, want %v", name, got[name], value)
		}
	}
	for _, name := range []string{"reply", "advice"} {
		if got[name] == nil {
			t.Errorf("no %s in %s", name, object)
		}
	}
}

func TestBareCodesAreNotOverrated(t *testing.T) {
	e := New()
	for _, text := range []string{"451", "4.7.1", "451 4.7.1", "421", "421 4.7.0", "450 4.7.1", "499", "451 4.9.9", "5.9.9"} {
		if a := e.Explain(text); a.Confidence > 0.6 {
			t.Errorf("%q: confidence %v", text, a.Confidence)
		}
	}
	for text, want := range map[string]parser.Cause{"451": parser.CauseUnknown, "451 4.7.1": parser.CauseUnknown, "451 4.3.0": parser.RemoteError, "450 4.2.1": parser.MailboxUnavailable} {
		a := e.Explain(text)
		if a.Cause != want || len(a.CanBe) == 0 {
			t.Errorf("%q: %s, can be %v; want %s", text, a.Cause, a.CanBe, want)
		}
	}
}

func TestSharesAreSortedAndSumToAtMostOne(t *testing.T) {
	check := func(name string, shares []Share) {
		sum := 0.0
		for i, s := range shares {
			sum += s.Share
			if i > 0 && s.Share > shares[i-1].Share {
				t.Errorf("%s: %v is out of order", name, s)
			}
		}
		if sum > 1.005 {
			t.Errorf("%s: the shares sum to %v", name, sum)
		}
	}
	check("451", groupsOf451)
	for _, c := range countedReplies {
		check(c.enhanced, sharesOf(c.code, c.enhanced))
	}
}

func TestLoggedCode(t *testing.T) {
	tests := map[string]parser.Enhanced{
		"dsn=4.3.5, status=deferred": {Class: 4, Subject: 3, Detail: 5},
		"dsn=4.3":                    {Class: 4, Subject: 3},
		"dsn=4.x.1":                  {},
		"dsn=":                       {},
		"dsn=99999.1.1":              {},
		"no code":                    {},
	}
	for text, want := range tests {
		if got := loggedCode(text); got != want {
			t.Errorf("loggedCode(%q) = %v, want %v", text, got, want)
		}
	}
}

func FuzzExplain(f *testing.F) {
	f.Add("451 4.7.1 \x1b[31mtry again\u202e later \xff")
	f.Add("dsn=4.3.0 status=deferred (")
	e := New()
	f.Fuzz(func(t *testing.T, text string) {
		a := e.Explain(text)
		var out bytes.Buffer
		if err := a.WriteText(&out); err != nil {
			t.Fatal(err)
		}
		if len(a.Reply) > maxShown+20 || !utf8.ValidString(a.Reply) {
			t.Errorf("%d bytes: %q", len(a.Reply), a.Reply)
		}
		for _, r := range out.String() {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Errorf("%q is printed raw: %q", r, out.String())
			}
		}
	})
}
