package exporter

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tempfail/aggregate"
)

// get asks an Exporter's handler.
func get(t *testing.T, e *Exporter, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	h, err := e.Handler()
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, request)
	r := w.Result()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r, string(body)
}

func TestPage(t *testing.T) {
	clear := State{Created: midnight, Now: hour(9, 0), Snapshot: &aggregate.Snapshot{
		Answer: aggregate.Answer{Side: aggregate.SideClear, Says: "Mail flows: 1.2 % of 4,210 attempts were deferred, and all but 3 recipients have their mail."},
		Totals: aggregate.Totals{Attempts: 4_210, Sent: 4_150, Deferred: 52, Bounced: 8, Waiting: 3}},
		Sources: []Source{{Name: "stdin", Up: true}}}
	silent := clear
	silent.Snapshot, silent.Sources = ptr(*clear.Snapshot), []Source{{Name: "/var/log/mail.log", Up: true, CaughtUp: true}}
	silent.Snapshot.Input = aggregate.Input{Lines: 90_001, From: ptr(hour(-200, 0)), Until: ptr(hour(-123, 0))}
	misread := bothSides()
	misread.Misread, misread.Unsaved = true, true
	for name, p := range map[string]struct {
		state State
		opt   Options
	}{
		"both":      {bothSides(), Options{Report: asJSON}},
		"addresses": {misread, Options{ShowAddresses: true}},
		"clear":     {clear, Options{}},
		"silent":    {silent, Options{}},
		"nothing":   {State{Now: hour(9, 0)}, Options{}},
	} {
		t.Run(name, func(t *testing.T) {
			r, body := get(t, fixed(t, p.state, p.opt), "/")
			if r.StatusCode != 200 || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
				t.Fatalf("answered %s, %s", r.Status, r.Header.Get("Content-Type"))
			}
			golden(t, "testdata/page-"+name+".html", []byte(body))
		})
	}
}
