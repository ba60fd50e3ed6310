package parser

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	tests := []struct {
		text, want string
		first      Enhanced
	}{
		{"", " ", Enhanced{}},
		{"451 4.7.1 Over-Quota, over_quota", " over quota over quota ", Enhanced{4, 7, 1}},
		{"421-4.7.0 unusual rate of 421-4.7.0 unsolicited 421 4.7.0 mail", " unusual rate of unsolicited mail ", Enhanced{4, 7, 0}},
		{`550-no\n550 such user`, " no such user ", Enhanced{}},
		{"450 <quota@example.com>: rejected", " @ rejected ", Enhanced{}},
		{"a..b@example.com...User unknown", " @ user unknown ", Enhanced{}},
		{"Boîte du destinataire pleine, doesn\u2019t", " boite du destinataire pleine doesn t ", Enhanced{}},
		{"550 OFR_416 [416] (#5.1.1)", " ofr 416 416 ", Enhanced{5, 1, 1}},
		{"limit is 300 a minute", " limit is 300 a minute ", Enhanced{}},
		{"rejected 4.7.1.2 192.0.2.1", " rejected 4 7 1 2 ip ", Enhanced{}},
		{"mx[192.0.2.1]:25, 192.0.2.1. 127.0.0.1", " mx ip 25 ip 127 0 0 1 ", Enhanced{}},
		{"7.2.0.192.example 192.0.2.300 192.0.2.1.2", " 7 2 0 192 example 192 0 2 300 192 0 2 1 2 ", Enhanced{}},
	}
	for _, test := range tests {
		var f folded
		f.fold([]byte(test.text))
		if got := string(f.words()); got != test.want || f.first != test.first {
			t.Errorf("%q: %q, %v; want %q, %v", test.text, got, f.first, test.want, test.first)
		}
	}
}

func TestFoldIsBounded(t *testing.T) {
	for _, unit := range []string{"a", "a@b ", "é", "451-4.7.1 ", "é192.0.2.1", "@", "\xff", "_"} {
		var f folded
		f.fold([]byte(strings.Repeat(unit, 10000)))
		if f.size > len(f.buffer) || f.read > 10000*len(unit) {
			t.Errorf("10000 times %q: %d bytes of %d read", unit, f.size, f.read)
		}
	}
}
