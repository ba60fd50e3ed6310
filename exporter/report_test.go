package exporter

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"tempfail/aggregate"
	"tempfail/internal/pseudonym"
)

// TestReportIsDrawnOnce: for each picture, whoever asks, and what is compressed
// tells the same.
func TestReportIsDrawnOnce(t *testing.T) {
	drawn := 0
	state := bothSides()
	e := following(t, &state, Options{Report: func(w io.Writer, s *aggregate.Snapshot) error {
		drawn++
		return asJSON(w, s)
	}})
	ask := func(encoding string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/api/report", nil)
		r.Header.Set("Accept-Encoding", encoding)
		e.serveReport(w, r)
		return w
	}
	plain, packed := ask("").Body.String(), ask("br, gzip;q=0.5")
	z, err := gzip.NewReader(packed.Body)
	if err != nil || packed.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("not compressed: %v, %v", packed.Header(), err)
	}
	if text, err := io.ReadAll(z); err != nil || string(text) != plain {
		t.Errorf("compressed it tells something else (%v)", err)
	}
	if w := ask("gzip;q=0"); w.Header().Get("Content-Encoding") != "" || w.Body.String() != plain {
		t.Errorf("compressed for a client that refuses it: %v", w.Header())
	}
	if drawn != 1 {
		t.Errorf("drawn %d times", drawn)
	}
	next := *state.Snapshot
	next.Totals.Attempts += 7
	state.Snapshot = &next
	if text := ask("").Body.String(); drawn != 2 || text == plain {
		t.Errorf("the next picture: drawn %d times, another text: %t", drawn, text != plain)
	}
}

// TestReportForFew: a few may wait for it to be drawn, and clients that read
// nothing take it from nobody.
func TestReportForFew(t *testing.T) {
	inside, leave := make(chan struct{}), make(chan struct{})
	state := bothSides()
	e := following(t, &state, Options{Report: func(w io.Writer, s *aggregate.Snapshot) error {
		inside <- struct{}{}
		<-leave
		return asJSON(w, s)
	}})
	ask := func(w http.ResponseWriter) {
		e.serveReport(w, httptest.NewRequest("GET", "/api/report", nil))
	}
	sent, end := make(chan struct{}, atOneTime), make(chan struct{})
	defer close(end)
	for range atOneTime {
		go ask(unread{httptest.NewRecorder(), sent, end})
	}
	<-inside
	for len(e.drawing) < atOneTime {
		runtime.Gosched()
	}
	w := httptest.NewRecorder()
	if ask(w); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("one too many is answered %d", w.Code)
	}
	close(leave)
	for range atOneTime {
		<-sent
	}
	w = httptest.NewRecorder()
	if ask(w); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"says"`) {
		t.Errorf("beside %d who read nothing, a client is answered %d", atOneTime, w.Code)
	}
}

// following makes an Exporter of a state that changes.
func following(t *testing.T, s *State, o Options) *Exporter {
	t.Helper()
	o.State, o.Pseudonyms = func() State { return *s }, pseudonym.With("the same in every run")
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
