package parser

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
	for c := range t.at {
		for i := range t.rows {
			if p := t.rows[i].prefix; p == "" || p[0] == byte(c) {
				t.at[c] = append(t.at[c], uint8(i))
			}
		}
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
