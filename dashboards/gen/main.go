// Gen writes the dashboards of the package above as JSON:
//
//	go generate ./dashboards
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	for name, build := range boards {
		text, err := build().encode()
		if err == nil {
			err = os.WriteFile(filepath.Join(os.Args[1], name), text, 0o644)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "gen: %s: %v\n", name, err)
			os.Exit(1)
		}
	}
}

// boards are the dashboards, by the names of their files.
var boards = map[string]func() *board{
	"overview.json":    overview,
	"destination.json": destination,
	"fleet.json":       fleet,
	"sender.json":      sender,
}

// encode writes the dashboard, after what the library puts there too much or
// wrongly has been taken out.
func (b *board) encode() ([]byte, error) {
	raw, err := json.Marshal(b.sdk())
	if err != nil {
		return nil, err
	}
	var model any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&model); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err = e.Encode(normal(model))
	return out.Bytes(), err
}

// legacy are keys of Grafana 4 to 6 that the library writes everywhere, and
// that no schema of today knows.
var legacy = map[string]bool{
	"rows": true, "slug": true, "originalTitle": true, "sharedCrosshair": true, "hideControls": true, "style": true,
	"error": true, "isNew": true, "span": true, "allFormat": true, "multiFormat": true,
	"showLine": true, "lineColor": true, "iconSize": true,
}

// normal drops empty strings, nulls and legacy keys: Grafana puts a default
// only where there is nothing, so an empty string would win over it.
func normal(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, value := range v {
			lowest := key == "value" && value == nil && v["color"] != nil // the first step of thresholds
			if legacy[key] || (value == nil || value == "") && !lowest {
				continue
			}
			out[key] = normal(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = normal(v[i])
		}
		return out
	}
	return v
}
