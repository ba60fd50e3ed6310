package main

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tempfail/aggregate"
	"tempfail/cmd/tempfail/internal/explain"
	"tempfail/cmd/tempfail/internal/trace"
	"tempfail/parser"
)

// TestJSONReference asks that docs/json.md names every field and every word
// that a program may meet.
func TestJSONReference(t *testing.T) {
	text, err := os.ReadFile("../../docs/json.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, v := range []any{aggregate.Snapshot{}, explain.Answer{}, trace.Message{}, lineRecord{}} {
		want = append(want, fieldNames(reflect.TypeOf(v))...)
	}
	for _, c := range eventColumns {
		want = append(want, c.name)
	}
	for _, v := range checkable {
		want = append(want, string(v))
	}
	for c := range parser.NumCauses {
		want = append(want, c.String())
	}
	for f := range parser.NumFaults {
		want = append(want, f.String())
	}
	for k := range parser.NumKinds {
		want = append(want, k.String())
	}
	missing := slices.DeleteFunc(want, func(name string) bool { return strings.Contains(string(text), "`"+name+"`") })
	slices.Sort(missing)
	for _, name := range slices.Compact(missing) {
		t.Errorf("docs/json.md does not tell of %s", name)
	}
}

// fieldNames are the names that a type has in JSON, and those of what it
// holds.
func fieldNames(t reflect.Type) []string {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return fieldNames(t.Elem())
	case reflect.Struct:
	default:
		return nil
	}
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "" || name == "-" {
			continue
		}
		names = append(append(names, name), fieldNames(f.Type)...)
	}
	return names
}
