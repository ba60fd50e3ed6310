package exporter

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"tempfail/aggregate"
)

// drawnReport is the answer of /api/report. It is drawn once for each picture,
// and kept compressed: on 40,000 destinations it has 25 MB, of which 2 are
// left. Who asks at the same time is sent the same bytes.
type drawnReport struct {
	mu   sync.Mutex
	of   *aggregate.Snapshot // as outsiders see it
	says aggregate.Answer    // which tells the time, and changes while the picture stays
	body []byte              // gzip
}

// get draws the report of a state, unless it is that which was drawn last.
func (d *drawnReport) get(s *State, draw func(io.Writer, *aggregate.Snapshot) error) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	answered := s.answered()
	if d.of == s.Snapshot && d.says == answered.Answer {
		return d.body, nil
	}
	var body bytes.Buffer
	z, err := gzip.NewWriterLevel(&body, gzip.BestSpeed)
	if err == nil {
		err = draw(z, answered)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, err
	}
	d.of, d.says, d.body = s.Snapshot, answered.Answer, body.Bytes()
	return d.body, nil
}

// serveReport sends the report. Who waits for it to be drawn is one of a few;
// who reads it slowly takes no other's place.
func (e *Exporter) serveReport(w http.ResponseWriter, r *http.Request) {
	body, err := e.drawReport()
	switch {
	case err == errCrowded:
		crowded(w)
		return
	case err != nil:
		plain(w, http.StatusInternalServerError, err.Error()+"\n")
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Vary", "Accept-Encoding")
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		_, _ = w.Write(body)
		return
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		plain(w, http.StatusInternalServerError, fmt.Sprintf("reading the drawn report: %v\n", err))
		return
	}
	_, _ = io.Copy(w, z)
}

func (e *Exporter) drawReport() ([]byte, error) {
	select {
	case e.drawing <- struct{}{}:
		defer func() { <-e.drawing }()
	default:
		return nil, errCrowded
	}
	s := e.public()
	return e.report.get(&s, e.opt.Report)
}

// takesGzip tells whether a client reads what is compressed (RFC 9110,
// 12.5.3).
func takesGzip(r *http.Request) bool {
	for _, coding := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
			return weight == "" || err == nil && q > 0
		}
	}
	return false
}
