package parser

import (
	"strings"
	"testing"
)

func TestOperator(t *testing.T) {
	tests := []struct{ host, want string }{
		{"example-com.mail.protection.outlook.com", "microsoft"},
		{"ASPMX.L.Google.COM.", "google"},
		{"gmail-smtp-in.l.google.com", "google"},
		{"mta5.am0.yahoodns.net", "yahoo"},
		{"us-smtp-inbound-1.mimecast.com", "mimecast"},
		{"mx0a-00000000.pphosted.com", "proofpoint"},
		{"mx00.t-online.de", "t-online"},
		{"mx01.mail.icloud.com", "apple"},
		{"notgoogle.com", ""},
		{"google.com.example", ""},
		{"", ""},
		{".", ""},
		{"...", ""},
		{strings.Repeat("a.", 500) + "google.com", ""},
	}
	for _, test := range tests {
		if got, ok := Operator([]byte(test.host)); got != test.want || ok != (test.want != "") {
			t.Errorf("Operator(%q) = %q, %v; want %q", test.host, got, ok, test.want)
		}
	}
}

func TestOperatorDomainsAreLowerCaseNames(t *testing.T) {
	for domain, name := range operators {
		if domain != strings.ToLower(domain) || strings.HasPrefix(domain, ".") || !strings.Contains(domain, ".") || name == "" {
			t.Errorf("%q: %q", domain, name)
		}
	}
}

func TestOperatorAllocatesNothing(t *testing.T) {
	host := []byte("Example-com.mail.protection.outlook.com")
	if n := testing.AllocsPerRun(100, func() { Operator(host) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestProviderWordsAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range providerWords {
		if seen[p.word] {
			t.Errorf("%q is there twice", p.word)
		}
		seen[p.word] = true
	}
}
