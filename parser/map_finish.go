package parser

import (
	"errors"
	"slices"
)

// finish looks at what only the whole map can tell.
func (r *mapReader) finish() error {
	m := r.m
	switch {
	case m.name == "" || !slices.Contains(r.seen, "record"):
		return errors.New("no name or no record: a map begins with name = NAME and record = json, or another kind")
	case len(m.rows) == 0:
		return errors.New("no [events]: nothing says which records are outcomes")
	case m.kind == csvRecord && m.header == "":
		return errors.New("no header: tell how the line that names the columns begins")
	case m.kind != csvRecord && (m.header != "" || len(m.usual) > 0):
		return errors.New("header and columns are for record = csv")
	case m.kind == jsonRecord && len(m.when) == 0:
		return errors.New("no when: tell what every record of this logger has, or all JSON would be taken for it")
	case m.kind == csvRecord && len(m.when) == 0:
		return errors.New("no when: tell which columns this logger's files have")
	case (m.kind == textRecord || m.kind == pairsRecord || m.kind == textJSONRecord) && len(m.tags.whole)+len(m.tags.begun)+len(m.marks) == 0:
		return errors.New("no tags and no marks: tell by what a line of this logger is known")
	}
	if m.plain != nil && m.kind != textRecord {
		return errors.New("plain is for record = text")
	}
	if m.kind == textRecord {
		m.share()
		for f, name := range fieldNames {
			if slot := slices.Index(m.names, name); slot >= 0 && len(m.fields[f]) == 0 {
				m.fields[f] = source{{slots: []int{slot}}}
			}
		}
	}
	m.speaks = len(m.fields[fieldCommand]) > 0 || len(m.fields[fieldAnswer]) > 0
	if m.speaks && m.kind == textRecord {
		return errors.New("command and answer are for records that name their values")
	}
	for i, other := len(m.rows)-1, len(m.rows); i >= 0; i-- {
		if m.rows[i].other = other; i > 0 && !sameFirst(m.rows[i].needs, m.rows[i-1].needs) {
			other = i
		}
	}
	for i := range m.rows {
		m.notes = m.notes || m.rows[i].note
		m.once = m.once || m.rows[i].once
		m.tries = m.tries || m.rows[i].begin
	}
	return nil
}

// sameFirst tells whether two rows begin with one condition.
func sameFirst(a, b []mapTest) bool {
	return len(a) > 0 && len(b) > 0 && a[0].slot == b[0].slot && a[0].test == b[0].test && slices.Equal(a[0].words, b[0].words)
}
