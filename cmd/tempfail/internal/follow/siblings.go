package follow

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// sibling is a file that may be an earlier generation of a log, or a copy.
type sibling struct {
	name     string
	id       identity
	size     int64
	modified time.Time
	packed   bool // by its name; the content decides
}

// packedNames are the suffixes of compressed logs.
var packedNames = []string{".gz", ".zst", ".xz", ".bz2"}

// oldNames are the suffixes of earlier generations that have no number.
var oldNames = []string{"old", "bak", "prev", "sav", "save", "last", "yesterday"}

// isSibling reports whether a rotation of the log base may have made a file
// called name: mail.log.1, mail.log-20260301.gz, with logrotate's extension
// option mail-20260301.log, and 20260301-mail.log. What has no number is another
// log (mail.err beside mail), or a note of another program (mail.log.offset).
func isSibling(base, name string) bool {
	if isDated(base, name) {
		return true
	}
	if rest, ok := strings.CutPrefix(name, base); ok {
		return isTurn(rest)
	}
	ext := filepath.Ext(base)
	rest, ok := strings.CutPrefix(name, strings.TrimSuffix(base, ext))
	number, _, named := strings.Cut(rest, ext)
	return ok && named && ext != "" && isTurn(number)
}

// isDated reports whether name is a date before base. A short number would be
// that of another instance.
func isDated(base, name string) bool {
	if ext := filepath.Ext(name); slices.Contains(packedNames, ext) {
		name = strings.TrimSuffix(name, ext)
	}
	date, ok := strings.CutSuffix(name, base)
	return ok && len(date) > len("20260301") && strings.Trim(date, "0123456789.-_") == ""
}

// isTurn reports whether suffix is what a rotation puts behind a name.
func isTurn(suffix string) bool {
	if len(suffix) < 2 || suffix[0] != '.' && suffix[0] != '-' {
		return false
	}
	word, _, _ := strings.Cut(suffix[1:], ".")
	return strings.ContainsAny(suffix, "0123456789") || slices.Contains(oldNames, word)
}

// siblings lists the siblings of the logs called paths: plain files first,
// for the compressed one beside a plain one may not be complete; the oldest
// first among both.
func siblings(paths ...string) []sibling { return beside(isSibling, paths...) }

// neighbours lists all files that lie beside the logs called paths, in the same
// order.
func neighbours(paths ...string) []sibling {
	return beside(func(base, name string) bool { return true }, paths...)
}

func beside(chosen func(base, name string) bool, paths ...string) []sibling {
	var found []sibling
	seen := map[string]bool{}
	for _, path := range paths {
		if path == "" {
			continue
		}
		dir, base := filepath.Split(path)
		entries, err := os.ReadDir(filepath.Clean(dir + "."))
		if err != nil {
			continue
		}
		for _, e := range entries {
			name := filepath.Join(dir, e.Name())
			if seen[name] || !chosen(base, e.Name()) {
				continue
			}
			seen[name] = true
			if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
				found = append(found, siblingOf(name, info))
			}
		}
	}
	slices.SortStableFunc(found, func(a, b sibling) int {
		if a.packed != b.packed {
			return cmp.Compare(bit(a.packed), bit(b.packed))
		}
		return a.modified.Compare(b.modified)
	})
	return found
}

func siblingOf(name string, info fs.FileInfo) sibling {
	return sibling{
		name: name, id: identify(info), size: info.Size(), modified: info.ModTime(),
		packed: slices.Contains(packedNames, filepath.Ext(name)),
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// open opens s as a generation; nil where it is no log: binary, gone, or with
// nothing in it that was compressed.
func (s *sibling) open(now time.Time) *generation {
	open := openPlain
	if s.packed {
		open = openPacked
	}
	g, err := open(s.name, now)
	if err != nil || g == nil {
		return nil
	}
	if len(g.head) == 0 && s.packed || !s.packed && slices.Contains(g.head, 0) && g.head.proves() {
		g.close()
		return nil
	}
	return g
}
