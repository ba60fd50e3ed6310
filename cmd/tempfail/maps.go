package main

import (
	"fmt"
	"os"

	"tempfail/parser"
)

// mapFlags name the maps of loggers that are not known here.
type mapFlags struct {
	Map []string `name:"map" type:"path" placeholder:"FILE" help:"A map that tells how another logger's JSON, CSV or key=value lines are read; may come several times."`
}

// maxMapFile bounds a map, in bytes.
const maxMapFile = 1 << 20

// readMaps reads the maps in files.
func readMaps(files []string) (all []*parser.Map, err error) {
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("--map: %s cannot be read: %w; name a map, as docs/maps.md tells", file, reason(err))
		}
		if len(text) > maxMapFile {
			return nil, fmt.Errorf("--map: %s has %d bytes: it is no map, but perhaps the log", file, len(text))
		}
		read, err := parser.ReadMap(file, text)
		if err != nil {
			return nil, fmt.Errorf("--map: %w; docs/maps.md tells the form", err)
		}
		for _, other := range all {
			if other.Name() == read.Name() {
				return nil, fmt.Errorf("--map: %s: another map is called %s, too", file, read.Name())
			}
		}
		all = append(all, read)
	}
	return all, nil
}
