package main

import (
	"bufio"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/follow"
)

// saved heads the state of a live reading: up to which place of which log it
// counts, and which series stand for it. The counts themselves follow it.
// It is one file, replaced by one rename: whenever the process ends, the two
// agree, and no line is lost or counted twice.
type saved struct {
	Created    time.Time
	Checkpoint follow.Checkpoint
	Series     []byte
}

const (
	stateFile = "tempfail.state"

	// savePace is how much state is written a second, in the long run: that of
	// a large host would else wear out a disk. Between two saves a crash costs
	// the lines to be read again.
	savePace = 256 << 10
)

// restore reads the state, if there is one, and returns the place reached.
func (l *live) restore() (*follow.Checkpoint, error) {
	if l.State == "" {
		return nil, nil
	}
	if err := os.MkdirAll(l.State, 0o750); err != nil {
		return nil, fmt.Errorf("the state directory %s cannot be made: %w; choose another --state", l.State, reason(err))
	}
	release, taken := lock(l.State)
	if taken {
		return nil, fmt.Errorf("another tempfail keeps its state in %s: stop that one, or choose another --state; two would overwrite each other's counts", l.State)
	}
	l.release = release
	name := filepath.Join(l.State, stateFile)
	l.sweep()
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, makeState(name)
	}
	if err != nil {
		return nil, fmt.Errorf("the state cannot be read: %w; mend its permissions, or choose another --state", err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() == 0 {
		return nil, nil
	}
	err = l.load(file)
	if errors.Is(err, aggregate.ErrVersion) {
		return nil, l.putAside(name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be used (%w): move it away, and counting starts anew", name, err)
	}
	l.dirty = true
	return &l.saved.Checkpoint, nil
}

// sweep removes what a process that was killed while it wrote has left.
func (l *live) sweep() {
	files, _ := os.ReadDir(l.State) // whoever reads the state says what is wrong
	for _, f := range files {
		if strings.HasPrefix(f.Name(), "."+stateFile+".") {
			os.Remove(filepath.Join(l.State, f.Name())) // one that cannot go does no harm
		}
	}
}

// putAside begins anew after an update of the program that counts otherwise: a
// service that does not start is worse than counts that begin with the logs.
func (l *live) putAside(name string) error {
	old := name + ".old"
	if err := os.Rename(name, old); err != nil {
		return fmt.Errorf("the state is of another version of tempfail, and cannot be put aside: %w; move it away, and counting starts anew", err)
	}
	l.log.Warn("the state is of another version of tempfail: it was put aside, and counting starts anew from the "+l.Start+" of the logs", "old", old)
	l.saved = saved{Created: l.now()}
	return makeState(name)
}

// makeState makes an empty state. One holds addresses: it is made for its
// owner alone, and stays so.
func makeState(name string) error {
	if err := os.WriteFile(name, nil, private); err != nil {
		return fmt.Errorf("the state %s cannot be written: %w; mend its permissions, or choose another --state", name, reason(err))
	}
	return nil
}

// load reads what store has written.
func (l *live) load(r io.Reader) error {
	unpacked, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer unpacked.Close()
	in := bufio.NewReader(unpacked) // gob reads no further than its value from one
	if err := gob.NewDecoder(in).Decode(&l.saved); err != nil {
		return err
	}
	counts, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	return l.agg.Restore(counts)
}

// save writes the state, and says when it may be written again.
func (l *live) save(now time.Time) error {
	var err error
	l.saved.Checkpoint = l.follower.Checkpoint()
	if l.saved.Series, err = l.exporter.Save(); err != nil {
		return err
	}
	size := int64(0)
	err = writeFile(filepath.Join(l.State, stateFile), private, func(w io.Writer) error {
		counted := &sized{w: w}
		defer func() { size = counted.n }()
		return l.store(counted)
	})
	l.saved.Series = nil
	if err == nil {
		l.unsaved = false
		l.saveFrom = now.Add(time.Duration(size) * time.Second / savePace)
	}
	return err
}

func (l *live) store(w io.Writer) error {
	packed, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(256<<10), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return err
	}
	if err := errors.Join(gob.NewEncoder(packed).Encode(&l.saved), l.agg.Save(packed)); err != nil {
		return err
	}
	return packed.Close()
}

// sized counts what is written.
type sized struct {
	w io.Writer
	n int64
}

// Write implements io.Writer.
func (m *sized) Write(p []byte) (int, error) {
	n, err := m.w.Write(p)
	m.n += int64(n)
	return n, err
}
