package grafana

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"tempfail/internal/printable"
)

// maxAnswer bounds what is read of an answer.
const maxAnswer = 16 << 20

// guard is the way to Grafana and back. It adds the token, which so never
// stands in an address or an error, and turns every answer that is not a
// success in JSON into an *Error, with its status.
type guard struct {
	token string
	next  http.RoundTripper
}

// Error is an answer that is no success.
type Error struct {
	Status int
	Path   string
	Says   string // its message; "" where it is not JSON
}

func (e *Error) Error() string {
	return strings.TrimSpace(fmt.Sprintf("%s: %d %s %s", e.Path, e.Status, http.StatusText(e.Status), e.Says))
}

// RoundTrip implements http.RoundTripper.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if user, password, basic := strings.Cut(g.token, ":"); basic {
		r.SetBasicAuth(user, password)
	} else {
		r.Header.Set("Authorization", "Bearer "+g.token)
	}
	r.Header.Set("User-Agent", "tempfail")
	answer, err := g.next.RoundTrip(r)
	if err != nil || answer.StatusCode/100 == 3 {
		return answer, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode/100 != 2 || !json.Valid(body) {
		var said struct{ Message string }
		_ = json.Unmarshal(body, &said) // one that is not JSON has no message
		return nil, &Error{answer.StatusCode, r.URL.Path, printable.String(said.Message)}
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, nil
}

func isStatus(err error, status int) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == status
}

// steps are what to do at an answer that is no success.
var steps = map[int]string{
	http.StatusUnauthorized:       "Grafana does not know this token; make one for a service account of role Editor, and give it with --token or in GRAFANA_TOKEN",
	http.StatusForbidden:          "the token may not do that; its service account needs the role Editor, and the right to make folders",
	http.StatusNotFound:           "there is no such thing; is a part of Grafana's path missing in --url?",
	http.StatusPreconditionFailed: "somebody has saved this dashboard meanwhile, or another one has its title in this folder; look at it in Grafana, and run this again",
	http.StatusTooManyRequests:    "Grafana has been asked too often; run this again in a minute",
}

// explain says what to do about an error. A status stays in it.
func (c *Client) explain(err error) error {
	var e *Error
	var u *url.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		step := steps[e.Status]
		switch {
		case e.Status/100 == 2:
			step = "that is not the answer of a Grafana; is there a login page or another program before it?"
		case step == "" && e.Status/100 == 5:
			step = "Grafana, or the proxy before it, is in trouble; look at its log, and run this again"
		case step == "":
			step = "Grafana does not take it"
		}
		return fmt.Errorf("%s %w; %s", c.base, e, step)
	case errors.As(err, &u):
		return fmt.Errorf("%s cannot be asked: %w; is the address right, and Grafana running?", c.base, u.Err)
	}
	return err
}
