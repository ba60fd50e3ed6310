package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"tempfail/aggregate"
	"tempfail/internal/printable"
)

func decoded(t *testing.T, s *aggregate.Snapshot, o Options) map[string]any {
	t.Helper()
	var b bytes.Buffer
	if err := JSON(&b, s, o); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(b.Bytes(), []byte("}\n")) || !bytes.HasPrefix(b.Bytes(), []byte("{\n \"schema\"")) {
		t.Errorf("not indented by a blank, or no newline at the end:\n%.80s", b.String())
	}
	var m map[string]any
	if err := json.Unmarshal(b.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// contract are the keys that other programs rely on.
var contract = map[string]string{
	"":             "schema answer input totals findings destinations providers senders causes replies local_faults refused waiting timeline limits",
	"answer":       "side says",
	"input":        "files bytes lines found silent foreign malformed from until",
	"files":        "name mta bytes lines",
	"totals":       "messages recipients attempts sent deferred bounced expired replies_451 not_attempted refused_inbound waiting",
	"replies":      "code enhanced cause fault origin attempts destinations template sample",
	"destinations": "name provider attempts sent deferred bounced expired replies_451 waiting verdict recovery",
	"recovery":     "deferred_recipients delivered given_up waiting p50_seconds p90_seconds",
	"providers":    "name attempts sent deferred bounced expired replies_451 waiting verdict recovery destinations",
	"findings":     "verdict fault cause scope since until ongoing attempts failed recipients destinations waiting confidence evidence against advice samples",
	"scope":        "kind name",
	"evidence":     "name value threshold says",
	"waiting":      "queue_id sender recipient since attempts last_reply",
}

func TestJSONKeepsTheContract(t *testing.T) {
	seen := map[string]bool{}
	var check func(name string, v any)
	check = func(name string, v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				check(name, e)
			}
		case map[string]any:
			seen[name] = true
			for _, key := range strings.Fields(contract[name]) {
				if _, ok := v[key]; !ok {
					t.Errorf("%q lacks %q", name, key)
				}
			}
			for key, e := range v {
				check(key, e)
			}
		}
	}
	check("", decoded(t, demo(), Options{}))
	for name := range contract {
		if !seen[name] {
			t.Errorf("the demo has no %q to check", name)
		}
	}
}

// TestJSONIsTheSnapshot: written bit by bit, it is what encoding/json makes of
// the whole.
func TestJSONIsTheSnapshot(t *testing.T) {
	for _, s := range []*aggregate.Snapshot{demo(), healthy(), hostile(), {}} {
		var got, want bytes.Buffer
		e := printable.NewEncoder(&want)
		e.SetIndent("", " ")
		if err := errors.Join(JSON(&got, s, Options{}), e.Encode(complete(*s, 0))); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("got\n%s\nwant\n%s", &got, &want)
		}
	}
}

func TestJSONHasNoNullList(t *testing.T) {
	m := decoded(t, &aggregate.Snapshot{Findings: []aggregate.Finding{{}}}, Options{})
	lists := []any{m["input"].(map[string]any)["files"], m["timeline"].(map[string]any)["buckets"]}
	for _, key := range []string{"findings", "destinations", "providers", "senders", "causes", "replies", "local_faults", "refused", "waiting", "limits"} {
		lists = append(lists, m[key])
	}
	for _, key := range []string{"evidence", "against", "advice", "samples"} {
		lists = append(lists, m["findings"].([]any)[0].(map[string]any)[key])
	}
	for i, l := range lists {
		if _, ok := l.([]any); !ok {
			t.Errorf("list %d is %v, want []", i, l)
		}
	}
}

func TestJSONTop(t *testing.T) {
	s := demo()
	if n := len(decoded(t, s, Options{})["destinations"].([]any)); n != len(s.Destinations) {
		t.Errorf("without Top %d destinations, want all %d", n, len(s.Destinations))
	}
	m := decoded(t, s, Options{Top: 2})
	for key, want := range map[string]int{"destinations": 2, "waiting": 2, "replies": 2, "providers": 2, "findings": len(s.Findings)} {
		if n := len(m[key].([]any)); n != want {
			t.Errorf("with Top 2: %d %s, want %d", n, key, want)
		}
	}
	if len(s.Destinations) != len(demo().Destinations) {
		t.Error("cutting the list changed the snapshot")
	}
}

func TestJSONSaysWhatItCannotWrite(t *testing.T) {
	s := demo()
	s.Findings[0].Evidence[0].Value = math.NaN()
	if err := JSON(&bytes.Buffer{}, s, Options{}); err == nil {
		t.Error("a value that JSON does not know made no error")
	}
}
