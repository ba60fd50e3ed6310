// Package grafana puts dashboards into a Grafana over its HTTP API.
//
// It asks with github.com/grafana-tools/sdk, and saves with net/http: the
// library knows folders by number only, and Grafana by uid. The library also
// hides or panics at answers that are not what it expects, so it never sees
// one: see guard.
package grafana

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/grafana-tools/sdk"
)

// answerTime is how long one answer may take.
const answerTime = 30 * time.Second

// Client speaks to one Grafana.
type Client struct {
	base string
	http *http.Client
	sdk  *sdk.Client
}

// New returns a Client for the Grafana at an address, which may have a path.
// token is that of a service account, or user:password.
func New(address, token string) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("%q is no address of a Grafana; it looks like https://grafana.example.com", address)
	}
	if token == "" {
		return nil, errors.New("a token is missing: make a service account of role Editor in Grafana, and give its token with --token or in GRAFANA_TOKEN")
	}
	c := &Client{base: strings.TrimRight(address, "/"), http: &http.Client{Timeout: answerTime, Transport: &guard{token, http.DefaultTransport}, CheckRedirect: noRedirect}}
	c.sdk, err = sdk.NewClient(c.base, "", c.http)
	return c, err
}

// noRedirect follows none: a save that is sent elsewhere arrives there as a
// question.
func noRedirect(r *http.Request, _ []*http.Request) error {
	return fmt.Errorf("it sends us on to %s; give that address with --url", r.URL.Redacted())
}

// Board is a dashboard to put there.
type Board struct {
	Title string
	Model map[string]any
}

// Result is what became of a Board.
type Result struct{ What, URL string } // What is created, updated or unchanged

// Read reads the JSON of a dashboard.
func Read(text []byte) (b Board, err error) {
	if err = json.Unmarshal(text, &b.Model); err == nil {
		b.Title, _ = b.Model["title"].(string)
	}
	return b, err
}

// folderUID is what Grafana takes as a uid.
var folderUID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`) })

// Folder makes the folder of a uid, unless it is there. It is called as its
// uid then; one may rename it in Grafana.
func (c *Client) Folder(ctx context.Context, uid string) error {
	if !folderUID().MatchString(uid) {
		return fmt.Errorf("%q is no uid of a folder: letters, digits, - and _, 40 at most", uid)
	}
	err := c.ask(func() error { _, err := c.sdk.GetFolderByUID(ctx, uid); return err })
	if !isStatus(err, http.StatusNotFound) {
		return err
	}
	return c.ask(func() error {
		_, err := c.sdk.CreateFolder(ctx, sdk.Folder{UID: uid, Title: uid})
		return err
	})
}

// Check asks whether a Grafana answers at all, and returns its version.
func (c *Client) Check(ctx context.Context) (version string, err error) {
	err = c.ask(func() error {
		health, err := c.sdk.GetHealth(ctx)
		version = health.Version
		return err
	})
	if isStatus(err, http.StatusNotFound) {
		return "", fmt.Errorf("there is no Grafana at %s (404 for /api/health); is a part of its path missing?", c.base)
	}
	return version, err
}

// Push puts a dashboard into a folder; "" is the general one. It writes
// nothing where the same is there.
func (c *Client) Push(ctx context.Context, b Board, folder string) (Result, error) {
	uid, _ := b.Model["uid"].(string)
	var there map[string]any
	var meta sdk.BoardProperties
	err := c.ask(func() (err error) {
		var raw []byte
		if raw, meta, err = c.sdk.GetRawDashboardByUID(ctx, uid); err == nil {
			err = json.Unmarshal(raw, &there)
		}
		return err
	})
	what := "updated"
	switch {
	case isStatus(err, http.StatusNotFound):
		what = "created"
	case err != nil:
		return Result{}, err
	case same(b.Model, there) && inFolder(meta, folder):
		return Result{"unchanged", c.base + "/d/" + uid}, nil
	}
	return c.save(ctx, b, folder, there["version"], what)
}

// inFolder reads the folder's uid from its address: the library has no field
// for it.
func inFolder(meta sdk.BoardProperties, uid string) bool {
	if uid == "" {
		return meta.FolderURL == ""
	}
	return strings.Contains(meta.FolderURL+"/", "/f/"+uid+"/")
}

// same compares two models but for what Grafana itself numbers.
func same(ours, theirs map[string]any) bool {
	plain := func(m map[string]any) map[string]any {
		out := map[string]any{}
		for key, value := range m {
			if key != "id" && key != "version" {
				out[key] = value
			}
		}
		return out
	}
	return reflect.DeepEqual(plain(ours), plain(theirs))
}

// save writes over the version that was read: if somebody has saved another
// since, Grafana says 412 and keeps it.
func (c *Client) save(ctx context.Context, b Board, folder string, version any, what string) (Result, error) {
	model := map[string]any{}
	for key, value := range b.Model {
		model[key] = value
	}
	if version != nil {
		model["version"] = version
	}
	body, err := json.Marshal(map[string]any{"dashboard": model, "folderUid": folder, "overwrite": false, "message": "by tempfail dashboards push"})
	if err != nil {
		return Result{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/api/dashboards/db", bytes.NewReader(body))
	if err != nil {
		return Result{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := c.http.Do(r)
	if err != nil {
		return Result{}, c.explain(err)
	}
	defer answer.Body.Close()
	var said struct{ URL string }
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
		return Result{}, fmt.Errorf("%s answered 200, but not as Grafana does: %w", c.base, err)
	}
	uid, _ := b.Model["uid"].(string)
	return Result{what, c.base + "/d/" + uid}, nil
}

// ask calls the library, and turns what it panics with into an error.
func (c *Client) ask(call func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s gave an answer that cannot be understood (%v); is it a Grafana of 11 or later?", c.base, p)
		}
	}()
	return c.explain(call())
}
