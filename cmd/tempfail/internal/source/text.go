package source

// notText is the kind of a file that is no text. A program, a core dump or a
// database may well hold lines of a log, and is none.
var notText = &compression{name: "binary data"}

// Text in UTF-16 that has no mark at its beginning (RFC 2781, 4.3) is told by
// its head.
var (
	littleEndian = &compression{name: "UTF-16 text", unpack: "iconv -f utf-16le -t utf-8"}
	bigEndian    = &compression{name: "UTF-16 text", unpack: "iconv -f utf-16be -t utf-8"}
)

// textKind returns the kind of a file by its head: its own where that may be
// of the text that is read here.
//
// Limit: wide text that is compressed is not told, for it takes two commands.
func (f *File) textKind() *compression {
	if kind := wide(f.head); kind != nil && f.kind == nil {
		return kind
	}
	if isBinary(f.head) {
		return notText
	}
	return f.kind
}

// wide tells UTF-16 from other text. The letters of a log are mostly those of
// ASCII, so that every second byte is 0, and of the others hardly one.
func wide(head []byte) *compression {
	const least, most, few = 16, 0.9, 0.1
	var zeros [2]float64
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	half := float64(len(head)) / 2
	switch {
	case len(head) < least:
		return nil
	case zeros[0] < few*half && zeros[1] > most*half:
		return littleEndian
	case zeros[0] > most*half && zeros[1] < few*half:
		return bigEndian
	}
	return nil
}

// controlShare is what part of a text may be control characters: one in so
// many. Of programs, pictures and packed data they are mostly a tenth, of logs
// none.
const controlShare = 20

// isBinary tells whether head is of a file that is no text. NULs do not count:
// a crash, or a log that is truncated under its writer, leaves runs of them.
// Nor do bytes beyond ASCII, which are letters in one encoding or another.
func isBinary(head []byte) bool {
	controls, others := 0, 0
	for _, c := range head {
		switch {
		case c == 0:
		case c < ' ' && (c < '\t' || c > '\r') && c != '\x1b', c == 0x7f:
			controls++
		default:
			others++
		}
	}
	return controls*controlShare > controls+others
}
