package source

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"unicode/utf16"
)

// TestWideText is written by Windows, with and without a mark at its beginning.
func TestWideText(t *testing.T) {
	const text = "no stamp, but letters of Jürgen and 漢\r\nand a second line\r\n"
	encoded := func(order binary.AppendByteOrder, s string) (b []byte) {
		for _, unit := range utf16.Encode([]rune(s)) {
			b = order.AppendUint16(b, unit)
		}
		return b
	}
	for name, c := range map[string]struct {
		content []byte
		from    string
	}{
		"marked":         {encoded(binary.LittleEndian, "\ufeff"+text), "utf-16"},
		"marked, big":    {encoded(binary.BigEndian, "\ufeff"+text), "utf-16"},
		"little endian":  {encoded(binary.LittleEndian, text), "utf-16le"},
		"big endian":     {encoded(binary.BigEndian, text), "utf-16be"},
		"too little":     {encoded(binary.LittleEndian, "a\n"), ""},
		"no wide text":   {[]byte(text), ""},
		"holes":          {[]byte(text + strings.Repeat("\x00", 200)), ""},
		"nothing at all": {nil, ""},
	} {
		_, names := lay(t, dated{"mail.log", string(c.content), ""})
		for from, s := range map[string]*Set{
			"file":   find(t, Options{}, names...),
			"stream": find(t, Options{Stdin: bytes.NewReader(c.content)}, "-"),
		} {
			read(s)
			switch err := s.Files[0].Err; {
			case c.from == "" && err != nil:
				t.Errorf("%s, a %s: %v", name, from, err)
			case c.from != "" && (err == nil || !strings.Contains(err.Error(), "UTF-16 text is not read here; iconv -f "+c.from+" -t utf-8 ")):
				t.Errorf("%s, a %s: %v", name, from, err)
			}
		}
	}
}

func TestWhatIsNoTextIsNoLog(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, 5000)
	for i := range noise {
		noise[i] = byte(rand.Uint32())
	}
	stamped := "Mar  2 09:00:00 mx1 postfix/qmgr[7]: 4F1A2B7: removed\n"
	for _, c := range []struct {
		name, content string
		text          bool
	}{
		{"a program", string(data[:min(len(data), 4*headSize)]), false},
		{"noise", string(noise), false},
		{"noise in gzip", packed(t, gzipped, string(noise)), false},
		{"a log after a crash", strings.Repeat("\x00", 5000) + stamped, true},
		{"a log whose head is a hole", strings.Repeat("\x00", 2*headSize) + stamped, true},
		{"a log full of what clients sent", stamped[:40] + strings.Repeat("\x01\x02", 500) + "\n", true},
		{"Latin-1 without stamps", "4F1A2B7: to=<j\xfcrgen@example.com>, \xe4\xf6\xfc\n", true},
		{"colours without stamps", "\x1b[31mqueue\x1b[0m\t\x1b[1mm\x1b[0m\r\n", true},
		{"nothing", "", true},
	} {
		_, names := lay(t, dated{"mail.log", c.content, ""})
		for from, s := range map[string]*Set{
			"file":   find(t, Options{}, names...),
			"stream": find(t, Options{Stdin: bytes.NewReader([]byte(c.content))}, "-"),
		} {
			lines := read(s)
			fault := s.Files[0].Err
			if c.text != (fault == nil) || c.text != (len(lines) > 0) && c.content != "" {
				t.Errorf("%s, a %s: %d lines, %v", c.name, from, len(lines), fault)
			}
			if !c.text && !strings.Contains(fault.Error(), "binary data is not read here; name the log") {
				t.Errorf("%s, a %s: %v", c.name, from, fault)
			}
		}
	}
}
