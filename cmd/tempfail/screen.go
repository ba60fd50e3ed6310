package main

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"
)

// screen is what an output can show.
type screen struct {
	terminal bool
	width    int // columns; 0 where unknown
	unicode  bool
}

// screenOf looks at a stream: an io.Writer or io.Reader that may be a file.
func screenOf(stream any) screen {
	s := screen{unicode: unicodeLocale()}
	file, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return s
	}
	s.terminal = true
	if width, _, err := term.GetSize(int(file.Fd())); err == nil {
		s.width = width
	}
	return s
}

// columns returns the width to draw for: COLUMNS rules, as in other programs.
func (s screen) columns() int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	return s.width
}

// colored decides on colour: the flag, then NO_COLOR (no-color.org), then
// CLICOLOR_FORCE, then whether anybody looks.
func (s screen) colored(flag string) bool {
	switch {
	case flag == "always":
		return true
	case flag == "never", os.Getenv("NO_COLOR") != "":
		return false
	case os.Getenv("CLICOLOR_FORCE") != "" && os.Getenv("CLICOLOR_FORCE") != "0":
		return true
	}
	return s.terminal && os.Getenv("TERM") != "dumb"
}

// unicodeLocale says whether the locale's character set is UTF-8, by the
// variables that decide it, in their order (POSIX, XBD 8.2).
func unicodeLocale() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(os.Getenv(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return false
}
