package parser

import "slices"

// signTable holds rows of which the first that fits counts, by the first byte
// of the words: most of a long table begins with another.
type signTable struct {
	rows  []localSign
	at    [256]uint8 // first byte of the words -> list
	lists [][]uint8  // rows that may fit, ascending; the first is for bytes that begin none
}

func newSignTable(groups ...[]localSign) *signTable {
	t := &signTable{rows: slices.Concat(groups...), lists: make([][]uint8, 1)}
	if len(t.rows) > 1<<8 {
		panic("more signs than a byte counts")
	}
	for i := range t.rows {
		if p := t.rows[i].prefix; p == "" {
			for l := range t.lists {
				t.lists[l] = append(t.lists[l], uint8(i))
			}
		} else {
			l := &t.at[p[0]]
			if *l == 0 {
				*l = uint8(len(t.lists))
				t.lists = append(t.lists, slices.Clone(t.lists[0]))
			}
			t.lists[*l] = append(t.lists[*l], uint8(i))
		}
	}
	return t
}

// find gives the first row that fits, or nil.
func (t *signTable) find(words []byte) *localSign { return t.findBy(nil, words) }

// findBy is find for rows that ask who says it.
func (t *signTable) findBy(by, words []byte) *localSign {
	list := t.lists[0]
	if len(words) > 0 {
		list = t.lists[t.at[words[0]]]
	}
	for _, i := range list {
		if s := &t.rows[i]; s.fits(by, words) {
			return s
		}
	}
	return nil
}
