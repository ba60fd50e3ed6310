package main

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tempfail/cmd/tempfail/internal/follow"
)

// saved is the state of a live reading: what was counted, and up to which
// place of which log. It is one file, replaced by one rename: whenever the
// process ends, the two agree, and no line is lost or counted twice.
type saved struct {
	Created    time.Time
	Checkpoint follow.Checkpoint
	Aggregate  []byte
	Series     []byte
}

const stateFile = "tempfail.State"

// restore reads the state, if there is one, and returns the place reached.
func (l *live) restore() (*follow.Checkpoint, error) {
	if l.State == "" {
		return nil, nil
	}
	if err := os.MkdirAll(l.State, 0o750); err != nil {
		return nil, fmt.Errorf("the state directory cannot be made: %w", err)
	}
	name := filepath.Join(l.State, stateFile)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		// It holds addresses: it is made for its owner alone, and stays so.
		return nil, os.WriteFile(name, nil, 0o600)
	}
	if err == nil && len(data) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the state cannot be read: %w; mend its permissions, or choose another --state", err)
	}
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&l.saved); err != nil {
		return nil, fmt.Errorf("%s is damaged (%w): move it away, and counting starts anew", name, err)
	}
	if err := l.agg.UnmarshalBinary(l.saved.Aggregate); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	l.dirty = true
	return &l.saved.Checkpoint, nil
}

// save writes the state.
func (l *live) save() error {
	var err error
	l.saved.Checkpoint = l.follower.Checkpoint()
	if l.saved.Aggregate, err = l.agg.MarshalBinary(); err != nil {
		return err
	}
	if l.saved.Series, err = l.exporter.Save(); err != nil {
		return err
	}
	return writeFile(filepath.Join(l.State, stateFile), func(w io.Writer) error {
		return gob.NewEncoder(w).Encode(&l.saved)
	})
}
