package main

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"regexp"
	"sync"

	"tempfail/aggregate"
)

// addressPattern finds addresses in running text. The local part is that of
// RFC 5321 (4.1.2, Dot-string), with letters beyond ASCII (RFC 6531).
//
// Limit: a quoted local part loses only what stands next to the @.
var addressPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`([\p{L}\p{N}.!#$%&'*+/=?^_{|}~"-]+)@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)`)
})

// redact replaces the local part of every address in s by a hash of the
// address: who is meant stays the same within a report, but cannot be read.
func redact(s *aggregate.Snapshot) { redactStrings(reflect.ValueOf(s).Elem()) }

func redactAddress(address string) string {
	parts := addressPattern().FindStringSubmatch(address)
	sum := sha256.Sum256([]byte(address))
	return "x" + hex.EncodeToString(sum[:4]) + "@" + parts[2]
}

func redactStrings(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() {
			v.SetString(addressPattern().ReplaceAllStringFunc(v.String(), redactAddress))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			redactStrings(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			redactStrings(v.Index(i))
		}
	}
}
