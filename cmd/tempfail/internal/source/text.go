package source

// notText is the kind of a file that is no text. A program, a core dump or a
// database may well hold lines of a log, and is none.
var notText = &compression{name: "binary data"}

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
