package exporter

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tempfail/aggregate"
)

func asJSON(w io.Writer, s *aggregate.Snapshot) error { return json.NewEncoder(w).Encode(s) }

func TestRoutes(t *testing.T) {
	behind := bothSides()
	behind.Sources[0].CaughtUp, behind.Sources[2].CaughtUp = false, true
	ready := bothSides()
	ready.Sources = ready.Sources[:2]
	for _, c := range []struct {
		says, path string
		state      State
		status     int
		kind, body string
	}{
		{"alive", "/healthz", State{}, 200, "text/plain", "ok\n"},
		{"nothing counted", "/readyz", State{}, 503, "text/plain", "nothing has been counted yet\n"},
		{"behind", "/readyz", behind, 503, "text/plain", "/var/log/mail.log is still being read\n"},
		{"ready", "/readyz", ready, 200, "text/plain", "ready\n"},
		{"a report", "/api/report", ready, 200, "application/json", `"says":"example.org answers 451`},
		{"metrics", "/metrics", ready, 200, "text/plain; version=0.0.4", "tempfail_not_attempted_total 2204\n"},
		{"page", "/", ready, 200, "text/html", "<h1"},
		{"elsewhere", "/etc/passwd", ready, 404, "text/plain", ""},
		{"no tricks", "/api/report/", ready, 404, "text/plain", ""},
	} {
		t.Run(c.says, func(t *testing.T) {
			r, body := get(t, fixed(t, c.state, Options{Report: asJSON}), c.path)
			if r.StatusCode != c.status || !strings.HasPrefix(r.Header.Get("Content-Type"), c.kind) || !strings.Contains(body, c.body) {
				t.Errorf("%s: %s, %s:\n%.300s", c.path, r.Status, r.Header.Get("Content-Type"), body)
			}
		})
	}
}

func TestMethods(t *testing.T) {
	h, err := fixed(t, bothSides(), Options{}).Handler()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/metrics", "/healthz"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", path, nil))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("POST %s is answered %d", path, w.Code)
		}
	}
}

// TestHeaders: a page of text that strangers wrote must not run anything.
func TestHeaders(t *testing.T) {
	for _, path := range []string{"/", "/metrics", "/api/report", "/nowhere"} {
		r, body := get(t, fixed(t, bothSides(), Options{Report: asJSON}), path)
		csp := r.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy %q lacks %s", path, csp, part)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: the policy allows what is unsafe: %s", path, csp)
		}
		if r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: browsers may guess what it is", path)
		}
		if path != "/" {
			continue
		}
		for tag, text := range map[string]string{"style": between(body, "<style>", "</style>"), "script": between(body, "<script>", "</script>")} {
			if want := fmt.Sprintf("%s-src %s", tag, digest(text)); !strings.Contains(csp, want) {
				t.Errorf("the policy does not allow the page's own %s: it should have %s", tag, want)
			}
		}
		if n := strings.Count(body, "<script") + strings.Count(body, "<style") + strings.Count(body, " style=") + strings.Count(body, " on"+"click="); n != 2 {
			t.Errorf("the page has %d styles and scripts, want 2", n)
		}
	}
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

// TestFew shows that many readers of large pages do not make them all at once.
func TestFew(t *testing.T) {
	inside, leave := make(chan struct{}), make(chan struct{})
	h := few(func(http.ResponseWriter, *http.Request) {
		inside <- struct{}{}
		<-leave
	})
	for range atOneTime {
		go h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		<-inside
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("one too many is answered %d", w.Code)
	}
	close(leave)
}

// unread is a client that does not read its answer until the test ends.
type unread struct {
	*httptest.ResponseRecorder
	sent chan<- struct{}
	end  <-chan struct{}
}

func (u unread) Write(b []byte) (int, error) {
	u.sent <- struct{}{}
	<-u.end
	return len(b), nil
}

// TestUnread: clients that read nothing take the page from nobody.
func TestUnread(t *testing.T) {
	h := few(func(w http.ResponseWriter, _ *http.Request) { send(w, "text/html", []byte("page")) })
	sent, end := make(chan struct{}), make(chan struct{})
	defer close(end)
	for range atOneTime {
		go h.ServeHTTP(unread{httptest.NewRecorder(), sent, end}, httptest.NewRequest("GET", "/", nil))
		<-sent
	}
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil)); w.Code != http.StatusOK {
		t.Errorf("beside %d who read nothing, a client is answered %d %s", atOneTime, w.Code, w.Body)
	}
}

func TestReportFails(t *testing.T) {
	broken := func(io.Writer, *aggregate.Snapshot) error { return fmt.Errorf("no space left") }
	r, body := get(t, fixed(t, bothSides(), Options{Report: broken}), "/api/report")
	if r.StatusCode != 500 || !strings.Contains(body, "no space left") {
		t.Errorf("%s: %s", r.Status, body)
	}
}

func TestTexts(t *testing.T) {
	for _, c := range [][2]string{
		{number(0), "0"}, {number(999), "999"}, {number(1000), "1,000"}, {number(-1234567), "-1,234,567"},
		{many(1, "line"), "1 line"}, {many(1200, "line"), "1,200 lines"},
		{share(0, 0), ""}, {share(0, 5), "0%"}, {share(1, 5000), "<0.1%"}, {share(4999, 5000), ">99.9%"}, {share(5, 5), "100%"}, {share(998, 1000), "99.8%"}, {share(1, 30), "3.3%"}, {share(9, 10), "90%"},
		{span(0), "0s"}, {span(-time.Hour), "0s"}, {span(4200 * time.Millisecond), "4s"}, {span(312 * time.Second), "5m 12s"}, {span(3 * time.Hour), "3h"}, {span(49*time.Hour + time.Minute), "2d 1h"},
		{size(0), "0 B"}, {size(1023), "1,023 B"}, {size(48213), "47.1 KiB"},
		{clean("a\x00b\x1b[1m\n", 80), `a\x00b\x1b[1m\n`}, {clean("\xff\u202eevil", 80), `\xff\u202eevil`}, {clean("áááá", 2), "áá…"}, {clean("e\u0301\u0302\u0303\u0304\u0305", 80), "e\u0301\u0302\u0303\\u0304\\u0305"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}

// TestConcurrent: scrapes, readers and a new snapshot at one time.
func TestConcurrent(t *testing.T) {
	states := []State{bothSides(), bothSides(), bothSides()}
	var asked atomic.Int64
	e, err := New(Options{Names: 4, Report: asJSON, State: func() State { return states[int(asked.Add(1))%len(states)] }})
	if err != nil {
		t.Fatal(err)
	}
	h, err := e.Handler()
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for _, path := range []string{"/", "/metrics", "/api/report"} {
		for range 3 {
			all.Go(func() {
				for range 5 {
					w := httptest.NewRecorder()
					h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
					if w.Code != 200 {
						t.Errorf("%s is answered %d: %.200s", path, w.Code, w.Body)
					}
				}
			})
		}
	}
	all.Go(func() {
		if _, err := e.Save(); err != nil {
			t.Error(err)
		}
	})
	all.Wait()
}
