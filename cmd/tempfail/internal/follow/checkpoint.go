package follow

import "time"

const (
	// keptMarks is how many finished generations of a log are remembered, to
	// know them again when they turn up under another name, or compressed.
	keptMarks = 32

	// keptLeft is how many logs that are no longer named are remembered.
	keptLeft = 64

	// maxTrails bounds the logs followed at once; a pattern can match
	// anything.
	maxTrails = 4096
)

// Checkpoint says what was handed out: of every log, up to which byte. Saved
// together with what became of the lines (in one file, by one rename), it
// makes a restart lose nothing and count nothing twice, whenever the process
// ends. It is small and bounded, and holds no text of the logs.
type Checkpoint struct {
	Files   []FileMark `json:"files,omitempty"`
	Taken   time.Time  `json:"taken"`
	Paths   []string   `json:"paths,omitempty"`   // files and patterns that were followed
	Journal string     `json:"journal,omitempty"` // cursor of the last entry handed out
}

// FileMark is the place reached in one log and in its earlier generations.
type FileMark struct {
	Path  string    `json:"path"`
	Twins []string  `json:"twins,omitempty"` // paths of logs that are or were hard links to it
	Lost  int64     `json:"lost_bytes"`
	Cut   int64     `json:"cut_lines"`
	Turns int64     `json:"rotations"`
	Floor time.Time `json:"floor"` // siblings last written before are known
	Marks []Mark    `json:"marks"` // oldest first
}

// Mark is the place reached in one generation: one file, whatever its name.
//
// Every field is exported and none is embedded: encoding/gob, by which the
// state is saved, drops without a word what is not.
type Mark struct {
	Name     string    `json:"name"`  // where it was opened
	Inode    uint64    `json:"inode"` // 0: not known
	Head     int       `json:"head"`  // how many of its first bytes Sum covers
	Sum      string    `json:"sum"`
	Offset   int64     `json:"offset"` // the end of the last line handed out
	Torn     bool      `json:"torn,omitempty"`
	Tail     int       `json:"tail"` // how many bytes before Offset TailSum covers
	TailSum  string    `json:"tail_sum"`
	Size     int64     `json:"size"` // when last looked at
	Modified time.Time `json:"modified"`
	Done     bool      `json:"done,omitempty"`
	Unread   bool      `json:"unread,omitempty"` // Done, and nothing was handed out: history
}

// is reports whether m speaks of the log that begins with h. Where that proves
// nothing the file has to be the same. A state of an earlier version knows no
// inodes: then the head alone decides.
func (m *Mark) is(h head, id identity) bool {
	if len(h) < m.Head || !h[:m.Head].proves() && m.Inode != 0 && !m.in(id) {
		return false
	}
	return h[:m.Head].sum() == m.Sum
}

// in reports whether m was made in the file id. The device is not asked: its
// number changes when a host starts again, with LVM, btrfs, NFS and overlays.
func (m *Mark) in(id identity) bool { return m.Inode == id.Inode }

// file returns the mark of the log at path; nil if there is none.
func (c *Checkpoint) file(path string) *FileMark {
	if c == nil {
		return nil
	}
	for i := range c.Files {
		if c.Files[i].Path == path {
			return &c.Files[i]
		}
	}
	return nil
}
