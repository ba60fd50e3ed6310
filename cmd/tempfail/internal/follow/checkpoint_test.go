package follow

import (
	"bytes"
	"encoding/gob"
	"testing"
)

// encode and decode keep what the tests save, as tempfail serve does.
func encode(v any) []byte {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func decode(t testing.TB, data []byte, v any) {
	t.Helper()
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(v); err != nil {
		t.Fatal(err)
	}
}
