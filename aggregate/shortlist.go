package aggregate

// shortlist numbers the first few of some texts, from 1, by what they have in
// common; 0 stands for none, and for all others.
type shortlist struct {
	all []string
	by  map[string]uint8
}

const maxShortlist = 250

// id is the number of a text; key is what it has in common with others.
func (l *shortlist) id(key, text []byte) uint8 {
	if len(text) == 0 {
		return 0
	}
	id, ok := l.by[string(key)]
	if !ok && len(l.all) < maxShortlist {
		if l.by == nil {
			l.by = map[string]uint8{}
		}
		l.all = append(l.all, string(text))
		id = uint8(len(l.all))
		l.by[string(key)] = id
	}
	return id
}

// of is the number of a text that has nothing in common with others.
func (l *shortlist) of(text string) uint8 {
	if id, ok := l.by[text]; ok {
		return id
	}
	return l.id([]byte(text), []byte(text))
}

// text is the one with a number; "" for 0.
func (l *shortlist) text(id uint8) string {
	if id == 0 {
		return ""
	}
	return l.all[id-1]
}
