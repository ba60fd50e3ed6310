package parser

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// template is a line with holes: literal, hole, literal, hole and so on. A
// hole with slot -1 is skipped.
type template struct {
	literals [][]byte // one more than holes
	holes    []int
}

// template reads "text {field} text {} text".
func (r *mapReader) template(text string) (t template, err error) {
	if text, err = mapText(text); err != nil || text == "" {
		return t, fmt.Errorf("%q is no template: quote it", text)
	}
	for {
		literal, rest, ok := strings.Cut(text, "{")
		if t.literals = append(t.literals, []byte(literal)); !ok {
			return t, nil
		}
		if len(t.holes) > 0 && literal == "" {
			return t, errors.New("two {holes} with nothing between them")
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return t, errors.New("a { without its }")
		}
		slot := -1
		if name != "" {
			if slot, err = r.slot(name); err != nil {
				return t, err
			}
		}
		t.holes, text = append(t.holes, slot), after
	}
}

// leastShared is how long the words must be that end a hole for all templates:
// where they stand the hole ends, whatever a template has behind them.
const leastShared = 8

// share takes what all templates begin with out of them, so that it is read
// once: whole pieces of a literal and its hole, and the first words of the
// literal behind.
func (m *Map) share() {
	first := &m.rows[0].like
	for i := range m.rows {
		m.rows[i].like.literals = slices.Clone(m.rows[i].like.literals)
	}
	all := func(same func(t *template) bool) bool {
		return !slices.ContainsFunc(m.rows, func(r mapRow) bool { return !same(&r.like) })
	}
	for len(first.holes) > 0 {
		literal, hole := first.literals[0], first.holes[0]
		if !all(func(t *template) bool {
			return len(t.holes) > 0 && t.holes[0] == hole && bytes.Equal(t.literals[0], literal)
		}) {
			break
		}
		m.shared.literals, m.shared.holes = append(m.shared.literals, literal), append(m.shared.holes, hole)
		for i := range m.rows {
			t := &m.rows[i].like
			t.literals, t.holes = t.literals[1:], t.holes[1:]
		}
	}
	n := len(first.literals[0])
	for n > 0 && !all(func(t *template) bool { return bytes.HasPrefix(t.literals[0], first.literals[0][:n]) }) {
		n--
	}
	if n < leastShared && len(m.shared.holes) > 0 { // it would end the hole too early
		last := len(m.shared.holes) - 1
		for i := range m.rows {
			t := &m.rows[i].like
			t.literals, t.holes = slices.Insert(t.literals, 0, m.shared.literals[last]), slices.Insert(t.holes, 0, m.shared.holes[last])
		}
		m.shared.literals, m.shared.holes = m.shared.literals[:last], m.shared.holes[:last]
		if n = len(first.literals[0]); !all(func(t *template) bool { return bytes.Equal(t.literals[0], first.literals[0]) }) {
			n = 0
		}
	}
	m.shared.literals = append(m.shared.literals, first.literals[0][:n:n])
	for i := range m.rows {
		t := &m.rows[i].like
		t.literals[0] = t.literals[0][n:]
	}
}
