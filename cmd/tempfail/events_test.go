package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"testing"
	"time"
	"unicode/utf8"

	"tempfail/cmd/tempfail/internal/source"
	"tempfail/parser"
)

func hostileEvent() *eventRow {
	nasty := []byte("a\"b\\c\x00\x1b[2J\n\t\xff\xfe,;'\u202e\u009bé")
	return &eventRow{
		Event: &parser.Event{
			Kind: parser.Attempt, Status: parser.Deferred, Attempted: true, Count: 2, Time: time.Unix(1, 5e8).UTC(),
			Host: nasty, QueueID: nasty, Sender: nasty, Recipient: nasty, TLS: nasty, Size: 9,
			Relay:  parser.Relay{Host: nasty, IP: nasty, Port: 25},
			Delays: parser.Delays{Total: 1.5}, DSN: parser.Enhanced{Class: 4, Subject: 7, Detail: 1},
			Reply: parser.Reply{Code: 451, Text: nasty},
		},
		ln: &line{file: &source.File{Name: "mail.log"}, number: 7},
	}
}

// TestEventsStayWholeWhateverTheLogHolds reads the output back.
func TestEventsStayWholeWhateverTheLogHolds(t *testing.T) {
	row := hostileEvent()
	var b bytes.Buffer
	put, flush := eventWriter("ndjson", &b)
	if err := put(row); err != nil || flush() != nil {
		t.Fatal(err)
	}
	if bytes.ContainsAny(b.Bytes(), "\x1b\u009b\u202e") {
		t.Errorf("a terminal would obey: %q", &b)
	}
	if bytes.Count(b.Bytes(), []byte("\n")) != 1 {
		t.Errorf("not one line: %q", &b)
	}
	var fields map[string]any
	if err := json.Unmarshal(b.Bytes(), &fields); err != nil {
		t.Fatalf("%v: %s", err, &b)
	}
	if want := "a\"b\\c\x00\x1b[2J\n\t\uFFFD\uFFFD,;'\u202e\u009bé"; fields["recipient"] != want {
		t.Errorf("recipient %q, want %q", fields["recipient"], want)
	}
	for name, want := range map[string]any{
		"time": "1970-01-01T00:00:01.5Z", "count": 2.0, "attempted": true, "code": 451.0, "relay_port": 25.0,
		"delay": 1.5, "dsn": "4.7.1", "cause": "unknown", "file": "mail.log", "line": 7.0,
	} {
		if fields[name] != want {
			t.Errorf("%s: %v, want %v", name, fields[name], want)
		}
	}
	if _, ok := fields["message_id"]; ok {
		t.Error("an empty field is there")
	}

	b.Reset()
	put, flush = eventWriter("csv", &b)
	if err := put(row); err != nil || flush() != nil {
		t.Fatal(err)
	}
	if bytes.ContainsAny(b.Bytes(), "\x00\x1b\u009b\u202e") || !utf8.Valid(b.Bytes()) {
		t.Errorf("a terminal would obey: %q", &b)
	}
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(records) != 2 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	for i, c := range eventColumns {
		if records[0][i] != c.name {
			t.Errorf("column %d is %s, want %s", i, records[0][i], c.name)
		}
		if value, there := fields[c.name]; there == (records[1][i] == "") {
			t.Errorf("%s: %q in CSV, %v in JSON", c.name, records[1][i], value)
		}
	}
}
