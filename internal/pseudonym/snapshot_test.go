package pseudonym

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
)

// fill puts text into every string of v that may be told in words.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type() != reflect.TypeFor[time.Time]() {
				fill(v.Field(i), text)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), text)
		}
	}
}

// TestSnapshot hides an address wherever one may be, and leaves the snapshot
// that it was given as it was.
func TestSnapshot(t *testing.T) {
	const address = "first.last+tag@example.com"
	var s aggregate.Snapshot
	fill(reflect.ValueOf(&s).Elem(), "450 <"+address+">: first.last over quota")
	s.Waiting[0].Sender, s.Waiting[0].Recipient, s.Findings[0].Person = address, address, "first.last"
	s.LocalFaults[0].Sample = "open /home/first.last/x for user first.last and " + address // whom it is about is not known
	s.Input.Samples[0] = aggregate.Sample{Text: "for " + address}                          // likewise
	s.SampleTo = map[string]string{s.Replies[0].Sample: address}
	names := []*string{ // of hosts, domains, queue IDs: what a log cannot choose freely, or that has no @
		&s.Waiting[0].QueueID, &s.Waiting[0].Destination, &s.Limits[0].Name, &s.Limits[0].Says,
	}
	for _, name := range names {
		*name = "name"
	}
	for _, rows := range []*[]aggregate.Row{&s.Destinations, &s.Providers, &s.Senders} {
		*rows = nil
	}
	s.Input.Files, s.Input.Programs, s.Input.Hosts, s.LocalFaults[0].Trouble, s.LocalFaults[0].Strength = nil, nil, nil, "", ""
	s.Findings[0].Scope.Kind, s.Findings[0].Evidence[0].Name, s.Findings[0].Against[0].Name = "", "", ""
	s.Replies[0].Enhanced, s.Refused[0].Enhanced = "", ""
	before, err := json.Marshal(&s)
	if err != nil {
		t.Fatal(err)
	}
	hidden := New().Snapshot(&s)
	out, err := json.Marshal(hidden)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"first", ".last", "tag@"} {
		if strings.Contains(string(out), secret) {
			t.Errorf("%q is still there: %s", secret, out)
		}
	}
	if w := hidden.Waiting[0]; !strings.HasSuffix(w.Recipient, "@example.com") || !strings.Contains(w.LastReply, w.Recipient) {
		t.Errorf("%s is not who it was in %q", w.Recipient, w.LastReply)
	}
	if after, _ := json.Marshal(&s); string(after) != string(before) {
		t.Error("the snapshot itself was changed")
	}
}
