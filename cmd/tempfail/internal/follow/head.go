package follow

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
)

const (
	// headSize is how many of a log's first bytes identify it. Two logs of
	// one server agree in them only by being the same: the stamp of the first
	// line differs, or the queue IDs in it do.
	headSize = 1 << 10

	// leastHead is the shortest head that proves anything: a stamp, a host
	// and a program. Below it the inode has to agree as well.
	leastHead = 48
)

// head is the first bytes of a log, at most headSize: who it is, wherever it
// was moved or copied to. Inodes are a hint only, for a file system gives the
// inode of a removed log to the next one within seconds.
type head []byte

// proves reports whether h tells a log from every other. A hole is what a
// writer that does not append leaves before its position when its log is
// truncated; all holes look alike.
func (h head) proves() bool {
	return len(h) >= leastHead && len(bytes.Trim(h, "\x00")) > 0
}

// sameAs reports whether h and other begin the same log, as far as the
// shorter one goes.
func (h head) sameAs(other head) bool {
	n := min(len(h), len(other))
	return h[:n].proves() && bytes.Equal(h[:n], other[:n])
}

// copiedTo reports whether other may be a copy of g. One that is longer than g is
// now is none, though all that g holds is the same: the names of columns, say.
func (g *generation) copiedTo(other *generation) bool {
	if !g.head.sameAs(other.head) {
		return false
	}
	file, plain := g.content.(*os.File)
	if !plain || len(g.head) == headSize || len(other.head) <= len(g.head) {
		return true
	}
	info, err := file.Stat()
	return err != nil || info.Size() != int64(len(g.head)) || !g.verify(nil)
}

// sum is what a checkpoint keeps of a head: state files get no text of logs.
func (h head) sum() string {
	sum := sha256.Sum256(h)
	return hex.EncodeToString(sum[:16])
}
