package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// outputFlags say where an answer goes and how it looks.
type outputFlags struct {
	Output string `short:"o" help:"Write the answer to FILE, whole or not at all, rather than to standard output."`
	Color  string `enum:"auto,always,never" default:"auto" help:"Colour: auto, always or never. NO_COLOR is honoured."`
}

// write has draw write the answer where it belongs. A file appears complete
// or not at all: it is written beside its place and renamed.
func (o *outputFlags) write(env *environment, draw func(w io.Writer, s screen) error) error {
	if o.Output == "" || o.Output == "-" {
		return draw(env.stdout, env.screen)
	}
	return writeFile(o.Output, public, func(w io.Writer) error {
		out := bufio.NewWriterSize(w, 64<<10)
		if err := draw(out, screen{unicode: env.screen.unicode}); err != nil {
			return err
		}
		return out.Flush()
	})
}

// The modes of new files, which the umask narrows.
const (
	public  fs.FileMode = 0o666
	private fs.FileMode = 0o600 // what holds addresses, and nobody asked for
)

// writeFile writes a file whole or not at all. What a link points to is
// written, not the link; a device or a pipe is written to, never replaced. A
// file that was there keeps its mode.
func writeFile(name string, mode fs.FileMode, draw func(io.Writer) error) error {
	existed := false
	switch info, err := os.Stat(name); {
	case err != nil:
	case info.IsDir():
		return fmt.Errorf("%s cannot be written: it is a directory; name a file in it", name)
	case !info.Mode().IsRegular():
		return writeInPlace(name, draw)
	default:
		mode, existed = info.Mode().Perm(), true
		target, err := filepath.EvalSymlinks(name)
		if err != nil {
			return cannotWrite(name, err)
		}
		name = target
	}
	temp, err := os.OpenFile(filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+"."+rand.Text()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return cannotWrite(name, err)
	}
	defer os.Remove(temp.Name()) // it is gone when all went well
	if err := draw(outlet{temp, name}); err != nil {
		temp.Close()
		return err
	}
	if existed { // the umask is not for its mode
		err = temp.Chmod(mode)
	}
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return cannotWrite(name, err)
	}
	if err := os.Rename(temp.Name(), name); err != nil {
		return cannotWrite(name, err)
	}
	return nil
}

func writeInPlace(name string, draw func(io.Writer) error) error {
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return cannotWrite(name, err)
	}
	if err := draw(outlet{file, name}); err != nil {
		file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return cannotWrite(name, err)
	}
	return nil
}

// outlet is where an answer goes. An error of it says where that was, and what
// to do.
type outlet struct {
	w    io.Writer
	name string
}

// Write implements io.Writer.
func (o outlet) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil {
		err = cannotWrite(o.name, err)
	}
	return n, err
}

func cannotWrite(name string, err error) error {
	return fmt.Errorf("%s cannot be written: %w; choose another place for it", name, reason(err))
}

// reason strips the name of a temporary file from an error.
func reason(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
