package parser

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const (
	maxMapNames = 64   // that a map reads of a record
	maxMapLine  = 8192 // bytes: what is longer is no line of a map, and nothing to quote
)

// ReadMap reads a map from the text of a file, whose name stands in errors.
// Everything in it must be understood: an unknown key is an error that names
// the line and what could stand there.
func ReadMap(file string, text []byte) (*Map, error) {
	r := mapReader{m: &Map{ends: true, tree: &node{}}}
	for number, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(line, "\uFEFF"))
		if line == "" || line[0] == '#' {
			continue
		}
		if len(line) > maxMapLine {
			return nil, fmt.Errorf("%s:%d: a line of %d bytes: it is no map, but perhaps the log", file, number+1, len(line))
		}
		if err := r.line(line); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, number+1, err)
		}
	}
	if err := r.finish(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return r.m, nil
}

// mapReader is a map while it is read.
type mapReader struct {
	m       *Map
	section string
	seen    []string
}

var mapSections = []string{"fields", "events", "own"}

// line reads one line that is not empty.
func (r *mapReader) line(line string) error {
	if name, ok := strings.CutPrefix(line, "["); ok {
		name, ok = strings.CutSuffix(name, "]")
		if !ok || !slices.Contains(mapSections, name) {
			return fmt.Errorf("unknown section %s: the sections are [%s]", line, strings.Join(mapSections, "], ["))
		}
		if r.m.name == "" || !slices.Contains(r.seen, "record") {
			return errors.New("name and record must be told before the first section")
		}
		r.section = name
		return nil
	}
	switch r.section {
	case "events":
		return r.event(line)
	case "own":
		return r.ownWords(line)
	}
	key, value, ok := strings.Cut(line, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !ok || key == "" || value == "" {
		return fmt.Errorf("%q is not of the form key = value", line)
	}
	if r.section == "fields" {
		return r.field(key, value)
	}
	if slices.Contains(r.seen, key) {
		return fmt.Errorf("%s is told twice", key)
	}
	r.seen = append(r.seen, key)
	return r.key(key, value)
}

const mapKeys = "name, title, reads, misses, record, tags, marks, when, header, columns, lists, plain, within, ends"

// key reads a line before the first section.
func (r *mapReader) key(key, value string) (err error) {
	m := r.m
	switch key {
	case "name":
		if !isMapName(value) {
			return fmt.Errorf("name %q: use lower-case letters, digits, - and _, at most 32", value)
		}
		m.name = value
	case "title":
		m.title = value
	case "reads":
		m.reads = value
	case "misses":
		m.misses = value
	case "record":
		kind := slices.Index(recordNames[:], value)
		if kind < 0 {
			return fmt.Errorf("unknown record %q: it is one of %s", value, strings.Join(recordNames[:], ", "))
		}
		m.kind = recordKind(kind)
	case "tags":
		for _, tag := range strings.Fields(value) {
			if begun, ok := strings.CutSuffix(tag, "*"); ok && begun != "" {
				m.tags.begun = append(m.tags.begun, begun)
			} else {
				m.tags.whole = append(m.tags.whole, tag)
			}
		}
	case "marks":
		m.marks, err = mapTexts(value)
	case "when":
		m.when, err = r.conditions(value)
	case "header":
		m.header, err = mapText(value)
	case "columns":
		m.usual, err = mapColumns(value)
	case "plain":
		m.plain, err = plainForm(value)
	case "within":
		m.within, err = mapTexts(value)
	case "lists":
		m.lists, err = r.pair(value)
	case "ends":
		if value != "outcome" && value != "line" {
			return fmt.Errorf("ends = %s: it is outcome, where the last outcome of a message is its end, or line, where a line of its own tells", value)
		}
		m.ends = value == "outcome"
	default:
		return fmt.Errorf("unknown key %q: before the sections there can be %s", key, mapKeys)
	}
	return err
}

// mapColumns reads "name,name | name,name,name".
func mapColumns(value string) (all []columns, err error) {
	texts, err := mapTexts(value)
	for _, text := range texts {
		all = append(all, columns{[]byte(text), strings.Count(text, ",") + 1})
	}
	return all, err
}

// pair reads the names of two lists.
func (r *mapReader) pair(value string) (slots []int, err error) {
	to, said, ok := cutUnquoted(value, ",")
	if !ok {
		return nil, fmt.Errorf("lists = %s: it is two names with a comma between, of recipients and of how each fared", value)
	}
	for _, name := range [...]string{to, said} {
		slot, err := r.slot(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		slots = append(slots, slot)
	}
	return slots, nil
}

func isMapName(s string) bool {
	return s != "" && s != Auto && len(s) <= 32 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// field reads a line of [fields]: where a field comes from.
func (r *mapReader) field(key, value string) error {
	f := slices.Index(fieldNames[:], key)
	if f < 0 {
		return fmt.Errorf("unknown field %q: the fields are %s", key, strings.Join(fieldNames[:], ", "))
	}
	var needs []mapTest
	value, conditions, limited := cutUnquoted(value, " if ")
	if limited {
		var err error
		if needs, err = r.conditions(conditions); err != nil {
			return err
		}
	}
	for places := range strings.SplitSeq(value, "|") {
		p := place{needs: needs}
		for name := range strings.SplitSeq(places, "+") {
			slot, err := r.slot(strings.TrimSpace(name))
			if err != nil {
				return err
			}
			p.slots = append(p.slots, slot)
		}
		if len(p.slots) > 1 && field(f) != fieldQueueID && field(f) != fieldJoin {
			return fmt.Errorf("%s cannot be put together with +: only queue_id and join can", key)
		}
		if slices.ContainsFunc(p.slots, func(slot int) bool { return slot <= slotNoted }) {
			return errors.New("@noted is no value: fields that a record lacks are taken from what was noted by themselves")
		}
		r.m.fields[f] = append(r.m.fields[f], p)
	}
	return nil
}

// mapOwnNames are the names of values that are not the record's own.
var mapOwnNames = [...]string{"@text", "@event", "@tag", "@asked", "@to", "@from", "@said"}

// slot gives the place of a name.
func (r *mapReader) slot(name string) (int, error) {
	name, err := mapText(name)
	if err != nil {
		return 0, err
	}
	switch name {
	case "@noted":
		return slotNoted, nil
	case "@told":
		return slotTold, nil
	}
	if rest, ok := strings.CutPrefix(name, "@noted."); ok {
		f := field(max(slices.Index(fieldNames[:], rest), 0))
		if !slices.Contains(notable[:], f) {
			return 0, fmt.Errorf("%q is not noted", rest)
		}
		return slotNoted - 1 - int(f), nil
	}
	if name == "" || strings.ContainsAny(name, "=<>!,~") || name[0] == '@' && !slices.Contains(mapOwnNames[:], name) {
		return 0, fmt.Errorf("%q is no name of a value; of the names with an @ there are %s, @noted and @told", name, strings.Join(mapOwnNames[:], ", "))
	}
	if r.m.kind == textRecord && name[0] != '@' && !slices.Contains(fieldNames[:], name) {
		return 0, fmt.Errorf("unknown field {%s}: the fields are %s", name, strings.Join(fieldNames[:], ", "))
	}
	if slot := slices.Index(r.m.names, name); slot >= 0 {
		return slot, nil
	}
	if len(r.m.names) == maxMapNames {
		return 0, fmt.Errorf("more than %d names", maxMapNames)
	}
	slot := len(r.m.names)
	r.m.names = append(r.m.names, name)
	r.m.tree.add(name).slot = slot
	for n, rest := r.m.tree, name; r.m.kind <= textJSONRecord; {
		first, after, more := strings.Cut(rest, ".")
		if !more {
			n.add(first).slot = slot
			break
		}
		e := n.add(first)
		if e.down == nil {
			e.down = &node{}
		}
		n, rest = e.down, after
	}
	return slot, nil
}

// mapText takes the quotes off a text that has them.
func mapText(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" || s[0] != '"' {
		return s, nil
	}
	text, err := strconv.Unquote(s)
	if err != nil || text == "" {
		return "", fmt.Errorf("%s is no quoted text", s)
	}
	return text, nil
}

// mapTexts reads "text | text".
func mapTexts(s string) (all []string, err error) {
	for more := true; more; {
		var one string
		one, s, more = cutUnquoted(s, "|")
		if one, err = mapText(one); err != nil {
			return nil, err
		}
		if one == "" {
			return nil, errors.New("an empty text between two |")
		}
		all = append(all, one)
	}
	return all, nil
}
