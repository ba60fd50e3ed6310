package parser

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTemplate(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"451 4.7.1 Please try again later", "451 4.7.1 Please try again later"},
		{"450 4.2.0 <user@example.com>: Recipient address rejected: Greylisted, see http://postgrey.example/help/example.com.html",
			"450 4.2.0 <<addr>>: Recipient address rejected: Greylisted, see <url>"},
		{"421-4.7.0 [192.0.2.1 15] Our system has detected an unusual rate of 421-4.7.0 unsolicited mail 421 4.7.0 from your IP. q24si6538316pgt.498 - gsmtp",
			"421 4.7.0 [<ip> <num>] Our system has detected an unusual rate of unsolicited mail from your IP. <id> - gsmtp"},
		{"554 5.7.1 Client host [2001:db8::25] blocked using zen.example.org", "554 5.7.1 Client host [<ip>] blocked using <host>"},
		{"connect to mx.example.net[192.0.2.9]:25: Connection refused", "connect to <host>[<ip>]:<num>: Connection refused"},
		{"Host or domain name not found. Name service error for name=mx-1.example.org type=MX: Host not found, try again",
			"Host or domain name not found. Name service error for name=<host> type=MX: Host not found, try again"},
		{"550 see code=12 and key== or =x", "550 see code=<num> and key== or =x"},
		{"451 try again in 300 seconds (12:30:05)", "451 try again in <num> seconds (<time>)"},
		{"554 IB105. Connection refused. AS3150 S3150", "554 IB105. Connection refused. AS3150 S3150"},
		{"452 4.2.2 over quota\r\n\x00\x1b[31m", "452 4.2.2 over quota ??[31m"},
		{"451 2026-03-02T10:00:00Z queued as 9FA81B06705", "451 <time> queued as <id>"},
		{"550 Ungültig \xff ☃", "550 Ungültig ? ☃"},
		{"451 greylist  for another  five minutes, said", "451 greylist for another five minutes, said"}, // the eighth byte is a space
		{"451 too many mails from mx1 today: refused.", "451 too many mails from mx1 today: refused."},
		{"451 delivery refused by our mx-host: it is down", "451 delivery refused by our mx-host: it is down"},
		{"451 exceeded 1.5 messages per 24h", "451 exceeded <num> messages per 24h"},
	}
	for _, test := range tests {
		if got := string(Template(nil, []byte(test.text))); got != test.want {
			t.Errorf("Template(%q)\n got %q\nwant %q", test.text, got, test.want)
		}
	}
}

func TestTemplateMakesOneRowOfOneCause(t *testing.T) {
	one := Template(nil, []byte("451 4.7.650 The mail server [192.0.2.7] has been temporarily rate limited due to IP reputation. (S775) [AM0EUR02FT021.eop-eur02.prod.protection.outlook.com 2026-01-02T03:04:05.678Z 08DC0A1B2C3D4E5F]"))
	two := Template(nil, []byte("451 4.7.650 The mail server [198.51.100.20] has been temporarily rate limited due to IP reputation. (S775) [VI1EUR04FT048.eop-eur04.prod.protection.outlook.com 2026-01-03T13:14:15.678Z 08DC0A1B2C3D4E60]"))
	if string(one) != string(two) {
		t.Errorf("two templates of one reply:\n%s\n%s", one, two)
	}
}

func TestTemplateIsBounded(t *testing.T) {
	for _, unit := range []string{"a", "é", "☃", "a@b.example ", "1 ", "\xff", " ", "@", "\x00"} {
		got := Template([]byte("kept"), []byte(strings.Repeat(unit, 5000)))
		if len(got) > maxTemplate+len("kept") || !strings.HasPrefix(string(got), "kept") || !utf8.Valid(got) {
			t.Errorf("5000 times %q: %d bytes, valid UTF-8: %v", unit, len(got), utf8.Valid(got))
		}
	}
}

func TestTemplateAllocatesNothing(t *testing.T) {
	text := []byte("450 4.2.0 <user@example.com>: Recipient address rejected: Greylisted, see http://postgrey.example/help/example.com.html 2026-03-02T10:00:00Z")
	buffer := make([]byte, 0, 2*maxTemplate)
	if n := testing.AllocsPerRun(100, func() { buffer = Template(buffer[:0], text) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzTemplate(f *testing.F) {
	f.Add([]byte("451 4.7.1 <user@example.com> [192.0.2.1] 2026-01-02T03:04:05Z http://example.com/a?b"))
	f.Add([]byte("421-4.7.0 a 421-4.7.0 b \xff\xc3"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got := Template(nil, text)
		if len(got) > maxTemplate || !utf8.Valid(got) {
			t.Errorf("%d bytes, valid UTF-8: %v: %q", len(got), utf8.Valid(got), got)
		}
		for _, b := range got {
			if b < ' ' || b == 0x7F {
				t.Errorf("control character in %q", got)
			}
		}
	})
}

func BenchmarkTemplate(b *testing.B) {
	text := []byte("450 4.7.1 <user@example.com>: Recipient address rejected: Greylisting in action, please come back later. See http://postgrey.example/help?ip=192.0.2.1 for more information about this delay (id 9FA81B06705)")
	buffer := make([]byte, 0, 2*maxTemplate)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		buffer = Template(buffer[:0], text)
	}
}
