package parser

import "slices"

// signTable holds rows of which the first that fits counts, by the first byte
// of the words: most of a long table begins with another.
type signTable struct {
	rows []localSign
	at   [256][]uint8 // first byte of the words -> rows that may fit, ascending
}

func newSignTable(groups ...[]localSign) *signTable {
	t := new(signTable)
	for _, rows := range groups {
		t.rows = append(t.rows, rows...)
	}
	if len(t.rows) > 1<<8 {
		panic("more signs than a byte counts")
	}
	var anywhere []uint8 // rows that no byte tells
	begins := map[byte][]uint8{}
	for i := range t.rows {
		p := t.rows[i].prefix
		if p == "" {
			anywhere = append(anywhere, uint8(i))
		} else {
			begins[p[0]] = append(begins[p[0]], uint8(i))
		}
	}
	for c := range t.at {
		t.at[c] = anywhere
	}
	for c, rows := range begins {
		t.at[c] = slices.Concat(rows, anywhere)
		slices.Sort(t.at[c])
	}
	return t
}

// find gives the first row that fits, or nil.
func (t *signTable) find(words []byte) *localSign {
	c := byte(0)
	if len(words) > 0 {
		c = words[0]
	}
	for _, i := range t.at[c] {
		if s := &t.rows[i]; s.fits(nil, words) {
			return s
		}
	}
	return nil
}
