// Package fake is a Grafana for tests: as much of its HTTP API as putting a
// dashboard there needs, with the answers that its API reference gives
// (docs: developers/http_api, dashboard, folder, other).
package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// Token is the one that may write, and Reader one that may not.
const (
	Token  = "glsa_writer"
	Reader = "glsa_reader"
)

// Grafana holds dashboards and folders. It is safe for concurrent use.
type Grafana struct {
	mu      sync.Mutex
	Boards  map[string]map[string]any // by uid
	InUID   map[string]string         // the folder of a dashboard, by uid
	Folders map[string]string         // titles by uid
	Writes  int                       // successful ones

	// Instead answers in Grafana's place where it returns true.
	Instead func(http.ResponseWriter, *http.Request) bool
}

// New returns one that is empty.
func New() *Grafana {
	return &Grafana{Boards: map[string]map[string]any{}, InUID: map[string]string{}, Folders: map[string]string{}}
}

type object = map[string]any

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// ServeHTTP implements http.Handler.
func (g *Grafana) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.Instead != nil && g.Instead(w, r) {
		return
	}
	if r.URL.Path == "/api/health" {
		answer(w, 200, object{"commit": "087143285", "database": "ok", "version": "11.6.0"})
		return
	}
	switch token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); {
	case token == Reader && r.Method != http.MethodGet:
		answer(w, 403, object{"message": "You'll need additional permissions to perform this action. Permissions needed: dashboards:write"})
		return
	case token != Token && token != Reader:
		answer(w, 401, object{"message": "Invalid API key"})
		return
	}
	uid := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	switch kind := r.Method + " " + strings.TrimSuffix(r.URL.Path, uid) + "*"; {
	case kind == "GET /api/folders/*":
		g.folder(w, uid)
	case r.Method == http.MethodPost && r.URL.Path == "/api/folders":
		g.makeFolder(w, r)
	case kind == "GET /api/dashboards/uid/*":
		g.board(w, uid)
	case r.Method == http.MethodPost && r.URL.Path == "/api/dashboards/db":
		g.save(w, r)
	default:
		answer(w, 404, object{"message": "Not found"})
	}
}

func (g *Grafana) folder(w http.ResponseWriter, uid string) {
	title, ok := g.Folders[uid]
	if !ok {
		answer(w, 404, object{"message": "folder not found", "status": "not-found"})
		return
	}
	answer(w, 200, object{"id": 1, "uid": uid, "title": title, "url": "/dashboards/f/" + uid + "/" + uid, "hasAcl": false, "version": 1})
}

func (g *Grafana) makeFolder(w http.ResponseWriter, r *http.Request) {
	var f struct{ UID, Title string }
	if err := json.NewDecoder(r.Body).Decode(&f); err != nil || f.Title == "" {
		answer(w, 400, object{"message": "folder title cannot be empty"})
		return
	}
	if _, ok := g.Folders[f.UID]; ok {
		answer(w, 409, object{"message": "a folder with the same uid already exists"})
		return
	}
	g.Folders[f.UID] = f.Title
	g.Writes++
	g.folder(w, f.UID)
}

func (g *Grafana) board(w http.ResponseWriter, uid string) {
	b, ok := g.Boards[uid]
	if !ok {
		answer(w, 404, object{"message": "Dashboard not found"})
		return
	}
	meta := object{"type": "db", "canSave": true, "slug": uid, "url": "/d/" + uid, "version": b["version"], "folderId": 0, "folderUid": "", "folderTitle": "General", "folderUrl": "",
		"created": "2026-03-02T09:00:00Z", "updated": "2026-03-02T09:00:00Z", "expires": "0001-01-01T00:00:00Z"}
	if in := g.InUID[uid]; in != "" {
		meta["folderUid"], meta["folderUrl"], meta["folderTitle"] = in, "/dashboards/f/"+in+"/"+in, g.Folders[in]
	}
	answer(w, 200, object{"meta": meta, "dashboard": b})
}

func (g *Grafana) save(w http.ResponseWriter, r *http.Request) {
	var said struct {
		Dashboard object
		FolderUID string
		Overwrite bool
	}
	if err := json.NewDecoder(r.Body).Decode(&said); err != nil || said.Dashboard["title"] == nil {
		answer(w, 400, object{"message": "bad request data"})
		return
	}
	if _, ok := g.Folders[said.FolderUID]; said.FolderUID != "" && !ok {
		answer(w, 400, object{"message": "folder not found"})
		return
	}
	uid := fmt.Sprint(said.Dashboard["uid"])
	version := 0.0
	if was := g.Boards[uid]; was != nil {
		version = was["version"].(float64)
		if said.Dashboard["version"] != version && !said.Overwrite {
			answer(w, 412, object{"message": "The dashboard has been changed by someone else", "status": "version-mismatch"})
			return
		}
	}
	for other, b := range g.Boards {
		if other != uid && b["title"] == said.Dashboard["title"] && g.InUID[other] == said.FolderUID && !said.Overwrite {
			answer(w, 412, object{"message": "A dashboard with the same name in the folder already exists", "status": "name-exists"})
			return
		}
	}
	said.Dashboard["version"], said.Dashboard["id"] = version+1, float64(len(g.Boards)+1)
	g.Boards[uid], g.InUID[uid] = said.Dashboard, said.FolderUID
	g.Writes++
	answer(w, 200, object{"id": said.Dashboard["id"], "uid": uid, "url": "/d/" + uid, "status": "success", "version": said.Dashboard["version"], "slug": uid})
}
