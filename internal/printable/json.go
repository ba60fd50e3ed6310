package printable

import (
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// NewEncoder returns an encoder that writes JSON for programs and terminals: as
// JSON has it, and with <, > and & as they are.
func NewEncoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(JSON(w))
	e.SetEscapeHTML(false)
	return e
}

// JSON returns a writer that passes JSON on to w with what Letters would spell
// out escaped, as RFC 8259, 7 has it: the values stay the same, and a terminal
// that shows them comes to no harm. Each write must hold whole letters.
func JSON(w io.Writer) io.Writer { return &jsonWriter{w: w} }

type jsonWriter struct {
	w   io.Writer
	buf []byte
}

func (j *jsonWriter) Write(p []byte) (int, error) {
	j.buf = appendJSON(j.buf[:0], p)
	if _, err := j.w.Write(j.buf); err != nil {
		return 0, err
	}
	return len(p), nil
}

// appendJSON appends text. Controls below DEL are the encoder's to escape;
// those that it left are its own line breaks.
func appendJSON(b, text []byte) []byte {
	for len(text) > 0 {
		n := 0
		for n < len(text) && text[n] < 0x7f {
			n++
		}
		b, text = append(b, text[:n]...), text[n:]
		if len(text) == 0 {
			break
		}
		r, size := utf8.DecodeRune(text)
		switch high, low := utf16.EncodeRune(r); {
		case !hidden(r):
			b = append(b, text[:size]...)
		case r > 0xffff:
			b = fmt.Appendf(b, `\u%04x\u%04x`, high, low)
		default:
			b = fmt.Appendf(b, `\u%04x`, r)
		}
		text = text[size:]
	}
	return b
}
