package main

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"tempfail/aggregate"
)

// TestStateIsSavedWhole: what heads a state is there after a restart, every
// field of it, also those that are added one day.
func TestStateIsSavedWhole(t *testing.T) {
	before, after := live{agg: aggregate.New(serveBounds)}, live{agg: aggregate.New(serveBounds)}
	fill(t, reflect.ValueOf(&before.saved).Elem())
	var state bytes.Buffer
	if err := before.store(&state); err != nil {
		t.Fatal(err)
	}
	if err := after.load(&state); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(before.saved, after.saved) {
		t.Errorf("saved\n%+v\nrestored\n%+v", before.saved, after.saved)
	}
}

// fill gives every field of v a value that is not zero.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 11, 30, 1, 2, 3, 4, time.UTC)))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); !field.IsExported() {
				t.Fatalf("%s.%s is not exported: it would not be saved", v.Type(), field.Name)
			}
			fill(t, v.Field(i))
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0))
		fill(t, v.Index(1))
	case v.Kind() == reflect.String:
		v.SetString("text")
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(7)
	case v.CanUint():
		v.SetUint(7)
	default:
		t.Fatalf("%s: this test cannot fill it", v.Type())
	}
}
